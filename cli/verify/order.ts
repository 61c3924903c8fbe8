import type { Entry } from './entry.ts'

type Letter = { processedAtMs: number; askedAtMs: number }
type Group = Map<string, Letter>
type Batch = { atMs: number; sequences: string[] }

/**
 * Judges the order in the groups of an ordered queue. A hand-over is out of order when an earlier message of its group,
 * which did not come before it in the same answer, provably still was in the queue: nobody had processed it by the time
 * that the answer came, or a later poll handed it out. A publish is out of order when its number is not above those that
 * its group was given before.
 */
export class Order {
  readonly #groups = new Map<string, Group>()
  // By group and answer: what came of the group in one answer, in order.
  readonly #batches = new Map<string, Map<string, Batch>>()
  readonly #places = new Map<string, { group: string; sequence: string }>()
  readonly #last = new Map<string, string>()
  readonly #processed = new Map<string, number>()
  #publishes = 0

  add(entry: Entry): void {
    if (entry.kind === 'numbered') this.#number(entry)
    else if (entry.kind === 'handed') this.#hand(entry)
    else if (entry.kind === 'processed' && entry.atMs !== undefined) this.#process(entry.id, entry.atMs)
  }

  /** How many publishes and hand-overs were out of order. */
  outOfOrder(): number {
    for (const [id, atMs] of this.#processed) {
      const place = this.#places.get(id)
      if (place !== undefined) this.#letter(place).processedAtMs = atMs
    }
    return [...this.#batches].reduce((sum, [group, batches]) => sum + this.#breaksOf(group, batches), this.#publishes)
  }

  /** In the order of one publisher's ledger: each group has one publisher. */
  #number({ id, group, sequence }: Extract<Entry, { kind: 'numbered' }>): void {
    if ((this.#last.get(group) ?? '') >= sequence) this.#publishes += 1
    this.#last.set(group, sequence)
    this.#place(id, group, sequence)
  }

  #hand({ id, group, sequence, answer, askedAtMs, atMs }: Extract<Entry, { kind: 'handed' }>): void {
    const letter = this.#place(id, group, sequence)
    letter.askedAtMs = Math.max(letter.askedAtMs, askedAtMs)
    const batches = this.#batches.get(group) ?? new Map<string, Batch>()
    this.#batches.set(group, batches)
    const batch = batches.get(answer) ?? { atMs, sequences: [] }
    batches.set(answer, batch)
    batch.sequences.push(sequence)
  }

  #process(id: string, atMs: number): void {
    this.#processed.set(id, Math.min(this.#processed.get(id) ?? atMs, atMs))
  }

  #place(id: string, group: string, sequence: string): Letter {
    this.#places.set(id, { group, sequence })
    return this.#letter({ group, sequence })
  }

  #letter({ group, sequence }: { group: string; sequence: string }): Letter {
    const letters = this.#groups.get(group) ?? new Map<string, Letter>()
    this.#groups.set(group, letters)
    const letter = letters.get(sequence) ?? { processedAtMs: Number.POSITIVE_INFINITY, askedAtMs: 0 }
    letters.set(sequence, letter)
    return letter
  }

  #breaksOf(group: string, batches: Map<string, Batch>): number {
    const letters = [...this.#groups.get(group)!].sort(([one], [other]) => (one < other ? -1 : 1))
    const places = new Map(letters.map(([sequence], place) => [sequence, place]))
    const before = prefixes(letters.map(([, letter]) => letter))
    let breaks = 0
    for (const { atMs, sequences } of batches.values()) {
      let passed = 0
      for (const sequence of sequences) {
        const place = places.get(sequence)!
        const between = letters.slice(passed, place).map(([, letter]) => letter)
        const open = passed === 0 ? before[place]! : prefixes(between).at(-1)!
        if (place < passed || open.processedAtMs > atMs || open.askedAtMs > atMs) breaks += 1
        passed = place + 1
      }
    }
    return breaks
  }
}

/** At each place the latest times of all letters before it, and at the end those of all. */
function prefixes(letters: readonly Letter[]): Letter[] {
  const found: Letter[] = [{ processedAtMs: 0, askedAtMs: 0 }]
  for (const { processedAtMs, askedAtMs } of letters) {
    const last = found.at(-1)!
    found.push({
      processedAtMs: Math.max(last.processedAtMs, processedAtMs),
      askedAtMs: Math.max(last.askedAtMs, askedAtMs),
    })
  }
  return found
}
