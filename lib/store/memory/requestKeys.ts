import type { PublishReply, PublishResult, RequestKey } from '../store.ts'
import { Remembered } from './remembered.ts'

type Answered = { fingerprint: string; results: PublishResult[] }

/** What was answered under which request key, so that a repeated call gets the same answer. */
export class RequestKeys {
  readonly #answered = new Remembered<Answered>()

  recall({ key, fingerprint }: RequestKey, nowMs: number): PublishReply | undefined {
    const earlier = this.#answered.recall(key, nowMs)
    if (earlier === undefined) return undefined
    if (earlier.fingerprint !== fingerprint) return { kind: 'requestKeyReused' }
    return { kind: 'published', results: earlier.results }
  }

  remember({ key, fingerprint, keepUntilMs }: RequestKey, results: PublishResult[], nowMs: number): void {
    this.#answered.remember(key, { fingerprint, results }, keepUntilMs, nowMs)
  }
}
