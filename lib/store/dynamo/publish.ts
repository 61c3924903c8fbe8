import type { Envelope } from '../../domain/envelope.ts'
import { Problem } from '../../domain/problem.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { PublishReply, PublishResult, RequestKey } from '../store.ts'
import { type LaneName, scopeOf } from './keys.ts'
import { publishOnce } from './publishOnce.ts'
import { blockOf, placeBody, putBlockRequest, someLane } from './putBlock.ts'
import { idsOf, inOrder, levelsFor, type Share, sharesOf } from './share.ts'
import type { Tools } from './tools.ts'
import { wakeName } from './wakeRecord.ts'

// Throttled on so many lanes in a row, a publish gives up.
const lanesTriedMax = 6

/** One put a ready time and priority, which usually means one. */
export async function publish(
  tools: Tools,
  queue: QueueRef,
  envelopes: readonly Envelope[],
  request?: RequestKey,
): Promise<PublishReply> {
  const marked = tools.noisy.mark(queue, envelopes, tools.clock.nowMs())
  const shares = sharesOf(marked, tools.mint, wakeName(queue))
  await tools.book.open(scopeOf(queue), levelsFor(envelopes))
  if (request !== undefined) return publishOnce(tools, queue, shares, request)
  const outcomes = await Promise.all(shares.map(share => putOrRefuse(tools, queue, share)))
  return { kind: 'published', results: inOrder(shares, outcomes) }
}

/** A share that could not be stored does not take back those that could. */
async function putOrRefuse(tools: Tools, queue: QueueRef, share: Share): Promise<PublishResult[]> {
  try {
    return (await putShare(tools, scopeOf(queue), share)).map(id => ({ kind: 'stored', id }))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { code } = error
    return share.envelopes.map(() => ({ kind: 'refused', problem: code }))
  }
}

/** Stores a share in some lane, another one when it is throttled there, and gives the ids. */
async function putShare(tools: Tools, scope: string, share: Share): Promise<string[]> {
  const { send, book, tables } = tools
  let placed = await placeBody(tools, scope, share)
  let throttled: LaneName | undefined
  for (let tries = 0; tries < lanesTriedMax; tries++) {
    const chosenAtMs = tools.wall.nowMs()
    const lane = await someLane(tools, scope, share.level, throttled)
    const block = blockOf(scope, lane, placed)
    const reply = await send.call('PutItem', putBlockRequest(tables.messages, block), { stopWhenThrottled: true })
    if (tools.scouts.wrote(block.key.p, tools.wall.nowMs())) await book.grow(scope, lane.level)
    if (reply.kind === 'done' || (reply.kind === 'refused' && reply.repeated)) {
      await book.vouch(scope, lane, chosenAtMs)
      return idsOf(lane, placed.share)
    }
    // A block that nobody repeated and that is there already is another's, with the same 55 random bits.
    if (reply.kind === 'refused') placed = await placeBody(tools, scope, withNewNonce(tools, share))
    else {
      throttled = lane
      await Promise.all([book.grow(scope, lane.level), send.pause(tries + 1)])
    }
  }
  throw new Problem('StoreBusy')
}

const withNewNonce = ({ mint }: Tools, share: Share): Share => ({ ...share, nonce: mint.nonce(share.readyAtMs) })
