import type { QueueRef } from '../../lib/domain/queue.ts'
import { scopeOf } from './truth.ts'

/** How long everybody may go on with the queue as it was. */
export const staleMs = 5_000

type End = { writtenMs: number; acknowledgedMs: number | undefined }

/** The generations of the queue, and when each ended. */
export class Generations {
  readonly #ends = new Map<string, End>()
  /** As its document says now. */
  queue: QueueRef | undefined

  /** The document was written. */
  written(queue: QueueRef, nowMs: number): void {
    if (this.queue !== undefined && this.queue.generation !== queue.generation)
      this.#ends.set(this.scope, { writtenMs: nowMs, acknowledgedMs: undefined })
    this.queue = queue
  }

  /** A purge was acknowledged: whatever had ended by then has now ended for everybody. */
  acknowledged(nowMs: number): void {
    for (const end of this.#ends.values()) end.acknowledgedMs ??= nowMs
  }

  /** When a scope ended; undefined for the one that lives. */
  endOf(scope: string): End | undefined {
    return this.#ends.get(scope)
  }

  /** Whether all who ask at this time know the generation that lives. */
  areKnownAt(ms: number): boolean {
    return [...this.#ends.values()].every(({ writtenMs }) => writtenMs + staleMs < ms)
  }

  /** Whether a scope is, or was, of this queue. */
  isOf(scope: string): boolean {
    return this.#ends.has(scope) || (this.queue !== undefined && scope === this.scope)
  }

  get scope(): string {
    return scopeOf(this.queue!)
  }
}
