/** What the callers know: which publishes and acks were acknowledged, and which they never got an answer to. */
export class Ledger {
  /** Acknowledged publishes, with what was published. */
  readonly published = new Map<string, string>()
  /** Acknowledged acks, with the moment of their answer. */
  readonly acked = new Map<string, number>()
  /** Asked to be acked and not answered, with how often: kept or not, both are right. */
  readonly unsure = new Map<string, number>()
  /** Promises broken, in words. */
  readonly broken: string[] = []
  publishesUnanswered = 0
  delivered = 0
  #moment = 0

  /** Moments count events, so that "before" and "after" need no clock. */
  moment(): number {
    this.#moment += 1
    return this.#moment
  }

  publishedAs(ids: readonly string[], bodies: readonly string[]): void {
    for (const [index, id] of ids.entries()) this.published.set(id, bodies[index]!)
  }

  /** A poll that began at `askedAt` handed this message out. */
  handedOut(id: string, body: string, askedAt: number): void {
    this.delivered += 1
    const ackedAt = this.acked.get(id)
    // A poll that was asked before the ack was answered may have been answered before it too.
    if (ackedAt !== undefined && askedAt > ackedAt) this.broken.push(`${id} came back after its ack was acknowledged`)
    const published = this.published.get(id)
    if (published !== undefined && published !== body) this.broken.push(`${id} came back with another body`)
  }

  askedToAck(ids: readonly string[]): void {
    for (const id of ids) this.unsure.set(id, (this.unsure.get(id) ?? 0) + 1)
  }

  answeredAck(id: string, outcome: string): void {
    // Another outcome settles this ask alone: an earlier one that got no answer may have been kept.
    const unanswered = outcome === 'acked' ? 0 : (this.unsure.get(id) ?? 0) - 1
    if (unanswered > 0) this.unsure.set(id, unanswered)
    else this.unsure.delete(id)
    if (outcome === 'acked') this.acked.set(id, this.moment())
  }

  /** Acknowledged publishes that are neither acked nor possibly acked: once the queue is empty, these are lost. */
  lost(): string[] {
    return [...this.published.keys()].filter(id => !this.acked.has(id) && !this.unsure.has(id))
  }
}
