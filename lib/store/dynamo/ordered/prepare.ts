import type { QueueRef } from '../../../domain/queue.ts'
import type { Deduplication, PublishResult } from '../../store.ts'
import { headOf } from '../heads.ts'
import { scopeOf } from '../keys.ts'
import { freshSlot } from '../slot.ts'
import type { Tools } from '../tools.ts'
import { wakeName } from '../wakeRecord.ts'
import { runKey } from './keys.ts'
import { type Numbers, newNonce, takeNumbers } from './numbers.ts'
import { type Address, claim } from './originals.ts'
import { formatOrderedPlace } from './place.ts'
import type { Run } from './run.ts'
import { withEnvelopes } from './runBody.ts'
import type { Fresh, Share } from './shares.ts'

export type Stored = Extract<PublishResult, { kind: 'stored' }>

/** What is to be put for a share, and what it is answered then. */
export type Prepared = {
  share: Share
  /** Closes its numbers where all are duplicates. */
  run: Run
  /** In the order of the share's messages. */
  results: Stored[]
  /** By position: what was claimed, and has to be claimed anew under other numbers. */
  claimed: Map<number, Address>
}

/**
 * Numbers, keys and the run for the messages of a share. From here on others wait for these numbers, so the run has to be
 * put soon; under numbers that somebody has closed meanwhile it cannot be, and all has to be prepared again.
 */
export async function prepare(
  tools: Tools,
  queue: QueueRef,
  share: Share,
  deduplication: Deduplication | undefined,
  before: ReadonlyMap<number, Address> = new Map(),
): Promise<Prepared> {
  const scope = scopeOf(queue)
  const { hash, turn, messages } = share
  const readyAts = messages.map(({ envelope }) => envelope.readyAtMs)
  const [readyAtMs, lastReadyAtMs] = [Math.min(...readyAts), Math.max(...readyAts)]
  const { start, epoch } = await takeNumbers(tools, scope, {
    hash,
    count: messages.length,
    readyAtMs,
    lastReadyAtMs,
    turn,
  })
  const untilMs = tools.clock.nowMs() + (deduplication?.windowMs ?? 0)
  const addresses = await Promise.all(
    messages.map(async ({ key, position }, index): Promise<Address> => {
      const address = { hash, start, index, epoch }
      if (key === undefined) return address
      const found = await claim(tools, scope, { key, address, untilMs, before: before.get(position) })
      return found === 'claimed' ? address : found
    }),
  )
  const isMine = ({ hash: found, start: at }: Address): boolean => found === hash && at === start
  const mine = messages.flatMap((message, index) => (isMine(addresses[index]!) ? [{ message, index }] : []))
  return {
    share,
    run: await runOf(tools, queue, share, { start, epoch }, readyAtMs, mine),
    results: addresses.map(toResult),
    claimed: new Map(mine.map(({ message, index }) => [message.position, addresses[index]!])),
  }
}

const toResult = ({ hash, start, index }: Address): Stored => ({
  kind: 'stored',
  id: formatOrderedPlace({ hash, number: start + index }),
  sequence: start + index,
})

async function runOf(
  tools: Tools,
  queue: QueueRef,
  { hash, messages }: Share,
  { start, epoch }: Numbers,
  readyAtMs: number,
  mine: readonly { message: Fresh; index: number }[],
): Promise<Run> {
  const envelopes = mine.map(({ message }) => message.envelope)
  const run: Run = {
    key: runKey(scopeOf(queue), hash, start),
    start,
    span: messages.length,
    epoch,
    madeAtMs: tools.clock.nowMs(),
    readyAtMs,
    entries: mine.map(({ message, index }) => ({ index, slot: freshSlot, head: headOf(message.envelope) })),
    nonce: newNonce(tools),
    wakes: wakeName(queue),
  }
  return envelopes.length === 0 ? { ...run, isClosed: true } : withEnvelopes(tools, run, envelopes)
}
