import type { Cancel, Clock } from '../domain/clock.ts'
import { isOrdered } from '../domain/ordered.ts'
import type { QueueRef } from '../domain/queue.ts'
import { endsLease } from './inFlight.ts'
import { laneOf } from './lane.ts'
import type { Settlement, WaitOrder } from './store.ts'

type Waiter = { wake: () => void; for: WaitOrder['for'] | 'lease' }
type Lane = { waiters: Set<Waiter>; alarm?: { atMs: number; cancel: Cancel } | undefined }

/**
 * Who waits for a message in this process. One message wakes one waiter: it looks, and the store calls `wakeOne` again
 * after every poll that found something, so the wake is handed on until a look comes back empty. That is why a single
 * alarm a lane, set to the earliest known visible time, is enough however many messages fall due together. Who came while no
 * more could be leased waits for a lease to end, and from then on for messages: that it ended shows on the same alarm.
 */
export class Waiters {
  readonly #lanes = new Map<string, Lane>()
  readonly #clock: Clock
  readonly #wall: Clock

  constructor({ clock, wall }: { clock: Clock; wall: Clock }) {
    this.#clock = clock
    this.#wall = wall
  }

  /**
   * Waits in a lane. `nextVisibleAtMs` is asked once the waiter is registered, so nothing that turns visible between
   * the caller's last look and this call can be missed. So is `fullUntilMs`: when the first lease ends without which there
   * may be another; undefined where there may be now.
   */
  wait(
    lane: string,
    order: WaitOrder,
    nextVisibleAtMs: () => number | undefined,
    fullUntilMs: () => number | undefined = () => undefined,
  ): Promise<void> {
    if (order.signal.aborted) return Promise.resolve()
    return new Promise(resolve => {
      const place = this.#place(lane)
      const waiter: Waiter = { for: order.for, wake: () => end() }
      const cancelDeadline = this.#wall.wakeAt(order.untilWallMs, () => end())
      const end = (): void => {
        cancelDeadline()
        order.signal.removeEventListener('abort', end)
        place.waiters.delete(waiter)
        if (place.waiters.size === 0) this.#forget(lane, place)
        resolve()
      }
      order.signal.addEventListener('abort', end)
      place.waiters.add(waiter)
      const fullMs = order.for === 'message' ? fullUntilMs() : undefined
      if (fullMs !== undefined) waiter.for = 'lease'
      const nextMs = order.for === 'message' ? (fullMs ?? nextVisibleAtMs()) : undefined
      if (nextMs !== undefined) this.visibleAt(lane, nextMs)
    })
  }

  /** A message of the lane will be visible at `atMs`: now, or when the alarm rings. */
  visibleAt(lane: string, atMs: number): void {
    const place = this.#lanes.get(lane)
    if (place === undefined) return
    if (atMs <= this.#clock.nowMs()) this.wakeOne(lane)
    else if (place.alarm === undefined || place.alarm.atMs > atMs) this.#setAlarm(lane, place, atMs)
  }

  #setAlarm(lane: string, place: Lane, atMs: number): void {
    place.alarm?.cancel()
    const ring = (): void => {
      place.alarm = undefined
      forMessages(place)
      this.wakeOne(lane)
    }
    place.alarm = { atMs, cancel: this.#clock.wakeAt(atMs, ring) }
  }

  /** Leases of the lane were settled: those that ended before their time make room for others. */
  settled(lane: string, settlements: readonly Settlement[]): void {
    const place = this.#lanes.get(lane)
    if (place !== undefined && settlements.some(endsLease) && forMessages(place)) this.wakeOne(lane)
  }

  /** Wakes the waiter for a message that has waited longest, if there is one. */
  wakeOne(lane: string): void {
    for (const waiter of this.#lanes.get(lane)?.waiters ?? []) {
      if (waiter.for !== 'message') continue
      waiter.wake()
      return
    }
  }

  /** Something ended or moved in a queue: where that is ordered, it may have opened what stood behind it. */
  opened(queue: QueueRef): void {
    if (isOrdered(queue)) this.wakeOne(laneOf(queue))
  }

  wakeAll(lane: string): void {
    for (const waiter of [...(this.#lanes.get(lane)?.waiters ?? [])]) waiter.wake()
  }

  /** For a store that closes: nobody is left waiting. */
  wakeEverybody(): void {
    for (const lane of [...this.#lanes.keys()]) this.wakeAll(lane)
  }

  #place(lane: string): Lane {
    const known = this.#lanes.get(lane)
    if (known !== undefined) return known
    const fresh: Lane = { waiters: new Set() }
    this.#lanes.set(lane, fresh)
    return fresh
  }

  #forget(lane: string, place: Lane): void {
    place.alarm?.cancel()
    if (this.#lanes.get(lane) === place) this.#lanes.delete(lane)
  }
}

/** Who waited for a lease to end waits for a message; whether there was anybody. */
function forMessages({ waiters }: Lane): boolean {
  const some = [...waiters].filter(waiter => waiter.for === 'lease')
  for (const waiter of some) waiter.for = 'message'
  return some.length > 0
}
