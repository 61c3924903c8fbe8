// DynamoDB gives a partition 1,000 write units and 3,000 read units a second. It looks before it knows what a call will
// cost: a call is let in while there is anything left, and may leave a debt.
const writesPerSecond = 1_000
const readsPerSecond = 3_000

type Bucket = { writes: number; reads: number; atMs: number }

/** What each partition key has left of its share. */
export class Partitions {
  readonly #buckets = new Map<string, Bucket>()
  #hot: { key: string; share: number; untilMs: number } | undefined

  /** Gives one partition only a share of what is its due, as when its neighbours take more than theirs. */
  squeeze(key: string, share: number, untilMs: number): void {
    this.#hot = { key, share, untilMs }
    this.#buckets.delete(key)
  }

  /** Whether all of these still have something left. */
  admits(keys: readonly string[], kind: 'reads' | 'writes', nowMs: number): boolean {
    return keys.every(key => this.#bucket(key, nowMs)[kind] > 0)
  }

  isHot(keys: readonly string[], nowMs: number): boolean {
    return keys.some(key => this.#share(key, nowMs) < 1)
  }

  take(keys: readonly string[], kind: 'reads' | 'writes', units: number, nowMs: number): void {
    for (const key of keys) this.#bucket(key, nowMs)[kind] -= units / keys.length
  }

  #bucket(key: string, nowMs: number): Bucket {
    const share = this.#share(key, nowMs)
    const found = this.#buckets.get(key) ?? { writes: writesPerSecond, reads: readsPerSecond, atMs: nowMs }
    const seconds = (nowMs - found.atMs) / 1000
    found.writes = Math.min(writesPerSecond * share, found.writes + seconds * writesPerSecond * share)
    found.reads = Math.min(readsPerSecond * share, found.reads + seconds * readsPerSecond * share)
    found.atMs = nowMs
    this.#buckets.set(key, found)
    return found
  }

  #share(key: string, nowMs: number): number {
    return this.#hot?.key === key && nowMs < this.#hot.untilMs ? this.#hot.share : 1
  }
}
