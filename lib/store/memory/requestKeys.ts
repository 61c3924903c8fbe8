import type { PublishReply, PublishResult, RequestKey } from '../store.ts'

type Remembered = { fingerprint: string; keepUntilMs: number; results: PublishResult[] }

/** What was answered under which request key, so that a repeated call gets the same answer. */
export class RequestKeys {
  readonly #lanes = new Map<string, Map<string, Remembered>>()

  recall(lane: string, { key, fingerprint }: RequestKey, nowMs: number): PublishReply | undefined {
    const earlier = this.#lanes.get(lane)?.get(key)
    if (earlier === undefined || earlier.keepUntilMs <= nowMs) return undefined
    if (earlier.fingerprint !== fingerprint) return { kind: 'requestKeyReused' }
    return { kind: 'published', results: earlier.results }
  }

  remember(lane: string, { key, fingerprint, keepUntilMs }: RequestKey, results: PublishResult[], nowMs: number): void {
    const keys = this.#lanes.get(lane) ?? new Map<string, Remembered>()
    this.#lanes.set(lane, keys)
    keys.delete(key)
    keys.set(key, { fingerprint, keepUntilMs, results })
    this.#dropOutdated(keys, nowMs)
  }

  forget(lane: string): void {
    this.#lanes.delete(lane)
  }

  // All keys are kept equally long, so the oldest stand first.
  #dropOutdated(keys: Map<string, Remembered>, nowMs: number): void {
    for (const [key, { keepUntilMs }] of keys) {
      if (keepUntilMs > nowMs) return
      keys.delete(key)
    }
  }
}
