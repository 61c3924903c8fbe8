import { arrived, begun, type Departure } from '../../domain/deadLetter.ts'
import type { Envelope } from '../../domain/envelope.ts'
import { newId, newToken } from '../../domain/id.ts'
import type { Message } from '../../domain/message.ts'
import { deduplicationKey } from '../../domain/ordered.ts'
import { Problem } from '../../domain/problem.ts'
import type { QueueRef } from '../../domain/queue.ts'
import { laneOf } from '../lane.ts'
import { type Lease, leasedAs } from '../leased.ts'
import { givenUp } from '../moved.ts'
import { PublishBudgets } from '../publishBudgets.ts'
import { asStrict } from '../settleVerdict.ts'
import type * as contract from '../store.ts'
import { Waiters } from '../waiters.ts'
import { remember, repeat } from './attempts.ts'
import { browse } from './browse.ts'
import { change } from './change.ts'
import { type Choice, choose, fullIn, limitedIn, noChoice } from './choose.ts'
import { MemoryDocuments } from './documents.ts'
import { DueMarks } from './dueMarks.ts'
import type { Lane, Slot } from './lane.ts'
import { Lanes } from './lanes.ts'
import { OrderedLane } from './orderedLane.ts'
import { redrive } from './redrive.ts'
import { type GiveUp, settle } from './settle.ts'
import { upTo, visibleIn } from './visible.ts'

/** The reference model: what every other store must do, in plain maps. Nothing survives the process. */
export class MemoryStore implements contract.Store {
  readonly documents: MemoryDocuments
  readonly #context: contract.StoreContext
  readonly #lanes = new Lanes()
  readonly #waiters: Waiters
  readonly #marks = new DueMarks()
  readonly #budgets = new PublishBudgets()
  #closed = false

  constructor(context: contract.StoreContext) {
    this.#context = context
    this.documents = new MemoryDocuments(context.wall, () => this.#check())
    this.#waiters = new Waiters(context)
  }

  async publish(
    queue: QueueRef,
    envelopes: readonly Envelope[],
    request?: contract.RequestKey,
    deduplication?: contract.Deduplication,
  ): Promise<contract.PublishReply> {
    this.#check()
    const lane = this.#lanes.of(queue)
    const earlier = request && lane.requests.recall(request, this.#nowMs())
    if (earlier !== undefined) return earlier
    const results = envelopes.map(envelope => this.#putOnce(queue, lane, envelope, deduplication))
    this.#waiters.visibleAt(laneOf(queue), Math.min(...envelopes.map(({ readyAtMs }) => readyAtMs)))
    if (request) lane.requests.remember(request, results, this.#nowMs())
    return { kind: 'published', results }
  }

  async takePublishes({ uid }: QueueRef, budget: contract.Budget): Promise<boolean> {
    this.#check()
    return this.#budgets.take(uid, budget, this.#nowMs())
  }

  async poll(queue: QueueRef, order: contract.PollOrder): Promise<contract.Leased[]> {
    this.#check()
    const lane = this.#lanes.of(queue)
    const leased = lane instanceof OrderedLane ? this.#pollOrdered(queue, lane, order) : this.#take(queue, lane, order)
    for (const { message } of leased) this.#waiters.visibleAt(laneOf(queue), message.delivery.visibleAtMs)
    if (leased.length > 0) this.#waiters.wakeOne(laneOf(queue))
    return leased
  }

  async sweep(queue: QueueRef, { judge, aside }: contract.SweepOrder): Promise<contract.SweepPage> {
    this.#check()
    const lane = this.#lanes.of(queue)
    const all = { judge, maxMessages: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY }
    const choice = noChoice()
    choose(choice, upTo(lane.walk(), this.#nowMs()), all, this.#nowMs())
    const page = this.#clear(lane, choice, aside)
    this.#waiters.opened(queue)
    return page
  }

  async redrive(queue: QueueRef, order: contract.RedriveOrder): Promise<contract.RedrivePage> {
    this.#check()
    const lane = this.#lanes.of(queue)
    const page = redrive(lane, order, this.#nowMs(), (slot, { to, envelope }) => {
      const message = { id: newId(this.#context.random), envelope, delivery: begun(this.#nowMs()) }
      return this.#transfer(lane, slot, to, { ...message, ...this.#lanes.next(to, this.#nowMs()) })
    })
    this.#waiters.opened(queue)
    return page
  }

  async settle(queue: QueueRef, settlements: readonly contract.Settlement[]): Promise<contract.SettleOutcome[]> {
    this.#check()
    const lane = this.#lanes.of(queue)
    const outcomes = settlements.map((settlement): contract.SettleOutcome => {
      const { queueUid, generation, id } = settlement.receipt
      if (queueUid !== queue.uid || generation !== queue.generation) return { kind: 'foreign' }
      const outcome = settle(lane, asStrict(queue, settlement), this.#nowMs())
      if (settlement.kind === 'moveAside' && outcome.kind === 'done') this.#giveUp(lane, lane.get(id)!, settlement)
      const left = lane.get(id)
      if (left !== undefined) this.#waiters.visibleAt(laneOf(queue), left.delivery.visibleAtMs)
      return outcome
    })
    this.#waiters.opened(queue)
    this.#waiters.settled(laneOf(queue), settlements)
    return outcomes
  }

  async find(queue: QueueRef, id: string): Promise<Message | undefined> {
    this.#check()
    return this.#lanes.of(queue).get(id)
  }

  async browse(queue: QueueRef, order: contract.BrowseOrder): Promise<contract.MessagePage> {
    this.#check()
    return browse(this.#lanes.of(queue), order, this.#nowMs())
  }

  async change(queue: QueueRef, id: string, wish: contract.Change): Promise<contract.ChangeOutcome> {
    this.#check()
    const outcome = change(this.#lanes.of(queue), id, wish, this.#context.random, this.#nowMs())
    if (wish.kind === 'replace' && wish.visibleAtMs !== undefined)
      this.#waiters.visibleAt(laneOf(queue), wish.visibleAtMs)
    this.#waiters.opened(queue)
    return outcome
  }

  async stats(queue: QueueRef): Promise<contract.Stats> {
    this.#check()
    return this.#lanes.of(queue).stats(this.#nowMs())
  }

  wait(queue: QueueRef, order: contract.WaitOrder): Promise<void> {
    this.#check()
    const lane = this.#lanes.of(queue)
    return this.#waiters.wait(laneOf(queue), order, () => lane.nextOpenAtMs(), fullIn(lane, order, this.#nowMs()))
  }

  nudge(queue: QueueRef): void {
    this.#waiters.wakeAll(laneOf(queue))
  }

  async discard(queue: QueueRef): Promise<void> {
    this.#check()
    this.#lanes.kill(queue)
    this.#waiters.wakeAll(laneOf(queue))
  }

  async markDue(queue: QueueRef, atMs: number, sake?: contract.DueSake): Promise<void> {
    this.#check()
    this.#marks.add(queue, atMs, sake, this.#nowMs())
  }

  async due(range: contract.DueRange, cursor?: string): Promise<contract.DuePage> {
    this.#check()
    return this.#marks.page(range, cursor)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#waiters.wakeEverybody()
  }

  #putOnce(queue: QueueRef, lane: Lane, envelope: Envelope, once?: contract.Deduplication): contract.PublishResult {
    const nowMs = this.#nowMs()
    const [marked] = this.#lanes.noisy.mark(queue, [envelope], nowMs)
    if (!(lane instanceof OrderedLane)) return this.#put(queue, lane, marked!)
    const key = once && deduplicationKey(envelope, once.scope)
    const original = key === undefined ? undefined : lane.originals.recall(key, nowMs)
    if (original !== undefined) return original
    const stored = this.#put(queue, lane, envelope)
    if (key !== undefined) lane.originals.remember(key, stored, nowMs + once!.windowMs, nowMs)
    return stored
  }

  #put(queue: QueueRef, lane: Lane, envelope: Envelope): contract.PublishResult {
    const id = newId(this.#context.random)
    const { seq, ...number } = this.#lanes.next(queue, this.#nowMs())
    lane.add({ id, seq, envelope, delivery: begun(envelope.readyAtMs), ...number })
    return { kind: 'stored', id, ...number }
  }

  #pollOrdered(queue: QueueRef, lane: OrderedLane, order: contract.PollOrder): contract.Leased[] {
    const nowMs = this.#nowMs()
    if (order.attemptId === undefined) return this.#take(queue, lane, order)
    const repeated = repeat(queue, lane, order.attemptId, limitedIn(lane, order, nowMs), nowMs)
    if (repeated !== undefined) return repeated
    const leased = this.#take(queue, lane, order)
    remember(lane, order.attemptId, leased, nowMs)
    return leased
  }

  #take(queue: QueueRef, lane: Lane, order: contract.PollOrder): contract.Leased[] {
    const nowMs = this.#nowMs()
    const choice = noChoice()
    const isServed = () => choice.picks.length > 0
    const open = lane instanceof OrderedLane ? lane.open(nowMs) : visibleIn(lane, this.#context.random, nowMs, isServed)
    choose(choice, open, limitedIn(lane, order, nowMs), nowMs)
    this.#clear(lane, choice, order.aside)
    // Nothing is leased before the walk has ended: a lease of no time would bring the message round again.
    return choice.picks.map(([slot, verdict]) => this.#lease(queue, lane, slot, verdict))
  }

  #lease(queue: QueueRef, lane: Lane, { seq, ...message }: Slot, lease: Lease): contract.Leased {
    const leased = leasedAs(queue, message, lease, newToken(this.#context.random), this.#nowMs())
    lane.update({ seq, ...message }, leased.message)
    return leased
  }

  #clear(lane: Lane, { drops, asides }: Choice, aside: contract.Aside | undefined): contract.SweepPage {
    for (const slot of drops) lane.remove(slot)
    const moved = [...asides].filter(([slot, reason]) => aside && this.#moveAside(lane, slot, aside, { reason }))
    return { dropped: drops.size, movedAside: moved.length }
  }

  #giveUp(lane: Lane, slot: Slot, settlement: GiveUp): void {
    const { aside, text, by: reason = 'nacked' } = settlement
    const leaving = { ...slot, delivery: givenUp(slot.delivery, settlement) }
    if (!this.#moveAside(lane, leaving, aside, { reason, text })) throw new Problem('StoreBusy')
  }

  /** False: the other queue is gone. */
  #moveAside(lane: Lane, slot: Slot, aside: contract.Aside, departure: Departure): boolean {
    const delivery = arrived(slot.delivery, newToken(this.#context.random), this.#nowMs())
    const there = { ...slot, envelope: aside.envelopeOf(slot, departure), delivery }
    const isMoved = this.#transfer(lane, slot, aside.to, there)
    if (isMoved) aside.onMoved?.(1)
    return isMoved
  }

  #transfer(lane: Lane, slot: Slot, to: QueueRef, moved: Slot): boolean {
    if (this.#lanes.isDead(to)) return false
    lane.remove(slot)
    this.#lanes.of(to).add(moved)
    this.#waiters.visibleAt(laneOf(to), moved.delivery.visibleAtMs)
    return true
  }

  #nowMs(): number {
    return this.#context.clock.nowMs()
  }

  #check(): void {
    if (this.#closed) throw new Problem('ShuttingDown')
  }
}
