import type { Clock } from '../../domain/clock.ts'
import { Problem } from '../../domain/problem.ts'
import { type Item, keepUntilMs, ttlOf } from './block.ts'
import type { Input } from './dynamo.ts'
import { keyAttributes, type LaneName, lanesKey } from './keys.ts'
import { closingMs, firstLanes, grown, isKept, type Lanes, opened, remembered } from './lanes.ts'
import { levelDefault } from './place.ts'
import type { Send } from './send.ts'

type Page = { lanes: Lanes; askedAtMs: number }

/** How old what a publish goes by may be. */
export const laneAgeMsMax = 5_000

/** The record of the lanes of every queue that this process has to do with, read when what is known is too old. */
export class LaneBook {
  readonly #send: Send
  readonly #table: string
  readonly #wall: Clock
  readonly #pages = new Map<string, Page>()
  readonly #reading = new Map<string, Promise<Lanes>>()

  constructor(send: Send, table: string, wall: Clock) {
    this.#send = send
    this.#table = table
    this.#wall = wall
  }

  /** The lanes of a scope as they were at most `ageMs` before this call. */
  async read(scope: string, ageMs: number): Promise<Lanes> {
    let sinceMs = this.#wall.nowMs() - ageMs
    for (;;) {
      // A wall clock that was set back must not make what was read before it good for ever, nor keep us reading until
      // it has caught up.
      const nowMs = this.#wall.nowMs()
      sinceMs = Math.min(sinceMs, nowMs - ageMs)
      const page = this.#pages.get(scope)
      if (page !== undefined && page.askedAtMs >= sinceMs && page.askedAtMs <= nowMs) return page.lanes
      await (this.#reading.get(scope) ?? this.#readNow(scope))
    }
  }

  /** What was known last, however old; only a hint. */
  known(scope: string): Lanes {
    return this.#pages.get(scope)?.lanes ?? firstLanes
  }

  #readNow(scope: string): Promise<Lanes> {
    const reading = this.#fetch(scope).finally(() => this.#reading.delete(scope))
    this.#reading.set(scope, reading)
    return reading
  }

  async #fetch(scope: string): Promise<Lanes> {
    const askedAtMs = this.#wall.nowMs()
    const { Item } = await this.#send.read('GetItem', {
      TableName: this.#table,
      Key: keyAttributes(lanesKey(scope)),
      ConsistentRead: true,
    })
    return this.#keep(scope, decodeLanes(Item), askedAtMs)
  }

  #keep(scope: string, lanes: Lanes, askedAtMs: number): Lanes {
    // Oldest out first: a process that serves ten thousand queues reads a little more.
    if (this.#pages.size >= pagesMax && !this.#pages.has(scope)) this.#pages.delete(this.#pages.keys().next().value!)
    this.#pages.set(scope, { lanes, askedAtMs })
    return lanes
  }

  /** Writes what `change` makes of the lanes, if nobody was faster; a change that is undefined writes nothing. */
  async change(scope: string, change: (lanes: Lanes, nowMs: number) => Lanes | undefined): Promise<void> {
    const before = await this.read(scope, 0)
    const after = change(before, this.#wall.nowMs())
    if (after === undefined) return
    const next = { ...after, version: before.version + 1 }
    const askedAtMs = this.#wall.nowMs()
    const reply = await this.#send.call('PutItem', putLanesRequest(this.#table, scope, before, next, askedAtMs))
    if (reply.kind === 'done') this.#keep(scope, next, askedAtMs)
    else this.#pages.delete(scope)
  }

  /**
   * For who has put into a lane that it chose at `chosenAtMs`: whoever stood still for minutes between the two may find
   * the lane closed and forgotten, and has to say that it is to be emptied before anybody is told of what lies there.
   */
  async vouch(scope: string, lane: LaneName, chosenAtMs: number): Promise<void> {
    if (isKept(lane) || Math.abs(this.#wall.nowMs() - chosenAtMs) < closingMs / 4) return
    for (let tries = 0; tries < vouchTriesMax; tries++) {
      if (remembered(await this.read(scope, 0), lane, this.#wall.nowMs()) === undefined) return
      await this.change(scope, (lanes, nowMs) => remembered(lanes, lane, nowMs))
    }
    throw new Problem('StoreBusy')
  }

  /** More lanes, for a queue that is throttled or busy. Where the store is too busy for that, the next one tries again. */
  grow(scope: string, level: number): Promise<void> {
    return this.#try(scope, (lanes, nowMs) => grown(lanes, nowMs, level))
  }

  /**
   * Sees to it that there is a lane for each of some levels, before anything is put into it (J2). Where there cannot be,
   * what is of the level goes with the default one.
   */
  async open(scope: string, levels: readonly number[]): Promise<void> {
    const others = levels.filter(level => level !== levelDefault)
    for (let tries = 0; tries < openTriesMax && others.length > 0; tries++) {
      const lanes = await this.read(scope, laneAgeMsMax)
      if (opened(lanes, others, this.#wall.nowMs()) === undefined) return
      await this.#try(scope, (now, nowMs) => opened(now, others, nowMs))
    }
  }

  async #try(scope: string, change: (lanes: Lanes, nowMs: number) => Lanes | undefined): Promise<void> {
    if (change(this.known(scope), this.#wall.nowMs()) === undefined) return
    try {
      await this.change(scope, change)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
    }
  }
}

const pagesMax = 10_000
// Each try that fails was another's change.
const vouchTriesMax = 8
const openTriesMax = 8

function decodeLanes(item: Item | undefined): Lanes {
  if (item === undefined) return firstLanes
  return { ...firstLanes, ...(JSON.parse(item.j!.S!) as Partial<Lanes>), version: Number(item.v!.N) }
}

function putLanesRequest(table: string, scope: string, before: Lanes, next: Lanes, nowMs: number): Input<'PutItem'> {
  const { version, ...rest } = next
  const item = { ...keyAttributes(lanesKey(scope)), j: { S: JSON.stringify(rest) }, v: { N: String(version) } }
  // The record of a living generation is kept for good; that of a dead one goes with its messages.
  const Item = next.dead ? { ...item, t: ttlOf(keepUntilMs(nowMs)) } : item
  if (before.version === 0) return { TableName: table, Item, ConditionExpression: 'attribute_not_exists(p)' }
  return {
    TableName: table,
    Item,
    ConditionExpression: 'v = :v',
    ExpressionAttributeValues: { ':v': { N: String(before.version) } },
  }
}
