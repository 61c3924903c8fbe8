import type { Cancel } from '../../lib/domain/clock.ts'

/** Who runs an event: while it is frozen its events wait for the thaw, once it is dead they never come. */
export type Owner = { heldUntilMs(): number }

type Event = { atMs: number; order: number; run: (() => void) | undefined; owner: Owner | undefined }

// A seed has fifty thousand or so.
const eventsMax = 2_000_000

const before = (a: Event, b: Event): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)

/** A binary heap: the earliest event first, of one time the oldest. */
class Agenda {
  readonly #heap: Event[] = []

  add(event: Event): void {
    const heap = this.#heap
    let at = heap.push(event) - 1
    for (let up = (at - 1) >> 1; at > 0 && before(event, heap[up]!); up = (at - 1) >> 1) {
      heap[at] = heap[up]!
      at = up
    }
    heap[at] = event
  }

  first(): Event | undefined {
    return this.#heap[0]
  }

  take(): Event | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === last || last === undefined) return first
    let at = 0
    for (let down = 1; down < heap.length; down = 2 * at + 1) {
      if (down + 1 < heap.length && before(heap[down + 1]!, heap[down]!)) down += 1
      if (!before(heap[down]!, last)) break
      heap[at] = heap[down]!
      at = down
    }
    heap[at] = last
    return first
  }
}

/**
 * Virtual time for everything in one simulation. Between two events the code that the first one woke runs until it
 * waits again: each event is a tick of Node's own queue, and Node empties the queue of promises before the next tick.
 */
export class World {
  nowMs: number
  events = 0
  /** Then nothing happens any more, and who lets time pass is told so. */
  isOver = false
  #order = 0
  readonly #agenda = new Agenda()

  constructor(startMs: number) {
    this.nowMs = startMs
  }

  /** Runs something at a time, or now if it has passed, but never from inside this call. */
  at(atMs: number, run: () => void, owner?: Owner): Cancel {
    const event: Event = { atMs: Math.max(atMs, this.nowMs), order: this.#order++, run, owner }
    this.#agenda.add(event)
    return () => {
      event.run = undefined
    }
  }

  pause(ms: number): Promise<void> {
    return new Promise(resolve => this.at(this.nowMs + ms, resolve))
  }

  /** Lives through all events up to a time. */
  runUntil(untilMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const later = (): void => {
        process.nextTick(step)
      }
      const step = (): void => {
        try {
          const run = this.#next(untilMs)
          // As a microtask: set as a tick from within this one, the next step would come before the promises.
          if (run !== undefined) queueMicrotask(later)
          else resolve()
          run?.()
        } catch (error) {
          reject(error)
        }
      }
      later()
    })
  }

  #next(untilMs: number): (() => void) | undefined {
    if (this.isOver) throw new Error('the world is over')
    for (let event = this.#agenda.first(); event && event.atMs <= untilMs; event = this.#agenda.first()) {
      this.#agenda.take()
      this.nowMs = event.atMs
      const heldUntilMs = event.run === undefined ? 0 : (event.owner?.heldUntilMs() ?? 0)
      if (heldUntilMs > this.nowMs) this.#hold(event, heldUntilMs)
      else if (event.run !== undefined) {
        this.events += 1
        if (this.events > eventsMax) throw new Error(`something goes round in circles at ${event.run}`)
        return event.run
      }
    }
    this.nowMs = Math.max(this.nowMs, untilMs)
    return undefined
  }

  #hold(event: Event, untilMs: number): void {
    if (untilMs === Number.POSITIVE_INFINITY) return
    event.atMs = untilMs
    this.#agenda.add(event)
  }
}
