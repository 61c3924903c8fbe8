import type { Entry } from './entry.ts'

type Sum = {
  hash?: string
  sentAtMs?: number
  attempts: number
  deliveries: number
  lastDeliveredAtMs: number
  processings: number
  processedHash?: string
  isChanged: boolean
  ackedAtMs?: number
}

export type Figures = {
  /** Publishes that the server has acknowledged. */
  acknowledged: number
  /** Of these, how many a consumer has processed. */
  delivered: number
  /** Of these, how many nobody has processed: there must be none. */
  lost: number
  /** Messages that arrived with another body than they were published with: there must be none. */
  changed: number
  /** Messages handed out again after their ack was acknowledged: there must be none. */
  cameBack: number
  /** Processings beyond a message's first. At least once allows them. */
  duplicates: number
  /** Messages that were handed out more than once. */
  redelivered: number
  /** Messages that arrived although their publisher never heard that they were stored. */
  unheard: number
  messagesPerSecond: number
  /** From just before the publish to the acknowledged ack. */
  publishToAckMs: { p50: number; p99: number; max: number }
  lostIds: string[]
}

const lostIdsMax = 20

/** Adds up a ledger, entry by entry, in any order. */
export class Tally {
  readonly #sums = new Map<string, Sum>()

  add(entry: Entry): void {
    const sum = this.#sumOf(entry.id)
    if (entry.kind === 'published') Object.assign(sum, { hash: entry.hash, sentAtMs: entry.sentAtMs })
    else if (entry.kind === 'delivered') addDelivery(sum, entry)
    else if (entry.kind === 'processed') addProcessing(sum, entry.hash)
    else if (entry.kind === 'acked') sum.ackedAtMs = Math.min(sum.ackedAtMs ?? entry.atMs, entry.atMs)
  }

  #sumOf(id: string): Sum {
    const known = this.#sums.get(id)
    if (known !== undefined) return known
    const sum: Sum = { attempts: 0, deliveries: 0, lastDeliveredAtMs: 0, processings: 0, isChanged: false }
    this.#sums.set(id, sum)
    return sum
  }

  figures(): Figures {
    const all = [...this.#sums.values()]
    const published = all.filter(({ hash }) => hash !== undefined)
    const lostIds = [...this.#sums]
      .filter(([, sum]) => sum.hash !== undefined && sum.processings === 0)
      .map(([id]) => id)
    const delivered = published.length - lostIds.length
    return {
      acknowledged: published.length,
      delivered,
      lost: lostIds.length,
      changed: all.filter(isChanged).length,
      cameBack: all.filter(cameBack).length,
      duplicates: all.reduce((sum, { processings }) => sum + Math.max(0, processings - 1), 0),
      redelivered: all.filter(({ attempts, deliveries }) => attempts > 1 || deliveries > 1).length,
      unheard: all.filter(({ hash, deliveries }) => hash === undefined && deliveries > 0).length,
      messagesPerSecond: perSecond(published, delivered),
      publishToAckMs: percentiles(published),
      lostIds: lostIds.slice(0, lostIdsMax),
    }
  }
}

function addDelivery(sum: Sum, { attempts, atMs }: { attempts: number; atMs: number }): void {
  sum.deliveries += 1
  sum.attempts = Math.max(sum.attempts, attempts)
  sum.lastDeliveredAtMs = Math.max(sum.lastDeliveredAtMs, atMs)
}

function addProcessing(sum: Sum, hash: string): void {
  if (sum.processedHash !== undefined && sum.processedHash !== hash) sum.isChanged = true
  sum.processings += 1
  sum.processedHash = hash
}

/** What a consumer writes in place of the hash when the body does not fit the one it carries. */
export const brokenHash = 'broken'

const isChanged = ({ hash, processedHash, isChanged }: Sum): boolean =>
  isChanged ||
  processedHash === brokenHash ||
  (hash !== undefined && processedHash !== undefined && processedHash !== hash)

// Equal milliseconds prove nothing.
const cameBack = ({ ackedAtMs, lastDeliveredAtMs }: Sum): boolean =>
  ackedAtMs !== undefined && lastDeliveredAtMs > ackedAtMs

function perSecond(published: Sum[], delivered: number): number {
  const firstMs = published.reduce((first, { sentAtMs = first }) => Math.min(first, sentAtMs), Number.POSITIVE_INFINITY)
  const lastMs = published.reduce((last, { ackedAtMs = 0 }) => Math.max(last, ackedAtMs), 0)
  return lastMs > firstMs ? Math.round((delivered * 1_000) / (lastMs - firstMs)) : 0
}

function percentiles(published: Sum[]): Figures['publishToAckMs'] {
  const times = published.flatMap(({ sentAtMs, ackedAtMs }) => (ackedAtMs === undefined ? [] : [ackedAtMs - sentAtMs!]))
  const sorted = Float64Array.from(times).sort()
  const at = (part: number): number => sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}

/** What must not be: loss, change, and a message that comes back after its ack. */
export const isSound = ({ lost, changed, cameBack }: Figures): boolean => lost + changed + cameBack === 0
