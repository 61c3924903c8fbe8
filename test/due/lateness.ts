import { anEnvelope } from '../fixtures.ts'

/** All that a run publishes falls due within this time, evenly spread. */
export const withinMs = 60_000
export const perCall = 16

/** The messages of one call, the `at`-th of so many, due together. */
export function dueEnvelopes(at: number, calls: number, sentAtMs: number, fromMs: number) {
  const readyAtMs = fromMs + Math.floor((at * withinMs) / calls)
  return Array.from({ length: perCall }, (_, index) => anEnvelope({ body: `${at}-${index}`, sentAtMs, readyAtMs }))
}

/** How late each message was handed out, in ms after it fell due, and what is to be said of them all. */
export class Lateness {
  readonly #ms: number[] = []

  get count(): number {
    return this.#ms.length
  }

  add(dueAtMs: number, handedOutAtMs: number): void {
    this.#ms.push(handedOutAtMs - dueAtMs)
  }

  say(seconds: number): string {
    const sorted = Float64Array.from(this.#ms).sort()
    const at = (part: number): string => sorted[Math.floor((sorted.length - 1) * part)]!.toFixed(0)
    return [
      `${sorted.length} messages due within ${withinMs / 1000} s, all finished ${seconds.toFixed(1)} s after the first was due`,
      `late by: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`,
    ].join('\n')
  }
}
