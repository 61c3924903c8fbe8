import type { Input, Operation } from '../../lib/store/dynamo/dynamo.ts'
import type { FakeDynamo } from '../dynamo/fake/fakeDynamo.ts'
import type { Instance } from './instance.ts'
import { type GroupName, groupOf, headOf, standingsInGroup } from './orderedTruth.ts'
import { type Address, addressesOf, blockPut } from './request.ts'
import { isBlock, type Standing, standingsIn } from './truth.ts'
import type { World } from './world.ts'

/** The time for which a token was the one that counted. */
type Span = { token: string; fromMs: number; toMs: number }

/** One message as the table has had it: where it stands now, and since when it has not changed. */
export type Stored = {
  id: string
  /** Of the queue that it is in, or was in last; and of the one that it was published to. */
  scope: string
  firstScope: string
  now: Standing | undefined
  /** As it was before the last change, and who made that. */
  before: Standing | undefined
  by: Instance | undefined
  sinceMs: number
  /** Since when it stands anywhere in its queue. */
  presentSinceMs: number
  firstStoredMs: number
  addresses: Set<string>
  spans: Span[]
}

/** What one write did to one message. */
export type Step = {
  id: string
  stored: Stored
  before: Standing | undefined
  after: Standing | undefined
  by: Instance
  /** By a put that was done before. */
  isAgain: boolean
  /** It went on under another id, or comes from one: it was redriven. */
  becomes?: string | undefined
  was?: string | undefined
}

export type OnStep = (step: Step) => void

/** What one write did to one ordered group. */
export type OnGroup = (befores: readonly Standing[], afters: readonly Standing[]) => void

/** Follows every write to the table, and knows at each moment which message stands where and in what state. */
export class Watch {
  /** All partition keys at which a message ever stood. */
  readonly lanes = new Set<string>()
  readonly #world: World
  readonly #fake: FakeDynamo
  readonly #table: string
  readonly #onStep: OnStep
  readonly #onGroup: OnGroup
  readonly #blocks = new Map<string, Standing[]>()
  readonly #groups = new Map<string, Standing[]>()
  /** The first message of each ordered group that can be reached, and since when it is the first. */
  readonly #heads = new Map<string, { id: string | undefined; sinceMs: number }>()
  readonly #runs = new Map<string, Map<string, NonNullable<ReturnType<FakeDynamo['get']>>>>()
  readonly #stored = new Map<string, Stored>()
  readonly #puts = new Map<string, number>()
  /** Ids that messages have gone on under since they were redriven, and those they had before. */
  readonly #becomes = new Map<string, string>()
  readonly #was = new Map<string, string>()

  constructor(world: World, fake: FakeDynamo, table: string, onStep: OnStep, onGroup: OnGroup) {
    this.#world = world
    this.#fake = fake
    this.#table = table
    this.#onStep = onStep
    this.#onGroup = onGroup
  }

  /** The message with this id, if it was ever stored. */
  find(id: string): Stored | undefined {
    return this.#stored.get(id)
  }

  *standing(scope: string): Iterable<Stored & { now: Standing }> {
    for (const stored of this.#stored.values())
      if (stored.scope === scope && stored.now !== undefined) yield stored as Stored & { now: Standing }
  }

  /** Since when a message is the first of its ordered group; undefined where it is not. */
  headSinceMs({ id, scope, now }: Stored): number | undefined {
    const head = this.#heads.get(`${scope} ${now?.hash}`)
    return head?.id === id ? head.sinceMs : undefined
  }

  /** Whether the token counted at any moment between the two. */
  heldBetween(id: string, token: string, fromMs: number, toMs: number): boolean {
    const spans = this.#stored.get(id)?.spans ?? []
    return spans.some(span => span.token === token && span.fromMs <= toMs && span.toMs >= fromMs)
  }

  onWrite(operation: Operation, input: Input<Operation>, by: Instance): void {
    const put = blockPut(operation, input)
    const keys = addressesOf(operation, input).filter(({ table }) => table === this.#table)
    const befores: Standing[] = []
    const afters: Standing[] = []
    for (const name of this.#groupsAt(keys)) {
      const seen = this.#seeGroup(name)
      befores.push(...seen.befores)
      afters.push(...seen.afters)
    }
    for (const { p, s } of keys) {
      const key = `${p} ${s}`
      const before = this.#blocks.get(key)
      const item = this.#fake.get(this.#table, p, s)
      if (before === undefined && !isBlock(item)) continue
      const after = isBlock(item) ? standingsIn(item) : []
      befores.push(...(before ?? []))
      afters.push(...after)
      if (isBlock(item)) this.#blocks.set(key, after)
      else this.#blocks.delete(key)
      if (put !== undefined) this.#puts.set(key, (this.#puts.get(key) ?? 0) + 1)
    }
    const isAgain = put !== undefined && this.#puts.get(`${put.p} ${put.s}`)! > 1
    if (operation === 'TransactWriteItems') this.#rename(befores, afters)
    this.#compare(befores, afters, isAgain, by)
  }

  /** The ordered groups to which some items belong, after their runs have been read again. */
  #groupsAt(keys: readonly Address[]): GroupName[] {
    const names = new Map<string, GroupName>()
    for (const key of keys) {
      const name = groupOf(key)
      if (name === undefined) continue
      const full = `${name.scope} ${name.hash}`
      names.set(full, name)
      const item = key.p.startsWith('m') ? this.#fake.get(this.#table, key.p, key.s) : undefined
      if (item === undefined) continue
      const runs = this.#runs.get(full) ?? new Map()
      this.#runs.set(full, runs.set(key.s, item))
    }
    return [...names.values()]
  }

  #seeGroup(name: GroupName): { befores: Standing[]; afters: Standing[] } {
    const full = `${name.scope} ${name.hash}`
    const befores = this.#groups.get(full) ?? []
    const item = this.#fake.get(this.#table, `g.${name.scope}`, name.hash)
    const afters = standingsInGroup(name, item, this.#runs.get(full)?.values() ?? [])
    this.#groups.set(full, afters)
    const id = headOf(afters)?.id
    if (this.#heads.get(full)?.id !== id) this.#heads.set(full, { id, sinceMs: this.#world.nowMs })
    this.#onGroup(befores, afters)
    return { befores, afters }
  }

  /** In one transaction what goes and what comes, in the same order, are the same messages under new ids. */
  #rename(befores: readonly Standing[], afters: readonly Standing[]): void {
    const gone = befores.filter(one => afters.every(({ id }) => id !== one.id))
    const come = afters.filter(one => befores.every(({ id }) => id !== one.id))
    if (gone.length !== come.length) return
    for (const [at, { id }] of gone.entries()) {
      this.#becomes.set(id, come[at]!.id)
      this.#was.set(come[at]!.id, id)
    }
  }

  #compare(befores: readonly Standing[], afters: readonly Standing[], putAgain: boolean, by: Instance): void {
    const left = new Set(afters)
    for (const before of befores) {
      const same = (one: Standing): boolean => one.id === before.id
      const after = afters.find(one => same(one) && one.address === before.address) ?? afters.find(same)
      if (after !== undefined) left.delete(after)
      if (after?.slot !== before.slot || after.address !== before.address) this.#step(before.id, before, after, by)
    }
    for (const after of left) {
      this.#step(after.id, undefined, after, by, putAgain)
    }
  }

  #step(id: string, before: Standing | undefined, after: Standing | undefined, by: Instance, isAgain = false): void {
    const { nowMs } = this.#world
    const stored = this.#known((after ?? before)!)
    if (before !== undefined) stored.addresses.delete(before.address)
    if (after !== undefined) stored.addresses.add(after.address)
    if (after !== undefined) this.lanes.add(after.lane)
    const names = { becomes: this.#becomes.get(id), was: this.#was.get(id) }
    this.#onStep({ id, stored, before, after, by, isAgain, ...names })
    const span = stored.spans.at(-1)
    if (span !== undefined && span.token !== after?.delivery.token) span.toMs = Math.min(span.toMs, nowMs)
    if (after !== undefined && (span === undefined || span.toMs < Number.POSITIVE_INFINITY))
      stored.spans.push({ token: after.delivery.token, fromMs: nowMs, toMs: Number.POSITIVE_INFINITY })
    if (before?.scope !== after?.scope) stored.presentSinceMs = nowMs
    stored.scope = (after ?? before)!.scope
    stored.now = after
    stored.before = before
    stored.by = by
    stored.sinceMs = nowMs
  }

  #known({ id, scope }: Standing): Stored {
    const found = this.#stored.get(id)
    if (found !== undefined) return found
    const { nowMs } = this.#world
    const stored: Stored = {
      id,
      scope,
      firstScope: scope,
      now: undefined,
      before: undefined,
      by: undefined,
      sinceMs: nowMs,
      presentSinceMs: nowMs,
      firstStoredMs: nowMs,
      addresses: new Set(),
      spans: [],
    }
    this.#stored.set(id, stored)
    return stored
  }
}
