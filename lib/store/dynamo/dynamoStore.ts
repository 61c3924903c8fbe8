import type { Bodies } from '../../bodies/bodies.ts'
import type { Envelope } from '../../domain/envelope.ts'
import type { Message } from '../../domain/message.ts'
import { NoisyGroups } from '../../domain/noisyGroups.ts'
import { isOrdered } from '../../domain/ordered.ts'
import { Problem } from '../../domain/problem.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type * as contract from '../store.ts'
import { DynamoDocuments } from './documents.ts'
import { DynamoDueMarks } from './dueMarks.ts'
import type { Dynamo } from './dynamo.ts'
import { laneKey, scopeOf } from './keys.ts'
import { LaneBook } from './laneBook.ts'
import { lanesToRead } from './lanes.ts'
import { Mint } from './mint.ts'
import { operationsFor } from './operations.ts'
import { Rounds } from './ordered/rounds.ts'
import { LazyPermits } from './permits/lazyPermits.ts'
import { PublishCounters } from './publishCounters.ts'
import type { TableNames } from './reading.ts'
import { Scouts } from './scouts.ts'
import { Send } from './send.ts'
import type { Tools } from './tools.ts'
import { Watch } from './watch.ts'

export type DynamoParts = contract.StoreContext & { dynamo: Dynamo; tables: TableNames; bodies: Bodies }

const nothing = { leased: [], movedAside: 0, isFull: false }

// Somebody else may change the lanes at the same time.
const discardTriesMax = 4

/** The store on DynamoDB: messages and leases as lanes of blocks. What it remembers between two calls are hints. */
export class DynamoStore implements contract.Store {
  readonly documents: DynamoDocuments
  readonly #tools: Tools
  readonly #watch: Watch
  readonly #marks: DynamoDueMarks
  readonly #counters: PublishCounters
  readonly #running = new Set<Promise<unknown>>()
  #closed = false

  constructor({ dynamo, tables, bodies, ...context }: DynamoParts) {
    const send = new Send(dynamo, context)
    const book = new LaneBook(send, tables.messages, context.wall)
    const permits = new LazyPermits({ ...context, send, table: tables.messages })
    const hints = {
      book,
      noisy: new NoisyGroups(),
      mint: new Mint(context.random),
      scouts: new Scouts(),
      rounds: new Rounds(),
      permits,
    }
    this.#tools = { ...context, send, tables, bodies, ...hints }
    this.documents = new DynamoDocuments({ ...context, send, table: tables.documents, check: () => this.#check() })
    this.#marks = new DynamoDueMarks({ ...context, send, table: tables.messages })
    this.#counters = new PublishCounters({ ...context, send, table: tables.messages })
    this.#watch = new Watch(this.#tools)
  }

  publish(
    queue: QueueRef,
    envelopes: readonly Envelope[],
    request?: contract.RequestKey,
    deduplication?: contract.Deduplication,
  ): Promise<contract.PublishReply> {
    return this.#run(async () => {
      const { publish } = await operationsFor(queue)
      const reply = await publish(this.#tools, queue, envelopes, request, deduplication)
      for (const { readyAtMs } of reply.kind === 'published' ? envelopes : []) this.#watch.expect(queue, readyAtMs)
      return reply
    })
  }

  takePublishes(queue: QueueRef, budget: contract.Budget): Promise<boolean> {
    return this.#run(() => this.#counters.take(queue, budget))
  }

  poll(queue: QueueRef, order: contract.PollOrder): Promise<contract.Leased[]> {
    return this.#run(async () => {
      const { poll } = await operationsFor(queue)
      const { leased, movedAside, isFull } = this.#isDead(queue) ? nothing : await poll(this.#tools, queue, order)
      this.#arrived(order.aside, movedAside)
      // That nothing was leased does not say that nothing is there.
      const endsMs = leased.map(({ message }) => message.delivery.visibleAtMs)
      if (!isFull) this.#watch.polled(queue, endsMs)
      return leased
    })
  }

  sweep(queue: QueueRef, order: contract.SweepOrder): Promise<contract.SweepPage> {
    return this.#run(async () => {
      if (this.#isDead(queue)) return { dropped: 0, movedAside: 0 }
      const { sweepQueue } = await operationsFor(queue)
      const page = await sweepQueue(this.#tools, queue, order)
      this.#arrived(order.aside, page.movedAside)
      return page
    })
  }

  redrive(queue: QueueRef, order: contract.RedriveOrder): Promise<contract.RedrivePage> {
    return this.#run(async () => {
      if (this.#isDead(queue)) return { moved: 0 }
      const { redrive } = await operationsFor(queue)
      const { arrivals, ...page } = await redrive(this.#tools, queue, order)
      for (const to of arrivals) this.#watch.expect(to, this.#tools.clock.nowMs())
      return page
    })
  }

  #arrived(aside: contract.Aside | undefined, messages: number): void {
    if (aside !== undefined && messages > 0) this.#watch.expect(aside.to, this.#tools.clock.nowMs())
  }

  settle(queue: QueueRef, settlements: readonly contract.Settlement[]): Promise<contract.SettleOutcome[]> {
    return this.#run(async () => {
      const { settle } = await operationsFor(queue)
      const outcomes = await settle(this.#tools, queue, settlements)
      for (const settlement of settlements) this.#expectBack(queue, settlement)
      this.#watch.settled(queue, settlements)
      return outcomes
    })
  }

  #expectBack(queue: QueueRef, settlement: contract.Settlement): void {
    if (settlement.kind === 'moveAside') this.#arrived(settlement.aside, 1)
    if (settlement.kind !== 'release' && settlement.kind !== 'extend') {
      this.#expectOpened(queue)
      return
    }
    const ms = settlement.kind === 'extend' ? settlement.ms : settlement.delayMs
    const { book, clock, scouts } = this.#tools
    const atMs = clock.nowMs() + ms
    this.#watch.expect(queue, atMs)
    for (const lane of lanesToRead(book.known(scopeOf(queue)))) scouts.expect(laneKey(scopeOf(queue), lane), atMs)
  }

  /** What ends in an ordered queue may open what stood behind it. */
  #expectOpened(queue: QueueRef): void {
    if (isOrdered(queue)) this.#watch.expect(queue, this.#tools.clock.nowMs())
  }

  find(queue: QueueRef, id: string): Promise<Message | undefined> {
    return this.#run(async () =>
      this.#isDead(queue) ? undefined : (await operationsFor(queue)).find(this.#tools, queue, id),
    )
  }

  browse(queue: QueueRef, order: contract.BrowseOrder): Promise<contract.MessagePage> {
    return this.#run(async () =>
      this.#isDead(queue) ? { messages: [] } : (await operationsFor(queue)).browse(this.#tools, queue, order),
    )
  }

  change(queue: QueueRef, id: string, wish: contract.Change): Promise<contract.ChangeOutcome> {
    return this.#run(async () => {
      const { change } = await operationsFor(queue)
      const outcome = await change(this.#tools, queue, id, wish)
      const visibleAtMs = wish.kind === 'replace' ? (wish.visibleAtMs ?? this.#tools.clock.nowMs()) : undefined
      if (outcome === 'done' && visibleAtMs !== undefined) this.#watch.expect(queue, visibleAtMs)
      if (outcome === 'done') this.#expectOpened(queue)
      return outcome
    })
  }

  stats(queue: QueueRef): Promise<contract.Stats> {
    return this.#run(async () => (await operationsFor(queue)).stats(this.#tools, queue))
  }

  wait(queue: QueueRef, order: contract.WaitOrder): Promise<void> {
    this.#check()
    return this.#watch.wait(queue, order)
  }

  nudge(queue: QueueRef): void {
    this.#watch.nudge(queue)
  }

  discard(queue: QueueRef): Promise<void> {
    return this.#run(async () => {
      const { book } = this.#tools
      for (let tries = 0; tries < discardTriesMax && !(await book.read(scopeOf(queue), 0)).dead; tries++)
        await book.change(scopeOf(queue), lanes => ({ ...lanes, dead: true }))
      this.#watch.nudge(queue)
    })
  }

  markDue(queue: QueueRef, atMs: number, sake?: contract.DueSake): Promise<void> {
    return this.#run(() => this.#marks.add(queue, atMs, sake))
  }

  due(range: contract.DueRange, cursor?: string): Promise<contract.DuePage> {
    return this.#run(() => this.#marks.page(range, cursor))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#watch.close()
    await Promise.allSettled(this.#running)
  }

  /** Only what this process knows: a queue that is gone is what its document says. */
  #isDead(queue: QueueRef): boolean {
    return this.#tools.book.known(scopeOf(queue)).dead
  }

  async #run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#check()
    const running = work()
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  #check(): void {
    if (this.#closed) throw new Problem('ShuttingDown')
  }
}
