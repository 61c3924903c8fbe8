import type { DatabaseSync } from 'node:sqlite'
import type { Envelope } from '../../domain/envelope.ts'
import type { Message } from '../../domain/message.ts'
import { NoisyGroups } from '../../domain/noisyGroups.ts'
import { Problem } from '../../domain/problem.ts'
import type { QueueRef } from '../../domain/queue.ts'
import { laneOf } from '../lane.ts'
import { PublishBudgets } from '../publishBudgets.ts'
import type * as contract from '../store.ts'
import { Waiters } from '../waiters.ts'
import { browse, toMessage } from './browse.ts'
import { change } from './change.ts'
import { EmbeddedDocuments } from './documents.ts'
import { type Durability, GroupCommit } from './groupCommit.ts'
import { outlook } from './outlook.ts'
import { type PollStep, pollStep } from './poll.ts'
import { publish, toNew, toPacked } from './publish.ts'
import { redrive } from './redrive.ts'
import type { Room } from './room.ts'
import { settleAll } from './settle.ts'
import type { Space } from './space.ts'
import { LaneStats } from './stats.ts'
import { Sweep } from './sweep.ts'
import { sweepQueue } from './sweepQueue.ts'
import { makeTables, type Tables } from './tables.ts'
import type { WalSync } from './walSync.ts'

// While messages go, how many make it worth looking whether the file is mostly free space.
const removalsPerLook = 1000

export type Parts = { database: DatabaseSync; sync: WalSync; durability: Durability; room: Room; space: Space }

/** The store over an open database; `openEmbeddedStore` is the way in. */
export class EmbeddedStore implements contract.Store {
  readonly documents: EmbeddedDocuments
  readonly #database: DatabaseSync
  readonly #context: contract.StoreContext
  readonly #sync: WalSync
  readonly #tables: Tables
  readonly #group: GroupCommit
  readonly #room: Room
  readonly #space: Space
  readonly #sweep: Sweep
  readonly #stats: LaneStats
  readonly #waiters: Waiters
  readonly #budgets = new PublishBudgets()
  readonly #noisy = new NoisyGroups()
  #nextSeq: number
  #removalsSeen = 0
  #closing: Promise<void> | undefined

  constructor({ database, sync, durability, room, space }: Parts, context: contract.StoreContext) {
    this.#database = database
    this.#context = context
    this.#sync = sync
    this.#tables = makeTables(database)
    const hooks = { beforeCommit: () => this.#tables.lanes.writeCounts(), rolledBack: () => this.#forget() }
    this.#group = new GroupCommit(database, hooks, sync, durability)
    const { lanes } = this.#tables
    this.documents = new EmbeddedDocuments(database, lanes, this.#group, context.wall, () => this.#check())
    this.#room = room
    this.#space = space
    this.#sweep = new Sweep(this.#tables, this.#group, context.clock, () => this.#space.giveBack())
    this.#stats = new LaneStats(this.#tables)
    this.#waiters = new Waiters(context)
    this.#nextSeq = Math.max(this.#tables.messages.lastSeq(), this.#tables.groups.lastSeq()) + 1
    this.#sweep.begin()
  }

  async publish(
    queue: QueueRef,
    envelopes: readonly Envelope[],
    request?: contract.RequestKey,
    deduplication?: contract.Deduplication,
  ): Promise<contract.PublishReply> {
    this.#check()
    const marked = this.#noisy.mark(queue, envelopes, this.#nowMs())
    const { random } = this.#context
    const added = marked.map(envelope => toNew(envelope, this.#nextSeq++, random, deduplication))
    const bytes = added.reduce((sum, { packed }) => sum + packed.length, 0)
    this.#takeRoom(bytes)
    const work = () => publish(this.#tables, queue, added, request, deduplication, this.#nowMs())
    const reply = await this.#group.run(work, { bytes })
    for (const { readyAtMs, expiresAtMs } of added) {
      this.#waiters.visibleAt(laneOf(queue), readyAtMs)
      if (expiresAtMs !== undefined) this.#sweep.expiryAt(expiresAtMs)
    }
    return reply
  }

  async takePublishes({ uid }: QueueRef, budget: contract.Budget): Promise<boolean> {
    this.#check()
    return this.#budgets.take(uid, budget, this.#nowMs())
  }

  async poll(queue: QueueRef, order: contract.PollOrder): Promise<contract.Leased[]> {
    this.#check()
    const work = () => pollStep(this.#tables, queue, order, this.#context.random, this.#nowMs())
    let step: PollStep
    do {
      step = await this.#group.run(work, { held: false })
      this.#arrived(order.aside, step.movedAside)
    } while (!step.over)
    for (const { message } of step.leased) this.#waiters.visibleAt(laneOf(queue), message.delivery.visibleAtMs)
    if (step.leased.length > 0) this.#waiters.wakeOne(laneOf(queue))
    else this.#lookAtSpace(1)
    return step.leased
  }

  async sweep(queue: QueueRef, order: contract.SweepOrder): Promise<contract.SweepPage> {
    this.#check()
    const work = () => sweepQueue(this.#tables, queue, order, this.#context.random, this.#nowMs())
    const page = await this.#group.run(work)
    this.#arrived(order.aside, page.movedAside)
    this.#waiters.opened(queue)
    return page
  }

  async redrive(queue: QueueRef, order: contract.RedriveOrder): Promise<contract.RedrivePage> {
    this.#check()
    const numbers = { nextSeq: () => this.#nextSeq++, random: this.#context.random }
    const work = () => redrive(this.#tables, queue, order, { ...numbers, nowMs: this.#nowMs() })
    const { arrivals, ...page } = await this.#group.run(work)
    for (const to of arrivals) this.#waiters.visibleAt(laneOf(to), this.#nowMs())
    this.#waiters.opened(queue)
    return page
  }

  async settle(queue: QueueRef, settlements: readonly contract.Settlement[]): Promise<contract.SettleOutcome[]> {
    this.#check()
    const settled = await this.#group.run(() =>
      settleAll(this.#tables, queue, settlements, this.#context.random, this.#nowMs()),
    )
    // Not thrown in the transaction: what else was asked for is done.
    if (settled.some(({ nowhere }) => nowhere)) throw new Problem('StoreBusy')
    for (const [at, settlement] of settlements.entries())
      if (settlement.kind === 'moveAside' && settled[at]!.outcome.kind === 'done') this.#arrived(settlement.aside, 1)
    for (const { visibleAtMs } of settled)
      if (visibleAtMs !== undefined) this.#waiters.visibleAt(laneOf(queue), visibleAtMs)
    this.#waiters.opened(queue)
    this.#waiters.settled(laneOf(queue), settlements)
    this.#lookAtSpace(removalsPerLook)
    return settled.map(({ outcome }) => outcome)
  }

  async find(queue: QueueRef, id: string): Promise<Message | undefined> {
    this.#check()
    const slot = this.#tables.messages.find(this.#tables.lanes.of(queue), id)
    return slot && toMessage(this.#tables.messages, slot.seq)
  }

  async browse(queue: QueueRef, order: contract.BrowseOrder): Promise<contract.MessagePage> {
    this.#check()
    return browse(this.#tables, queue, order, this.#nowMs())
  }

  async change(queue: QueueRef, id: string, wish: contract.Change): Promise<contract.ChangeOutcome> {
    this.#check()
    const packed = wish.kind === 'replace' ? { ...wish, packed: toPacked(wish.envelope) } : wish
    const bytes = packed.kind === 'replace' ? this.#takeRoom(packed.packed.packed.length) : 0
    const work = () => change(this.#tables, queue, id, packed, this.#context.random, this.#nowMs())
    const outcome = await this.#group.run(work, { bytes })
    this.#waiters.opened(queue)
    if (wish.kind === 'replace') {
      if (wish.visibleAtMs !== undefined) this.#waiters.visibleAt(laneOf(queue), wish.visibleAtMs)
      if (wish.envelope.expiresAtMs !== undefined) this.#sweep.expiryAt(wish.envelope.expiresAtMs)
    }
    return outcome
  }

  async stats(queue: QueueRef): Promise<contract.Stats> {
    this.#check()
    return this.#stats.of(queue, this.#nowMs(), this.#context.wall.nowMs())
  }

  async wait(queue: QueueRef, order: contract.WaitOrder): Promise<void> {
    this.#check()
    await this.#waiters.wait(laneOf(queue), order, ...outlook(this.#tables, queue, order, this.#nowMs()))
  }

  nudge(queue: QueueRef): void {
    this.#waiters.wakeAll(laneOf(queue))
  }

  async discard(queue: QueueRef): Promise<void> {
    this.#check()
    await this.#group.run(() => this.#tables.lanes.kill(queue))
    this.#waiters.wakeAll(laneOf(queue))
    this.#sweep.begin()
  }

  async markDue(queue: QueueRef, atMs: number, sake?: contract.DueSake): Promise<void> {
    this.#check()
    await this.#group.run(() => this.#tables.dueMarks.add(queue, atMs, sake))
  }

  async due(range: contract.DueRange, cursor?: string): Promise<contract.DuePage> {
    this.#check()
    return this.#tables.dueMarks.page(range, cursor)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#waiters.wakeEverybody()
    await this.#sweep.stop()
    await this.#group.close()
    await this.#sync.close()
    this.#database.close()
  }

  #arrived(aside: contract.Aside | undefined, messages: number): void {
    if (aside === undefined || messages === 0) return
    this.#waiters.visibleAt(laneOf(aside.to), this.#nowMs())
    aside.onMoved?.(messages)
  }

  /** Gives the bytes back; StorageFull when only the reserve is left, which is for working off what is there. */
  #takeRoom(bytes: number): number {
    if (!this.#room.isThereFor(bytes)) throw new Problem('StorageFull')
    return bytes
  }

  #lookAtSpace(removalsMin: number): void {
    const { removals } = this.#tables.messages
    if (removals - this.#removalsSeen < removalsMin) return
    this.#removalsSeen = removals
    this.#space.giveBack()
  }

  #forget(): void {
    this.#tables.forget()
    this.documents.forget()
  }

  #nowMs(): number {
    return this.#context.clock.nowMs()
  }

  #check(): void {
    if (this.#closing !== undefined) throw new Problem('ShuttingDown')
  }
}
