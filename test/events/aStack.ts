import type { Context } from 'aws-lambda'
import { makeHandler as makeCanary } from '../../functions/canary.ts'
import { makeHandler as makeDispatch } from '../../functions/dispatch.ts'
import { makeHandler as makeUpkeep } from '../../functions/upkeep.ts'
import { saveQueue } from '../../lib/actions/queueDocument.ts'
import type { Services } from '../../lib/actions/services.ts'
import type { App } from '../../lib/app.ts'
import { MemoryBodies } from '../../lib/bodies/memoryBodies.ts'
import type { Clock } from '../../lib/domain/clock.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import type { Queue } from '../../lib/domain/queue.ts'
import { delivered, failed, type Outcome } from '../../lib/push/outcome.ts'
import type { Pushing } from '../../lib/push/pushing.ts'
import { Rests } from '../../lib/push/rests.ts'
import { sourcesOf } from '../../lib/push/sources.ts'
import { seededRandom } from '../../lib/random.ts'
import type { Item } from '../../lib/store/dynamo/block.ts'
import type { Dynamo, Input, Operation } from '../../lib/store/dynamo/dynamo.ts'
import { DynamoStore } from '../../lib/store/dynamo/dynamoStore.ts'
import type { Ring } from '../../lib/timers/alarmClock.ts'
import { encodeWake } from '../../lib/timers/wake.ts'
import { FakeDynamo } from '../dynamo/fake/fakeDynamo.ts'
import { startMs } from '../fixtures.ts'
import { World } from '../simulation/world.ts'

/** What happens to a process at one of its steps: nothing, or its end before the step, or after it, when nobody hears of it any more. */
export type Fate = 'goOn' | 'before' | 'after'

const tables = { messages: 'messages', documents: 'documents' }
const keyring = new Keyring([{ id: '00000001', secret: new Uint8Array(32) }])
const silent = { info() {}, warn() {}, error() {} }
const hanging = new Promise<never>(() => {})

/** A process of a function. Once it is dead, nothing that it does has an effect, and it hears of nothing. */
class Process {
  readonly ended = Promise.withResolvers<never>()
  isDead = false
  isBusy = false
  readonly #fateOf: () => Fate

  constructor(fateOf: () => Fate) {
    this.#fateOf = fateOf
    this.ended.promise.catch(() => {})
  }

  /** A call of something outside. */
  async step<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.isDead) return hanging
    const fate = this.#fateOf()
    const result = fate === 'before' ? hanging : call()
    if (fate === 'goOn') return result
    await Promise.race([result, Promise.resolve()])
    this.isDead = true
    this.ended.reject(new Error('killed'))
    return hanging
  }
}

type Name = 'dispatch' | 'upkeep' | 'canary' | 'publish'
type Handler = (event: never, context: Context) => Promise<unknown>
type Running = { process: Process; handler: Handler; services: Services }

const context = { getRemainingTimeInMillis: () => 900_000 } as Context
const visibilityMs = 960_000
const receivesMax = 5

/**
 * The functions over a fake of DynamoDB, with event sources that deliver at least once: its stream, a timer queue as SQS has them, and a
 * schedule. Whatever a function does outside of itself is a step, at any of which it may die; then what it was called with comes again.
 */
export class Stack {
  readonly world = new World(startMs)
  readonly fake = new FakeDynamo({ tables: Object.values(tables), nowMs: () => this.world.nowMs })
  /** How often each message was handed over, by its body, and how often that went well. */
  readonly tries = new Map<string, number>()
  readonly successes = new Map<string, number>()
  /** How many messages were handed over together, batch after batch. */
  readonly batches: number[] = []
  readonly timersLost: string[] = []
  /** Calls of DynamoDB, by their names. */
  readonly calls: Record<string, number> = {}
  /** The timer queue takes nothing. */
  timersAreBroken = false
  steps = 0
  kills = 0
  fateOf: (step: number) => Fate = () => 'goOn'
  /** How often a message fails before it is taken. */
  failuresOf: (body: string) => number = () => 0
  readonly #bodies = new MemoryBodies()
  readonly #idle = new Map<Name, Running[]>()
  readonly #stream: object[] = []
  #isReading = false
  #made = 0

  constructor() {
    this.fake.onCall = ({ operation, input, error }) => {
      this.calls[operation] = (this.calls[operation] ?? 0) + 1
      if (error === undefined) this.#note(operation, input)
    }
  }

  get clock(): Clock {
    const { world } = this
    return { nowMs: () => world.nowMs, wakeAt: (atMs, wake) => world.at(atMs, wake) }
  }

  /** Services of a process that nothing happens to. */
  open(): Services {
    return this.#start('publish', new Process(() => 'goOn')).services
  }

  add = (services: Services, queue: Queue) => saveQueue(services, queue.name, 'any', () => queue)

  /** Runs upkeep, or what else is named, in each minute until a time. */
  schedule(untilMs: number, names: readonly Name[] = ['upkeep']): void {
    const { world } = this
    const round = (atMs: number): void => {
      if (atMs > untilMs) return
      world.at(atMs, () => {
        for (const name of names) void this.invoke(name, {}).catch(() => {})
        round(atMs + 60_000)
      })
    }
    round(Math.ceil((world.nowMs + 1) / 60_000) * 60_000)
  }

  /** Calls a function in a process that has nothing to do; rejects where that dies. */
  invoke(name: Name, event: object): Promise<unknown> {
    return this.run(name, ({ handler }) => handler(event as never, context))
  }

  async run<Result>(name: Name, work: (running: Running) => Promise<Result>): Promise<Result> {
    const idle = this.#idle.get(name) ?? []
    this.#idle.set(name, idle)
    const running = idle.pop() ?? this.#start(name, new Process(() => this.#nextFate()))
    const result = await Promise.race([work(running), running.process.ended.promise])
    idle.push(running)
    return result
  }

  #nextFate(): Fate {
    const fate = this.fateOf(this.steps++)
    if (fate !== 'goOn') this.kills += 1
    return fate
  }

  #start(name: Name, process: Process): Running {
    const { clock } = this
    const random = seededRandom(++this.#made)
    const call: Dynamo['call'] = (operation, input) => process.step(() => this.fake.call(operation, input))
    const store = new DynamoStore({ dynamo: { call }, tables, bodies: this.#bodies, clock, wall: clock, random })
    const services: Services = { store, clock, wall: clock, random, keyring }
    // No more of an app than these functions ask for: there are thousands of processes.
    const site = { timerQueueUrl: 'https://timers.example' }
    const app = { services, clock, wall: clock, random, log: silent, site, watched: false } as unknown as App
    const send = (rings: readonly Ring[]) => process.step(() => this.#send(rings))
    const handlers = {
      dispatch: () => makeDispatch(app, { pushing: this.#pushing(process), send }),
      upkeep: () => makeUpkeep(app, send),
      canary: () => makeCanary(app, async () => ({ ok: true, status: 200 })),
      publish: () => async () => {},
    }
    return { process, handler: handlers[name]() as Handler, services }
  }

  #pushing = (process: Process): Pushing => ({
    deliver: (_, { messages }) =>
      process.step(async () => {
        this.batches.push(messages.length)
        return messages.map(({ message }) => this.#consume(Buffer.from(message.envelope.body).toString()))
      }),
    rests: new Rests(),
    queues: async () => [],
    sourcesOf,
    onDropped: () => {},
    onFailure: () => {},
  })

  #consume(body: string): Outcome {
    const tries = (this.tries.get(body) ?? 0) + 1
    this.tries.set(body, tries)
    if (tries <= this.failuresOf(body)) return failed('not yet')
    this.successes.set(body, (this.successes.get(body) ?? 0) + 1)
    return delivered
  }

  async #send(rings: readonly Ring[]): Promise<Ring[]> {
    if (this.timersAreBroken) return [...rings]
    for (const { wake, delaySeconds } of rings) {
      const record = { eventSource: 'aws:sqs', messageId: wake.queue, body: encodeWake(wake) }
      this.#ringAt(this.world.nowMs + delaySeconds * 1000, record, 1)
    }
    return []
  }

  #ringAt(atMs: number, record: object, receives: number): void {
    this.world.at(atMs, async () => {
      const isDone = await this.invoke('dispatch', { Records: [record] }).then(isAllDone, () => false)
      if (isDone) return
      if (receives < receivesMax) this.#ringAt(atMs + visibilityMs, record, receives + 1)
      else this.timersLost.push(JSON.stringify(record))
    })
  }

  /** What the stream brings: new items with a wake mark. */
  #note(operation: Operation, input: Input<Operation>): void {
    const puts = operation === 'PutItem' ? [input] : operation === 'TransactWriteItems' ? putsOf(input as never) : []
    for (const { TableName, Item: NewImage } of puts as { TableName: string; Item: Item }[])
      if (TableName === tables.messages && NewImage.w !== undefined) {
        const SequenceNumber = String(++this.#made).padStart(12, '0')
        this.#stream.push({ eventSource: 'aws:dynamodb', eventName: 'INSERT', dynamodb: { NewImage, SequenceNumber } })
      }
    if (this.#stream.length === 0 || this.#isReading) return
    this.#isReading = true
    this.world.at(this.world.nowMs + 50, () => void this.#read())
  }

  async #read(): Promise<void> {
    while (this.#stream.length > 0) {
      const Records = this.#stream.slice(0, 10) as { dynamodb: { SequenceNumber: string } }[]
      const done = await this.invoke('dispatch', { Records }).then(
        answer => doneOf(answer, Records),
        () => 0,
      )
      this.#stream.splice(0, done)
      if (done < Records.length) await this.world.pause(1_000)
    }
    this.#isReading = false
  }
}

type Answer = { batchItemFailures: { itemIdentifier: string }[] }

const isAllDone = (answer: unknown): boolean => (answer as Answer).batchItemFailures.length === 0

/** How many records need not come again. */
function doneOf(answer: unknown, records: readonly { dynamodb: { SequenceNumber: string } }[]): number {
  const [first] = (answer as Answer).batchItemFailures
  const at = records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === first?.itemIdentifier)
  return at === -1 ? records.length : at
}

const putsOf = ({ TransactItems }: { TransactItems: { Put?: object }[] }): object[] =>
  TransactItems.flatMap(({ Put }) => (Put === undefined ? [] : [Put]))
