import { answerBytes, type Envelope } from '../../domain/envelope.ts'
import { newId, newToken } from '../../domain/id.ts'
import { type Message, stateOf } from '../../domain/message.ts'
import { deduplicationKey, isOrdered } from '../../domain/ordered.ts'
import { Problem } from '../../domain/problem.ts'
import type { QueueRef } from '../../domain/queue.ts'
import { laneOf } from '../lane.ts'
import { receiptOf } from '../receiptOf.ts'
import { asStrict } from '../settleVerdict.ts'
import type * as contract from '../store.ts'
import { Waiters } from '../waiters.ts'
import { remember, repeat } from './attempts.ts'
import { choose } from './choose.ts'
import { MemoryDocuments } from './documents.ts'
import { DueMarks } from './dueMarks.ts'
import { Lane, type Slot } from './lane.ts'
import { OrderedLane } from './orderedLane.ts'
import { settle } from './settle.ts'

type Replace = Extract<contract.Change, { kind: 'replace' }>

/** The reference model: what every other store must do, in plain maps. Nothing survives the process. */
export class MemoryStore implements contract.Store {
  readonly documents: MemoryDocuments
  readonly keepsOrder: boolean = true
  readonly #context: contract.StoreContext
  readonly #lanes = new Map<string, Lane>()
  readonly #waiters: Waiters
  readonly #marks = new DueMarks()
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
    deduplication?: contract.Deduplication,
  ): Promise<contract.PublishReply> {
    this.#check()
    const lane = this.#lane(queue)
    const earlier = request && lane.requests.recall(request, this.#nowMs())
    if (earlier !== undefined) return earlier
    const results = envelopes.map(envelope => this.#putOnce(lane, envelope, deduplication))
    this.#waiters.visibleAt(laneOf(queue), Math.min(...envelopes.map(({ readyAtMs }) => readyAtMs)))
    if (request) lane.requests.remember(request, results, this.#nowMs())
    return { kind: 'published', results }
  }

  async poll(queue: QueueRef, order: contract.PollOrder): Promise<contract.Leased[]> {
    this.#check()
    const lane = this.#lane(queue)
    const leased = lane instanceof OrderedLane ? this.#pollOrdered(queue, lane, order) : this.#take(queue, lane, order)
    for (const { message } of leased) this.#waiters.visibleAt(laneOf(queue), message.delivery.visibleAtMs)
    if (leased.length > 0) this.#waiters.wakeOne(laneOf(queue))
    return leased
  }

  async settle(queue: QueueRef, settlements: readonly contract.Settlement[]): Promise<contract.SettleOutcome[]> {
    this.#check()
    const lane = this.#lane(queue)
    const outcomes = settlements.map((settlement): contract.SettleOutcome => {
      const { queueUid, generation, id } = settlement.receipt
      if (queueUid !== queue.uid || generation !== queue.generation) return { kind: 'foreign' }
      const outcome = settle(lane, asStrict(queue, settlement), this.#nowMs())
      const left = lane.get(id)
      if (left !== undefined) this.#waiters.visibleAt(laneOf(queue), left.delivery.visibleAtMs)
      return outcome
    })
    this.#wakeForOpened(queue)
    return outcomes
  }

  async find(queue: QueueRef, id: string): Promise<Message | undefined> {
    this.#check()
    return this.#lane(queue).get(id)
  }

  async browse(
    queue: QueueRef,
    { state, limit, maxBytes, cursor }: contract.BrowseOrder,
  ): Promise<contract.MessagePage> {
    this.#check()
    const nowMs = this.#nowMs()
    const [afterMs, afterSeq] = cursor?.split('.').map(Number) ?? (state === 'visible' ? [] : [nowMs])
    const messages: Slot[] = []
    let bytes = 0
    for (const slot of this.#lane(queue).walk(afterMs, afterSeq)) {
      if (state === 'visible' && slot.delivery.visibleAtMs > nowMs) break
      if (stateOf(slot.delivery, nowMs) !== state) continue
      bytes += answerBytes(slot.envelope)
      const isFull = messages.length === limit || (messages.length > 0 && bytes > maxBytes)
      if (isFull) return { messages, cursor: position(messages.at(-1)!) }
      messages.push(slot)
    }
    return { messages }
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
    this.#wakeForOpened(queue)
    return 'done'
  }

  async stats(queue: QueueRef): Promise<contract.Stats> {
    this.#check()
    const nowMs = this.#nowMs()
    const lane = this.#lane(queue)
    const { inFlight, delayed } = lane.countAfter(nowMs)
    const visible = lane.size - inFlight - delayed
    const stats = { visible, inFlight, delayed, exact: true, asOfMs: nowMs }
    return visible === 0 ? stats : { ...stats, oldestVisibleAtMs: lane.firstVisibleAtMs() }
  }

  wait(queue: QueueRef, order: contract.WaitOrder): Promise<void> {
    this.#check()
    return this.#waiters.wait(laneOf(queue), order, () => this.#lane(queue).nextOpenAtMs())
  }

  nudge(queue: QueueRef): void {
    this.#waiters.wakeAll(laneOf(queue))
  }

  async discard(queue: QueueRef): Promise<void> {
    this.#check()
    this.#lanes.delete(laneOf(queue))
    this.#waiters.wakeAll(laneOf(queue))
  }

  async markDue(queue: QueueRef, atMs: number): Promise<void> {
    this.#check()
    this.#marks.add(queue, atMs, this.#nowMs())
  }

  async due(untilMs: number, cursor?: string): Promise<contract.DuePage> {
    this.#check()
    return this.#marks.page(untilMs, cursor)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#waiters.wakeEverybody()
  }

  #putOnce(lane: Lane, envelope: Envelope, deduplication?: contract.Deduplication): contract.PublishResult {
    if (!(lane instanceof OrderedLane)) return this.#put(lane, envelope)
    const nowMs = this.#nowMs()
    const key = deduplication && deduplicationKey(envelope, deduplication.scope)
    const original = key === undefined ? undefined : lane.originals.recall(key, nowMs)
    if (original !== undefined) return original
    const stored = this.#put(lane, envelope, { sequence: lane.nextSequence(nowMs) })
    if (key !== undefined) lane.originals.remember(key, stored, nowMs + deduplication!.windowMs, nowMs)
    return stored
  }

  #put(lane: Lane, envelope: Envelope, number: { sequence?: number } = {}): contract.PublishResult {
    const id = newId(this.#context.random)
    const delivery = { visibleAtMs: envelope.readyAtMs, attempts: 0, token: '', leased: false }
    lane.add({ id, seq: this.#seq++, envelope, delivery, ...number })
    return { kind: 'stored', id, ...number }
  }

  #pollOrdered(queue: QueueRef, lane: OrderedLane, order: contract.PollOrder): contract.Leased[] {
    const nowMs = this.#nowMs()
    if (order.attemptId === undefined) return this.#take(queue, lane, order)
    const repeated = repeat(queue, lane, order.attemptId, order.judge, nowMs)
    if (repeated !== undefined) return repeated
    const leased = this.#take(queue, lane, order)
    remember(lane, order.attemptId, leased, nowMs)
    return leased
  }

  #take(queue: QueueRef, lane: Lane, order: contract.PollOrder): contract.Leased[] {
    const { picks, drops } = choose(lane.open(this.#nowMs()), order, this.#nowMs())
    for (const slot of drops) lane.remove(slot)
    // Nothing is leased before the walk has ended: a lease of no time would bring the message round again.
    return picks.map(([slot, verdict]) => this.#lease(queue, lane, slot, verdict))
  }

  #lease(queue: QueueRef, lane: Lane, slot: Slot, verdict: { untilMs: number; attempts: number }): contract.Leased {
    const leasedAtMs = this.#nowMs()
    const delivery = {
      ...slot.delivery,
      visibleAtMs: verdict.untilMs,
      attempts: verdict.attempts,
      token: newToken(this.#context.random),
      leased: true,
      firstLeasedAtMs: slot.delivery.firstLeasedAtMs ?? leasedAtMs,
      leasedAtMs,
    }
    return { message: lane.update(slot, { delivery }), receipt: receiptOf(queue, slot.id, delivery) }
  }

  #replace(queue: QueueRef, lane: Lane, slot: Slot, { envelope, visibleAtMs }: Replace): void {
    const token = newToken(this.#context.random)
    lane.update(slot, {
      envelope,
      delivery: { ...slot.delivery, token, leased: false, visibleAtMs: visibleAtMs ?? slot.delivery.visibleAtMs },
    })
    if (visibleAtMs !== undefined) this.#waiters.visibleAt(laneOf(queue), visibleAtMs)
  }

  /** What ends or moves in an ordered queue may open what stood behind it. */
  #wakeForOpened(queue: QueueRef): void {
    if (isOrdered(queue)) this.#waiters.wakeOne(laneOf(queue))
  }

  #lane(queue: QueueRef): Lane {
    const known = this.#lanes.get(laneOf(queue))
    if (known !== undefined) return known
    const fresh = isOrdered(queue) ? new OrderedLane() : new Lane()
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

const position = ({ delivery, seq }: Slot): string => `${delivery.visibleAtMs}.${seq}`
