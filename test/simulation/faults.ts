import type { Chance } from './chance.ts'

/**
 * What may go wrong, how often (a share of the calls it can befall), and within how many of those it is made to happen
 * once: so every fault fires in every seed.
 */
const kinds = {
  /** A read that does not ask for consistency sees the past, up to 2 s ago. */
  staleRead: { share: 0.5, within: 10 },
  /** Never reached DynamoDB; the caller waits its second. */
  lostRequest: { share: 0.004, within: 60 },
  /** The write is there; its caller waits its second. */
  lostReply: { share: 0.012, within: 60 },
  /** The caller waits its second, and the write happens seconds to minutes later. */
  lateCommit: { share: 0.012, within: 60 },
  /** DynamoDB fails, before or after the write. */
  internalError: { share: 0.004, within: 60 },
  throttle: { share: 0.004, within: 60 },
  /** A partition that is given less than its share for some seconds. */
  hotPartition: { share: 0, within: 0 },
  /** A single write beside a transaction. */
  conflict: { share: 0.004, within: 60 },
  /** A transaction beside another write. */
  canceled: { share: 0.15, within: 3 },
  /** The object store does not answer. */
  bodies: { share: 0.03, within: 2 },
  /** The answer of a whole call is lost between the function and its caller. */
  lostAnswer: { share: 0.004, within: 100 },
  /** A function dies, or stops for minutes and goes on, between two calls of its own. */
  death: { share: 0, within: 0 },
  freeze: { share: 0, within: 0 },
} as const

export type FaultKind = keyof typeof kinds
export const faultKinds = Object.keys(kinds) as FaultKind[]

/** Decides what goes wrong, and counts it. */
export class Faults {
  readonly counts = Object.fromEntries(faultKinds.map(kind => [kind, 0])) as Record<FaultKind, number>
  isOn = true
  readonly #chance: Chance
  readonly #forcedAt: Record<string, number>
  readonly #chances = new Map<FaultKind, number>()

  constructor(chance: Chance) {
    this.#chance = chance
    this.#forcedAt = Object.fromEntries(faultKinds.map(kind => [kind, chance.int(1, kinds[kind].within)]))
  }

  happens(kind: FaultKind): boolean {
    if (!this.isOn) return false
    const chances = (this.#chances.get(kind) ?? 0) + 1
    this.#chances.set(kind, chances)
    const happens = this.#chance.happens(kinds[kind].share) || chances === this.#forcedAt[kind]
    if (happens) this.counts[kind] += 1
    return happens
  }

  count(kind: FaultKind): void {
    this.counts[kind] += 1
  }

  /** Those that have not fired. */
  missing(): FaultKind[] {
    return faultKinds.filter(kind => this.counts[kind] === 0)
  }
}
