import { SortedMap } from '../../../lib/sortedMap.ts'
import { itemBytes } from './sizes.ts'
import { compareTexts, type Item } from './values.ts'

/** An item as it is kept: nobody changes it, a write puts another in its place. */
export type Stored = { readonly item: Readonly<Item>; readonly bytes: number }

/** The items of one partition key, in the order of their sort keys. */
export type Rows = SortedMap<string, Stored>

type Past = { readonly s: string; readonly was: Stored | undefined; readonly replacedMs: number }
type Partition = { readonly p: string; readonly rows: Rows; past: Past[] }

export const toStored = (item: Item): Stored => ({ item, bytes: itemBytes(item) })

const none: Rows = new SortedMap<string, Stored>()

export class Table {
  readonly name: string
  readonly #partitions = new Map<string, Partition>()
  readonly #nowMs: () => number
  readonly #historyMs: number
  // Every partition once for each of its past versions, oldest first: the order in which they are forgotten.
  #log: Partition[] = []
  #forgotten = 0

  constructor(name: string, nowMs: () => number, historyMs: number) {
    this.name = name
    this.#nowMs = nowMs
    this.#historyMs = historyMs
  }

  get(p: string, s: string): Stored | undefined {
    return this.#partitions.get(p)?.rows.get(s)
  }

  rows(p: string): Rows {
    return this.#partitions.get(p)?.rows ?? none
  }

  /** The rows as they were at `asOfMs`, what was written in that very millisecond included. */
  rowsAsOf(p: string, asOfMs: number): Rows {
    if (asOfMs < this.#nowMs() - this.#historyMs) throw new Error(`nothing is known of ${asOfMs} any more`)
    const { rows, past } = this.#partitions.get(p) ?? { rows: none, past: [] }
    const later = past.slice(past.findLastIndex(({ replacedMs }) => replacedMs <= asOfMs) + 1)
    if (later.length === 0) return rows
    const then = rows.clone()
    for (const { s, was } of later.reverse()) place(then, s, was)
    return then
  }

  write(p: string, s: string, stored: Stored | undefined): void {
    const partition = this.#partitions.get(p) ?? this.#open(p)
    if (this.#historyMs > 0) this.#remember(partition, s)
    place(partition.rows, s, stored)
    this.#close(partition)
  }

  /** Like a write that was done longer ago than anybody remembers. */
  load(p: string, s: string, stored: Stored): void {
    const { rows } = this.#partitions.get(p) ?? this.#open(p)
    rows.set(s, stored)
  }

  *items(): Iterable<Readonly<Item>> {
    for (const { rows } of this.#partitions.values()) for (const { item } of rows.values()) yield item
  }

  #open(p: string): Partition {
    const partition = { p, rows: new SortedMap<string, Stored>(undefined, compareTexts), past: [] }
    this.#partitions.set(p, partition)
    return partition
  }

  #close({ p, rows, past }: Partition): void {
    if (rows.size === 0 && past.length === 0) this.#partitions.delete(p)
  }

  #remember(partition: Partition, s: string): void {
    const nowMs = this.#nowMs()
    partition.past.push({ s, was: partition.rows.get(s), replacedMs: nowMs })
    this.#log.push(partition)
    this.#forget(nowMs - this.#historyMs)
  }

  /** Drops what no read that is allowed can see: versions that were replaced at `beforeMs` or earlier. */
  #forget(beforeMs: number): void {
    while (this.#forgotten < this.#log.length) {
      const partition = this.#log[this.#forgotten]!
      if (partition.past[0]!.replacedMs > beforeMs) break
      partition.past.shift()
      this.#close(partition)
      this.#forgotten += 1
    }
    if (this.#forgotten < 1024 || this.#forgotten * 2 < this.#log.length) return
    this.#log = this.#log.slice(this.#forgotten)
    this.#forgotten = 0
  }
}

function place(rows: Rows, s: string, stored: Stored | undefined): void {
  if (stored === undefined) rows.delete(s)
  else rows.set(s, stored)
}
