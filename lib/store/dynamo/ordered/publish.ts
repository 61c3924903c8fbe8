import type { Envelope } from '../../../domain/envelope.ts'
import { Problem } from '../../../domain/problem.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import type { Deduplication, PublishReply, PublishResult, RequestKey } from '../../store.ts'
import type { Item } from '../block.ts'
import { scopeOf } from '../keys.ts'
import { putRequestRecord, readRequestRecord, recordedIds } from '../requestRecord.ts'
import type { Tools } from '../tools.ts'
import { closeNumbers, giveNumbersUp, lookAgain, newTurn, putRunRequest } from './numbers.ts'
import { parseOrderedPlace } from './place.ts'
import { type Prepared, prepare } from './prepare.ts'
import type { Run } from './run.ts'
import { type Share, sharesOf } from './shares.ts'

// Each try that fails took longer than a poll waits for it.
const triesMax = 6

/** Numbers, then keys, then the messages: one put a group, which is what makes them stored. */
export async function publish(
  tools: Tools,
  queue: QueueRef,
  envelopes: readonly Envelope[],
  request?: RequestKey,
  deduplication?: Deduplication,
): Promise<PublishReply> {
  const scope = scopeOf(queue)
  const { shares, sameAs } = sharesOf(scope, envelopes, deduplication, newTurn(tools))
  const results: PublishResult[] = []
  if (request !== undefined) {
    const earlier = await publishOnce(tools, queue, shares, sameAs, results, request, deduplication)
    if (earlier !== undefined) return recalled(earlier, request)
  } else await Promise.all(shares.map(share => putOrRefuse(tools, queue, share, results, deduplication)))
  for (const [position, first] of sameAs) results[position] = results[first]!
  return { kind: 'published', results }
}

/** A share that could not be stored does not take back those that could. */
async function putOrRefuse(
  tools: Tools,
  queue: QueueRef,
  share: Share,
  results: PublishResult[],
  deduplication: Deduplication | undefined,
): Promise<void> {
  try {
    note(results, await put(tools, queue, share, deduplication))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    for (const { position } of share.messages) results[position] = { kind: 'refused', problem: error.code }
  }
}

function note(results: PublishResult[], { share, results: own }: Prepared): void {
  for (const [at, { position }] of share.messages.entries()) results[position] = own[at]!
}

async function put(
  tools: Tools,
  queue: QueueRef,
  share: Share,
  deduplication: Deduplication | undefined,
): Promise<Prepared> {
  const scope = scopeOf(queue)
  let prepared: Prepared | undefined
  for (let tries = 0; tries < triesMax; tries++) {
    prepared = await prepare(tools, queue, share, deduplication, prepared?.claimed)
    const { run } = prepared
    const reply = await tools.send.call('PutItem', putRunRequest(tools.tables.messages, run))
    // Somebody may have closed the numbers of a share that would have closed them.
    if (run.isClosed) await lookAgain(tools, scope, { hash: share.hash, readyAtMs: run.readyAtMs })
    if (reply.kind === 'done' || run.isClosed) return prepared
    if (reply.kind === 'refused' && reply.items[0]?.x?.S === run.nonce) return prepared
    // The first number is closed; nobody is to wait for the others.
    if (run.span > 1) await closeRest(tools, scope, share, run)
  }
  throw new Problem('StoreBusy')
}

/** All runs and the record of the request in one transaction; the record, where it was answered before. */
async function publishOnce(
  tools: Tools,
  queue: QueueRef,
  shares: readonly Share[],
  sameAs: ReadonlyMap<number, number>,
  results: PublishResult[],
  request: RequestKey,
  deduplication: Deduplication | undefined,
): Promise<Item | undefined> {
  const scope = scopeOf(queue)
  const earlier = await readRequestRecord(tools, scope, request)
  if (earlier !== undefined) return earlier
  let prepared: (Prepared | undefined)[] = []
  for (let tries = 0; tries < triesMax; tries++) {
    const all = await Promise.all(
      shares.map((share, at) => prepare(tools, queue, share, deduplication, prepared[at]?.claimed)),
    )
    for (const one of all) note(results, one)
    for (const [position, first] of sameAs) results[position] = results[first]!
    const ids = results.map(result => (result.kind === 'stored' ? result.id : ''))
    const puts = all.map(({ run }) => ({ Put: putRunRequest(tools.tables.messages, run) }))
    const TransactItems = [putRequestRecord(tools, scope, ids, request), ...puts]
    const reply = await tools.send.call('TransactWriteItems', { TransactItems })
    if (reply.kind === 'done') return undefined
    const [record] = reply.kind === 'refused' ? reply.items : []
    await Promise.all(all.map(one => giveUp(tools, scope, one)))
    if (record !== undefined) return record
    prepared = all
  }
  throw new Problem('StoreBusy')
}

async function closeRest(tools: Tools, scope: string, { hash }: Share, { start, span, epoch }: Run): Promise<void> {
  const rest = { hash, start: start + 1, span: span - 1, epoch }
  await closeNumbers(tools, scope, rest).catch(() => false)
}

/** Another call with the same key was faster, or some of the numbers were closed. */
const giveUp = (tools: Tools, scope: string, { share: { hash }, run }: Prepared) =>
  giveNumbersUp(tools, scope, { ...run, hash })

function recalled(item: Item, request: RequestKey): PublishReply {
  const ids = recordedIds(item, request)
  if (ids === undefined) return { kind: 'requestKeyReused' }
  return {
    kind: 'published',
    results: ids.map(id => ({ kind: 'stored', id, sequence: parseOrderedPlace(id)!.number })),
  }
}
