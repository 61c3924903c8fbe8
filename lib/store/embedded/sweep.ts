import type { Cancel, Clock } from '../../domain/clock.ts'
import type { GroupCommit } from './groupCommit.ts'
import { sweepSteps } from './sweepSteps.ts'
import type { Tables } from './tables.ts'

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000

/**
 * Frees what nobody will read again, chunk by chunk between the requests: lanes that were purged or deleted, messages
 * past their own expiry, messages that lay visible longer than the longest retention a queue can have (unless their queue
 * moves aside what expires), request keys and due marks past their time. Runs when the store opens, after a discard, when a message expires, within an hour of the
 * end of a request key, and once a day.
 *
 * (What the queue's own retention ends is dropped by the next poll: only the judge knows the queue's settings.)
 */
export class Sweep {
  readonly #tables: Tables
  readonly #group: GroupCommit
  readonly #clock: Clock
  readonly #afterPass: () => void
  #alarm: { atMs: number; cancel: Cancel } | undefined
  #running: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(tables: Tables, group: GroupCommit, clock: Clock, afterPass: () => void) {
    this.#tables = tables
    this.#group = group
    this.#clock = clock
    this.#afterPass = afterPass
  }

  /** Begins a pass, or has the one under way followed by another. */
  begin(): void {
    if (this.#stopped) return
    this.#again = true
    this.#running ??= this.#run()
  }

  /** A message expires at this time: a pass follows, within the minute. */
  expiryAt(atMs: number): void {
    if (!this.#stopped && (this.#alarm === undefined || atMs + minuteMs < this.#alarm.atMs)) this.#setAlarm(atMs)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#alarm?.cancel()
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false
      // A disk that is full now may have room a minute later; until then nothing is wrong, only not tidy.
      const isDone = await this.#pass().catch(() => false)
      if (!this.#stopped) this.#setAlarm(isDone ? this.#nextAlarmMs() : this.#clock.nowMs())
    }
    this.#running = undefined
    if (!this.#stopped) this.#afterPass()
  }

  #nextAlarmMs(): number {
    const nowMs = this.#clock.nowMs()
    const expiryMs = this.#tables.messages.nextExpiryAfter(nowMs) ?? Number.POSITIVE_INFINITY
    // Where each publish brings a request key, some key ends at any time: an hour's worth of them makes one pass.
    const { requests, remembered } = this.#tables
    const ends = [requests.firstEndMs(), remembered.firstEndMs()].map(endMs => endMs ?? Number.POSITIVE_INFINITY)
    return Math.min(expiryMs, Math.max(Math.min(...ends), nowMs + hourMs), nowMs + dayMs)
  }

  async #pass(): Promise<true> {
    for (const step of sweepSteps(this.#tables)) {
      let more = true
      while (more && !this.#stopped) more = await this.#group.run(() => step(this.#clock.nowMs()))
    }
    return true
  }

  /** Rings at the first full minute after `atMs`. */
  #setAlarm(atMs: number): void {
    this.#alarm?.cancel()
    const minute = (Math.floor(atMs / minuteMs) + 1) * minuteMs
    const ring = (): void => {
      this.#alarm = undefined
      this.begin()
    }
    this.#alarm = { atMs: minute, cancel: this.#clock.wakeAt(minute, ring) }
  }
}
