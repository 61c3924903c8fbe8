import type { Cancel } from '../../domain/clock.ts'
import type { Judge } from '../../domain/judge.ts'
import { isOrdered } from '../../domain/ordered.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Settlement, WaitOrder } from '../store.ts'
import { Waiters } from '../waiters.ts'
import { laneKey, scopeOf } from './keys.ts'
import { laneAgeMsMax } from './laneBook.ts'
import { lanesToRead } from './lanes.ts'
import { orderedOperations } from './operations.ts'
import type { Tools } from './tools.ts'
import { Upcoming } from './upcoming.ts'

const firstPauseMs = 50
const lastPauseMs = 1_000
const pauseGrowth = 1.5
const scopesMax = 10_000

/** The looks for those who wait for one queue: begun by the first of them, ended by the last. */
type Round = { waiters: number; isOrdered: boolean; cancel: Cancel }

// Whether it has expired is for the poll to say.
const anything: Judge = (_, nowMs) => ({ kind: 'lease', untilMs: nowMs, attempts: 1 })

/**
 * Who waits in this process. DynamoDB tells nobody that something was put, so while anybody waits the process looks: soon
 * at first, then every second, once for all that wait for the same queue. What this process does itself it knows at once.
 */
export class Watch {
  readonly #tools: Tools
  readonly #waiters: Waiters
  readonly #upcoming = new Map<string, Upcoming>()
  readonly #rounds = new Map<string, Round>()

  constructor(tools: Tools) {
    this.#tools = tools
    this.#waiters = new Waiters(tools)
  }

  wait(queue: QueueRef, order: WaitOrder): Promise<void> {
    const scope = scopeOf(queue)
    const { wall } = this.#tools
    // A change that another process made shows in the queue's document alone, so the caller looks there every second.
    // So does one whose generation is over, until the document that it goes by says so too.
    // So do leases that other processes end, where no more may run.
    const fullMs = order.inFlightMax === undefined ? undefined : this.#tools.permits.fullUntilMs(scope)
    const isSlow = order.for === 'change' || fullMs !== undefined || this.#tools.book.known(scope).dead
    const untilWallMs = isSlow ? Math.min(order.untilWallMs, wall.nowMs() + lastPauseMs) : order.untilWallMs
    const waiting = this.#waiters.wait(
      scope,
      { ...order, untilWallMs },
      () => this.#of(scope).next(),
      () => fullMs,
    )
    return isSlow || order.signal.aborted ? waiting : this.#whileWatching(queue, scope, waiting)
  }

  async #whileWatching(queue: QueueRef, scope: string, waiting: Promise<void>): Promise<void> {
    const round = this.#rounds.get(scope) ?? this.#begin(scope, isOrdered(queue))
    round.waiters += 1
    await waiting
    round.waiters -= 1
    if (round.waiters === 0) this.#end(scope, round)
  }

  #begin(scope: string, isOrdered: boolean): Round {
    const round: Round = { waiters: 0, isOrdered, cancel: () => {} }
    this.#rounds.set(scope, round)
    this.#lookLater(scope, round, firstPauseMs)
    return round
  }

  #end(scope: string, round: Round): void {
    round.cancel()
    if (this.#rounds.get(scope) === round) this.#rounds.delete(scope)
  }

  #lookLater(scope: string, round: Round, pauseMs: number): void {
    const { wall } = this.#tools
    round.cancel = wall.wakeAt(wall.nowMs() + Math.round(pauseMs), () => void this.#look(scope, round, pauseMs))
  }

  async #look(scope: string, round: Round, pauseMs: number): Promise<void> {
    const seen = await this.#see(scope, round).catch(() => 'nothing' as const)
    if (seen === 'dead') this.#waiters.wakeAll(scope)
    if (seen === 'something') this.#waiters.wakeOne(scope)
    if (this.#rounds.get(scope) !== round) return
    this.#lookLater(scope, round, seen === 'something' ? firstPauseMs : Math.min(lastPauseMs, pauseMs * pauseGrowth))
  }

  /** A look that fails tells nothing: the next one may not. */
  async #see(scope: string, { isOrdered }: Round): Promise<'dead' | 'something' | 'nothing'> {
    const lanes = await this.#tools.book.read(scope, laneAgeMsMax)
    if (lanes.dead) return 'dead'
    if (isOrdered) return (await this.#isAnythingOpen(scope)) ? 'something' : 'nothing'
    for (const lane of lanesToRead(lanes)) {
      const scout = this.#tools.scouts.of(this.#tools, laneKey(scope, lane))
      // One lane that is throttled must not hide what lies in the others.
      const surveys = await scout.look({ judge: anything, maxMessages: 1, isDropping: false }).catch(() => [])
      if (surveys.length > 0) return 'something'
    }
    return 'nothing'
  }

  /** Who waits has polled, so all of this is loaded by then. */
  async #isAnythingOpen(scope: string): Promise<boolean> {
    const { isAnythingOpen } = await orderedOperations()
    return isAnythingOpen(this.#tools, scope)
  }

  /** A message of the queue will be visible at `atMs`, now or later. */
  expect(queue: QueueRef, atMs: number): void {
    const scope = scopeOf(queue)
    this.#of(scope).add(atMs)
    this.#waiters.visibleAt(scope, atMs)
  }

  /** A poll took so many; there may be more, so the next is woken. Where it took none, nothing was there. */
  polled(queue: QueueRef, untilMs: readonly number[]): void {
    const scope = scopeOf(queue)
    if (untilMs.length === 0) this.#of(scope).none(this.#tools.clock.nowMs())
    if (untilMs.length === 0) return
    this.#of(scope).taken(untilMs.length)
    for (const atMs of untilMs) this.expect(queue, atMs)
    this.#waiters.wakeOne(scope)
  }

  settled(queue: QueueRef, settlements: readonly Settlement[]): void {
    this.#waiters.settled(scopeOf(queue), settlements)
  }

  nudge(queue: QueueRef): void {
    this.#waiters.wakeAll(scopeOf(queue))
  }

  close(): void {
    for (const [scope, round] of this.#rounds) this.#end(scope, round)
    this.#waiters.wakeEverybody()
  }

  #of(scope: string): Upcoming {
    const known = this.#upcoming.get(scope)
    if (known !== undefined) return known
    if (this.#upcoming.size >= scopesMax) this.#upcoming.delete(this.#upcoming.keys().next().value!)
    const fresh = new Upcoming()
    this.#upcoming.set(scope, fresh)
    return fresh
  }
}
