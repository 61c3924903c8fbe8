import { MemoryBodies } from '../../lib/bodies/memoryBodies.ts'
import type { Clock } from '../../lib/domain/clock.ts'
import type { QueueRef } from '../../lib/domain/queue.ts'
import type { Random } from '../../lib/domain/random.ts'
import { seededRandom } from '../../lib/random.ts'
import type { Item } from '../../lib/store/dynamo/block.ts'
import type { Dynamo, Input, Operation, Output } from '../../lib/store/dynamo/dynamo.ts'
import { DynamoStore } from '../../lib/store/dynamo/dynamoStore.ts'
import { laneKey, lanesKey, scopeOf } from '../../lib/store/dynamo/keys.ts'
import { firstLanes, type Lanes } from '../../lib/store/dynamo/lanes.ts'
import { levelDefault } from '../../lib/store/dynamo/place.ts'
import type { Reading } from '../../lib/store/dynamo/reading.ts'
import { Send } from '../../lib/store/dynamo/send.ts'
import type { Leased, PublishReply, Store } from '../../lib/store/store.ts'
import { startMs, text } from '../fixtures.ts'
import { World } from '../simulation/world.ts'
import { FakeDynamo } from './fake/fakeDynamo.ts'

export const tables = { messages: 'messages', documents: 'documents' }

/** `loseReply`: done, but nobody hears of it. An error: not done. A number: the answer is so many milliseconds late. */
type Fate = 'goOn' | 'loseReply' | Error | number
type Hook = (operation: Operation, input: Input<Operation>) => Promise<Fate>

export type Call = { operation: Operation; input: Input<Operation>; atMs: number }

export const failure = (name: string): Error => Object.assign(new Error(name), { name })
export const throttle = failure('ThrottlingException')

/** The way of one process to DynamoDB: a test may see its calls, hold them up, refuse them and lose their replies. */
class Line implements Dynamo {
  calls: Call[] = []
  before: Hook = async () => 'goOn'
  /** How old a read is that need not be consistent. */
  staleMs = 0
  readonly #site: Site

  constructor(site: Site) {
    this.#site = site
  }

  async call<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    const { world, isDated } = this.#site
    this.calls.push({ operation, input, atMs: world.nowMs })
    const fate = await this.before(operation, input)
    if (fate instanceof Error) throw fate
    const output = await this.#answer(operation, input)
    if (fate === 'loseReply') throw failure('TimeoutError')
    const serverMs = Math.floor(world.nowMs / 1000) * 1000
    if (typeof fate === 'number') await world.pause(fate)
    return isDated ? { ...output, serverMs } : output
  }

  #answer<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    const { fake, world } = this.#site
    const isRead = operation === 'GetItem' || operation === 'Query'
    if (!isRead || this.staleMs === 0 || (input as Input<'Query'>).ConsistentRead) return fake.call(operation, input)
    return fake.callAsOf(operation, input as never, world.nowMs - this.staleMs) as Promise<Output<Name>>
  }
}

export type Process = { store: DynamoStore; line: Line }

/** One installation in virtual time: any number of processes over one fake DynamoDB. */
export class Site {
  readonly world = new World(startMs)
  readonly bodies = new MemoryBodies()
  readonly fake: FakeDynamo
  /** Whether DynamoDB's answers carry its date. */
  isDated = true
  #processes = 0

  constructor() {
    this.fake = new FakeDynamo({ tables: Object.values(tables), nowMs: () => this.world.nowMs, historyMs: 600_000 })
  }

  clock(skewMs = 0): Clock {
    const { world } = this
    return { nowMs: () => world.nowMs + skewMs, wakeAt: (atMs, wake) => world.at(atMs - skewMs, wake) }
  }

  /** One more process. `clock`: what its queues go by, where that is not the wall. `luck`: what its chance is made to give. */
  open({
    skewMs = 0,
    clock = this.clock(skewMs),
    bodies = this.bodies,
    luck = (random: Random) => random,
  } = {}): Process {
    const line = new Line(this)
    const random = luck(seededRandom(++this.#processes))
    const store = new DynamoStore({ dynamo: line, tables, bodies, clock, wall: this.clock(skewMs), random })
    return { store, line }
  }

  /** What one more process looks with, without a store around it. */
  reading(): Reading & { line: Line } {
    const line = new Line(this)
    const clock = this.clock()
    return { line, send: new Send(line, { wall: clock, random: seededRandom(++this.#processes) }), tables, clock }
  }

  /** Time goes on only as far as the work needs it to, or to the end of a longer step. */
  async live<Result>(work: Promise<Result>, stepMs = 1): Promise<Result> {
    let over = false
    const end = () => {
      over = true
    }
    work.then(end, end)
    for (;;) {
      await new Promise(resolve => setImmediate(resolve))
      if (over) return work
      await this.world.runUntil(this.world.nowMs + stepMs)
    }
  }

  async pass(ms: number): Promise<void> {
    await this.world.runUntil(this.world.nowMs + ms)
    await new Promise(resolve => setImmediate(resolve))
  }

  /** The items under a partition key, in order. */
  items(p: string): Item[] {
    const all = [...this.fake.items(tables.messages)] as Item[]
    return all.filter(item => item.p!.S === p).sort((a, b) => (a.s!.S! < b.s!.S! ? -1 : 1))
  }

  /** The blocks of a lane, in order. */
  blocks(queue: QueueRef, lane = 0, level: number = levelDefault): Item[] {
    return this.items(laneOf(queue, lane, level)).filter(item => item.s!.S !== '!')
  }

  /** Says which lanes a queue has, as if it had been busy. */
  async setLanes(queue: QueueRef, lanes: Partial<Lanes>): Promise<void> {
    const { version, ...rest } = { ...firstLanes, version: 1, ...lanes }
    const { p, s } = lanesKey(scopeOf(queue))
    const Item = { p: { S: p }, s: { S: s }, j: { S: JSON.stringify(rest) }, v: { N: String(version) } }
    await this.fake.call('PutItem', { TableName: tables.messages, Item })
  }

  lanes(queue: QueueRef): Partial<Lanes> {
    const [item] = this.items(lanesKey(scopeOf(queue)).p)
    return item === undefined ? {} : (JSON.parse(item.j!.S!) as Partial<Lanes>)
  }
}

export const laneOf = (queue: QueueRef, lane = 0, level: number = levelDefault): string =>
  laneKey(scopeOf(queue), { level, lane })

/** Writes that a process has sent since `from`. */
export const writes = ({ line }: Process): Operation[] =>
  line.calls.map(({ operation }) => operation).filter(operation => operation !== 'GetItem' && operation !== 'Query')

export const idsOf = (reply: PublishReply): string[] =>
  reply.kind === 'published' ? reply.results.map(one => (one.kind === 'stored' ? one.id : '')) : []

export const bodiesOf = (leased: readonly Leased[]): string[] =>
  leased.map(({ message }) => text(message.envelope.body))

/** The outcome of the only settlement. */
export const settleOne = async (store: Store, queue: QueueRef, settlement: Parameters<Store['settle']>[1][number]) =>
  (await store.settle(queue, [settlement]))[0]!

/** A hook that strikes the first call of a kind and no other. */
export const once = (kind: Operation, strike: () => Promise<Fate>): Hook => {
  let isOver = false
  return async operation => {
    if (isOver || operation !== kind) return 'goOn'
    isOver = true
    return strike()
  }
}
