const scopesMax = 10_000
const overMax = 2_000

/** What one process remembers of the groups of a queue: hints that choose where to look first. */
export type Round = {
  /** Where the next look begins, of more groups than one look reads. */
  from: string | undefined
  /** Whether others were faster lately: then not all begin with the same group. */
  isCrowded: boolean
  /** Versions that this process has changed: a cheap look may still show them. */
  over: Set<string>
}

export class Rounds {
  readonly #rounds = new Map<string, Round>()

  of(scope: string): Round {
    const known = this.#rounds.get(scope)
    if (known !== undefined) return known
    if (this.#rounds.size >= scopesMax) this.#rounds.delete(this.#rounds.keys().next().value!)
    const fresh: Round = { from: undefined, isCrowded: false, over: new Set() }
    this.#rounds.set(scope, fresh)
    return fresh
  }
}

export function isOver({ over }: Round, version: string): void {
  over.add(version)
  if (over.size > overMax) over.delete(over.values().next().value!)
}
