import type { VirtualClock } from '../../lib/clock.ts'
import type { Envelope } from '../../lib/domain/envelope.ts'
import type { QueueRef } from '../../lib/domain/queue.ts'
import type { Deduplication, Leased, PublishResult, Store } from '../../lib/store/store.ts'
import { anEnvelope, anOrderedQueue, aPoll, text } from '../fixtures.ts'
import { type MakeStore, openStore } from './open.ts'

type Stored = Extract<PublishResult, { kind: 'stored' }>

/** An ordered queue, and what is in a test's words: `g1-2` is the second message of group g1. */
export class Line {
  readonly store: Store
  readonly clock: VirtualClock
  readonly queue: QueueRef

  constructor(store: Store, clock: VirtualClock, queue: QueueRef) {
    this.store = store
    this.clock = clock
    this.queue = queue
  }

  async publish(...names: string[]): Promise<void> {
    await this.publishAll(...names)
  }

  async publishAll(...names: string[]): Promise<Stored[]> {
    return this.put(
      names.map(name => anEnvelope({ body: name, groupId: name.split('-')[0], sentAtMs: this.clock.nowMs() })),
    )
  }

  /** What the publish answered of each, all of which have to be stored. */
  async put(envelopes: readonly Envelope[], deduplication?: Deduplication): Promise<Stored[]> {
    const reply = await this.store.publish(this.queue, envelopes, undefined, deduplication)
    if (reply.kind !== 'published') throw new Error(reply.kind)
    return reply.results.map(result => {
      if (result.kind !== 'stored') throw new Error(result.problem)
      return result
    })
  }

  poll(wish: Parameters<typeof aPoll>[0] = {}): Promise<Leased[]> {
    return this.store.poll(this.queue, aPoll(wish))
  }

  async names(wish: Parameters<typeof aPoll>[0] = {}): Promise<string[]> {
    return (await this.poll(wish)).map(nameOf)
  }

  async settle(...settlements: Parameters<Store['settle']>[1]): Promise<string[]> {
    return (await this.store.settle(this.queue, settlements)).map(({ kind }) => kind)
  }
}

export const nameOf = ({ message }: Leased): string => text(message.envelope.body)

export const openLine = async (makeStore: MakeStore, ...names: string[]): Promise<Line> => {
  const { store, clock } = await openStore(makeStore)
  const line = new Line(store, clock, anOrderedQueue())
  if (names.length > 0) await line.publish(...names)
  return line
}
