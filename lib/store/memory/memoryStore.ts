import { arrived, begun, type Departure } from '../../domain/deadLetter.ts'
import type { Envelope } from '../../domain/envelope.ts'
import { newId, newToken } from '../../domain/id.ts'
import { type Message, stateOf } from '../../domain/message.ts'
import { Problem } from '../../domain/problem.ts'
import type { QueueRef } from '../../domain/queue.ts'
import { laneOf } from '../lane.ts'
import { type Lease, leasedAs } from '../leased.ts'
import { PublishBudgets } from '../publishBudgets.ts'
import type * as contract from '../store.ts'
import { Waiters } from '../waiters.ts'
import { browse } from './browse.ts'
import { type Choice, choose, noChoice } from './choose.ts'
import { MemoryDocuments } from './documents.ts'
import { DueMarks } from './dueMarks.ts'
import { Lane, type Slot } from './lane.ts'
import { redrive } from './redrive.ts'
import { RequestKeys } from './requestKeys.ts'
import { settle } from './settle.ts'
import { upTo, visibleIn } from './visible.ts'

type GiveUp = Extract<contract.Settlement, { kind: 'moveAside' }>
type Replace = Extract<contract.Change, { kind: 'replace' }>

/** The reference model: what every other store must do, in plain maps. Nothing survives the process. */
export class MemoryStore implements contract.Store {
  readonly documents: MemoryDocuments
  readonly #context: contract.StoreContext
  readonly #lanes = new Map<string, Lane>()
  readonly #waiters: Waiters
  readonly #requests = new RequestKeys()
  readonly #marks = new DueMarks()
  readonly #dead = new Set<string>()
  readonly #budgets = new PublishBudgets()
  #seq = 0
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
  ): Promise<contract.PublishReply> {
    this.#check()
    const earlier = request && this.#requests.recall(laneOf(queue), request, this.#nowMs())
    if (earlier !== undefined) return earlier
    const lane = this.#lane(queue)
    const results = envelopes.map(envelope => this.#put(lane, envelope))
    this.#waiters.visibleAt(laneOf(queue), Math.min(...envelopes.map(({ readyAtMs }) => readyAtMs)))
    if (request) this.#requests.remember(laneOf(queue), request, results, this.#nowMs())
    return { kind: 'published', results }
  }

  async takePublishes({ uid }: QueueRef, budget: contract.Budget): Promise<boolean> {
    this.#check()
    return this.#budgets.take(uid, budget, this.#nowMs())
  }

  async poll(queue: QueueRef, order: contract.PollOrder): Promise<contract.Leased[]> {
    this.#check()
    const lane = this.#lane(queue)
    const nowMs = this.#nowMs()
    const choice = noChoice()
    const isServed = () => choice.picks.length > 0
    choose(choice, visibleIn(lane, this.#context.random, nowMs, isServed), order, nowMs)
    this.#clear(lane, choice, order.aside)
    // Nothing is leased before the walk has ended: a lease of no time would bring the message round again.
    const leased = choice.picks.map(([slot, verdict]) => this.#lease(queue, lane, slot, verdict))
    if (leased.length > 0) this.#waiters.wakeOne(laneOf(queue))
    return leased
  }

  async sweep(queue: QueueRef, { judge, aside }: contract.SweepOrder): Promise<contract.SweepPage> {
    this.#check()
    const lane = this.#lane(queue)
    const all = { judge, maxMessages: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY }
    const choice = noChoice()
    choose(choice, upTo(lane.walk(), this.#nowMs()), all, this.#nowMs())
    return this.#clear(lane, choice, aside)
  }

  async redrive(queue: QueueRef, order: contract.RedriveOrder): Promise<contract.RedrivePage> {
    this.#check()
    const lane = this.#lane(queue)
    return redrive(lane, order, this.#nowMs(), (slot, { to, envelope }) => {
      const message = { id: newId(this.#context.random), envelope, delivery: begun(this.#nowMs()) }
      return this.#transfer(lane, slot, to, message)
    })
  }

  async settle(queue: QueueRef, settlements: readonly contract.Settlement[]): Promise<contract.SettleOutcome[]> {
    this.#check()
    const lane = this.#lane(queue)
    return settlements.map(settlement => {
      const { queueUid, generation, id } = settlement.receipt
      if (queueUid !== queue.uid || generation !== queue.generation) return { kind: 'foreign' }
      const outcome = settle(lane, settlement, this.#nowMs())
      if (settlement.kind === 'moveAside' && outcome.kind === 'done') this.#giveUp(lane, lane.get(id)!, settlement)
      const left = lane.get(id)
      if (left !== undefined) this.#waiters.visibleAt(laneOf(queue), left.delivery.visibleAtMs)
      return outcome
    })
  }

  async find(queue: QueueRef, id: string): Promise<Message | undefined> {
    this.#check()
    return this.#lane(queue).get(id)
  }

  async browse(queue: QueueRef, order: contract.BrowseOrder): Promise<contract.MessagePage> {
    this.#check()
    return browse(this.#lane(queue), order, this.#nowMs())
  }

  async change(queue: QueueRef, id: string, change: contract.Change): Promise<contract.ChangeOutcome> {
    this.#check()
    const lane = this.#lane(queue)
    const slot = lane.get(id)
    if (slot === undefined) return 'gone'
    if (stateOf(slot.delivery, this.#nowMs()) === 'inFlight') return 'leased'
    if (change.kind === 'cancel') lane.remove(slot)
    else if (slot.delivery.token !== change.seenToken) return 'changed'
    else this.#replace(queue, lane, slot, change)
    return 'done'
  }

  async stats(queue: QueueRef): Promise<contract.Stats> {
    this.#check()
    const nowMs = this.#nowMs()
    const lane = this.#lane(queue)
    const { inFlight, delayed } = lane.countAfter(nowMs)
    const visible = lane.size - inFlight - delayed
    const stats = { visible, inFlight, delayed, exact: true, asOfMs: nowMs }
    return visible === 0 ? stats : { ...stats, oldestVisibleAtMs: this.#nextVisibleAtMs(queue) }
  }

  wait(queue: QueueRef, order: contract.WaitOrder): Promise<void> {
    this.#check()
    return this.#waiters.wait(laneOf(queue), order, () => this.#nextVisibleAtMs(queue))
  }

  nudge(queue: QueueRef): void {
    this.#waiters.wakeAll(laneOf(queue))
  }

  async discard(queue: QueueRef): Promise<void> {
    this.#check()
    this.#dead.add(laneOf(queue))
    this.#lanes.delete(laneOf(queue))
    this.#requests.forget(laneOf(queue))
    this.#waiters.wakeAll(laneOf(queue))
  }

  async markDue(queue: QueueRef, atMs: number): Promise<void> {
    this.#check()
    this.#marks.add(queue, atMs, this.#nowMs())
  }

  async due(range: contract.DueRange, cursor?: string): Promise<contract.DuePage> {
    this.#check()
    return this.#marks.page(range, cursor)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#waiters.wakeEverybody()
  }

  #put(lane: Lane, envelope: Envelope): contract.PublishResult {
    const id = newId(this.#context.random)
    const delivery = { visibleAtMs: envelope.readyAtMs, attempts: 0, token: '', leased: false }
    lane.add({ id, seq: this.#seq++, envelope, delivery })
    return { kind: 'stored', id }
  }

  #lease(queue: QueueRef, lane: Lane, slot: Slot, lease: Lease): contract.Leased {
    const leased = leasedAs(queue, slot, lease, newToken(this.#context.random), this.#nowMs())
    lane.update(slot, leased.message)
    this.#waiters.visibleAt(laneOf(queue), lease.untilMs)
    return leased
  }

  #clear(lane: Lane, { drops, asides }: Choice, aside: contract.Aside | undefined): contract.SweepPage {
    for (const slot of drops) lane.remove(slot)
    const moved = [...asides].filter(([slot, reason]) => aside && this.#moveAside(lane, slot, aside, { reason }))
    return { dropped: drops.size, movedAside: moved.length }
  }

  #giveUp(lane: Lane, slot: Slot, { aside, text }: GiveUp): void {
    if (!this.#moveAside(lane, slot, aside, { reason: 'nacked', text })) throw new Problem('StoreBusy')
  }

  /** False: the other queue is gone. */
  #moveAside(lane: Lane, slot: Slot, aside: contract.Aside, departure: Departure): boolean {
    const delivery = arrived(slot.delivery, newToken(this.#context.random), this.#nowMs())
    return this.#transfer(lane, slot, aside.to, { id: slot.id, envelope: aside.envelopeOf(slot, departure), delivery })
  }

  #transfer(lane: Lane, slot: Slot, to: QueueRef, message: Message): boolean {
    if (this.#dead.has(laneOf(to))) return false
    lane.remove(slot)
    this.#lane(to).add({ ...message, seq: this.#seq++ })
    this.#waiters.visibleAt(laneOf(to), message.delivery.visibleAtMs)
    return true
  }

  #replace(queue: QueueRef, lane: Lane, slot: Slot, { envelope, visibleAtMs }: Replace): void {
    const token = newToken(this.#context.random)
    lane.update(slot, {
      envelope,
      delivery: { ...slot.delivery, token, leased: false, visibleAtMs: visibleAtMs ?? slot.delivery.visibleAtMs },
    })
    if (visibleAtMs !== undefined) this.#waiters.visibleAt(laneOf(queue), visibleAtMs)
  }

  #nextVisibleAtMs(queue: QueueRef): number | undefined {
    for (const slot of this.#lane(queue).walk()) return slot.delivery.visibleAtMs
    return undefined
  }

  #lane(queue: QueueRef): Lane {
    const known = this.#lanes.get(laneOf(queue))
    if (known !== undefined) return known
    const fresh = new Lane()
    this.#lanes.set(laneOf(queue), fresh)
    return fresh
  }

  #nowMs(): number {
    return this.#context.clock.nowMs()
  }

  #check(): void {
    if (this.#closed) throw new Problem('ShuttingDown')
  }
}
