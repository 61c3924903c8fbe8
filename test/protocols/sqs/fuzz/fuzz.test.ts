import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { wallClock } from '../../../../lib/clock.ts'
import { stores } from '../../../stores.ts'
import { type Exchange, exchangeWith, type Heard } from '../harness/exchange.ts'
import { jsonClient } from '../harness/jsonClient.ts'
import { startAt } from '../harness/server.ts'
import { checkAnswer, Memory } from './answers.ts'
import { jsonOf, type OddRequest, oddRequest } from './oddRequest.ts'
import { validInputs } from './validInputs.ts'

// A failing run is repeated with the seed that it printed: SLUICE_FUZZ_SEED=… SLUICE_FUZZ_RUNS=… npm run test:fuzz
const seed = Number(process.env.SLUICE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
const runs = Number(process.env.SLUICE_FUZZ_RUNS ?? 2_000)
beforeAll(() => console.log(`SLUICE_FUZZ_SEED=${seed} SLUICE_FUZZ_RUNS=${runs}`))

const timeout = Math.max(120_000, runs * 20)
// No answer after so long is a hang: nothing that is generated waits.
const patienceMs = 20_000

/** Queues that point at each other, with a message that has gone aside. */
async function fill(exchange: Exchange): Promise<void> {
  const sqs = jsonClient(exchange)
  await sqs('CreateQueue', { QueueName: 'dead' })
  const RedrivePolicy = '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":1}'
  await sqs('CreateQueue', { QueueName: 'orders', Attributes: { RedrivePolicy, VisibilityTimeout: '1' } })
  await sqs('CreateQueue', { QueueName: 'orders.fifo', Attributes: { FifoQueue: 'true' } })
  await sqs('SendMessage', { QueueUrl: 'orders', MessageBody: 'x' })
  for (let time = 0; time < 2; time++) await sqs('ReceiveMessage', { QueueUrl: 'orders', VisibilityTimeout: 0 })
  await sqs('CreateQueue', { QueueName: 'slow' })
  await sqs('CreateQueue', {
    QueueName: 'source',
    Attributes: { RedrivePolicy: RedrivePolicy.replace(':dead', ':slow') },
  })
}

const slow = 'arn:aws:sqs:us-east-1:000000000000:slow'

/** Sees to it that a task is running: one that is to be cancelled would hardly ever be met by chance. */
async function runTask(exchange: Exchange): Promise<Heard> {
  const sqs = jsonClient(exchange)
  const Entries = Array.from({ length: 5 }, (_, at) => ({ Id: `${at}`, MessageBody: 'x' }))
  await sqs('SendMessageBatch', { QueueUrl: 'slow', Entries })
  const DestinationArn = slow.replace('slow', 'source')
  const start = { SourceArn: slow, DestinationArn, MaxNumberOfMessagesPerSecond: 1 }
  await sqs('StartMessageMoveTask', start).catch(() => {}) // one runs already
  return exchange(jsonOf('ListMessageMoveTasks', { SourceArn: slow }))
}

/** Sees to it that there is a message of `orders` in flight. */
async function takeMessage(exchange: Exchange): Promise<Heard> {
  await exchange(jsonOf('SendMessage', { QueueUrl: 'orders', MessageBody: 'x', DelaySeconds: 0 }))
  return exchange(jsonOf('ReceiveMessage', { QueueUrl: 'orders', VisibilityTimeout: 60 }))
}

/** What has to be so for a valid request to be served, where chance would hardly ever have it so. */
const prepare: Readonly<Record<string, (exchange: Exchange) => Promise<Heard>>> = {
  CancelMessageMoveTask: runTask,
  ChangeMessageVisibility: takeMessage,
  DeleteMessage: takeMessage,
}

/** Sends what was generated, with what is known by now. */
function sendWith(exchange: Exchange, memory: Memory) {
  return async ({ operation, isValid, protocol, method, target, headers, body }: OddRequest): Promise<Heard> => {
    const isPrepared = isValid && operation in prepare
    if (isPrepared) memory.keep(await prepare[operation]!(exchange))
    const write = protocol === 'JSON' ? (value: string) => value : encodeURIComponent
    const filled = { method, headers, target: memory.fill(target, write), body: memory.fill(body, write) }
    const heard = await exchange({ ...filled, signal: AbortSignal.timeout(patienceMs) })
    memory.keep(heard)
    return heard
  }
}

// What needs a task that runs, or a permission that is there, may by chance be served in one form alone.
const onceServedMax = 3

class Tally {
  readonly #statuses = new Map<number, number>()
  readonly #served = new Set<string>()

  count({ operation, protocol, isValid }: OddRequest, { status }: Heard): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1)
    if (isValid && status === 200) this.#served.add(`${operation} by ${protocol}`)
  }

  /** Every operation was served, nearly all of them in both protocols, and some requests were refused. */
  check(): void {
    console.log([...this.#statuses].map(([status, count]) => `${status}: ${count}`).join(', '))
    const operations = Object.keys(validInputs)
    expect(operations).toHaveLength(23)
    const isServed = (name: string) => ['JSON', 'Query'].filter(form => this.#served.has(`${name} by ${form}`)).length
    expect(operations.filter(name => isServed(name) === 0)).toEqual([])
    expect(this.#served.size).toBeGreaterThanOrEqual(2 * operations.length - onceServedMax)
    for (const status of [200, 400, 404]) expect(this.#statuses.get(status)).toBeGreaterThan(0)
  }
}

test.each(stores)(
  'whatever is asked of SQS is answered, and never as our fault: %s',
  { timeout },
  async (_name, makeStore) => {
    const { origin } = await startAt(wallClock, makeStore, { sqsCooldownSeconds: 0 })
    const exchange = exchangeWith(origin)
    await fill(exchange)
    const send = sendWith(exchange, new Memory())
    const tally = new Tally()
    const property = fc.asyncProperty(oddRequest, async request => {
      const heard = await send(request)
      tally.count(request, heard)
      checkAnswer(heard)
    })
    // A smaller request is no simpler one where each changes what the next one meets.
    await fc.assert(property, { seed, numRuns: runs, endOnFailure: true })
    tally.check()
  },
)
