import { expect, test } from 'vitest'
import { MemoryBodies } from '../../lib/bodies/memoryBodies.ts'
import type { VirtualClock } from '../../lib/clock.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import { anyone, makePerform, type Perform } from '../../lib/identity/perform.ts'
import { seededRandom } from '../../lib/random.ts'
import type { Item } from '../../lib/store/dynamo/block.ts'
import type { Dynamo } from '../../lib/store/dynamo/dynamo.ts'
import { DynamoStore } from '../../lib/store/dynamo/dynamoStore.ts'
import { aContext } from '../fixtures.ts'
import { FakeDynamo } from './fake/fakeDynamo.ts'

// docs/guide/backup.md: both tables as they stood at one moment, put into new ones while others went on, with the bucket and the
// secret of then. J1, J2 and J5 hold for any such moment, as for a crash of everything at once.

const tables = { messages: 'messages', documents: 'documents' }
const queues = ['orders', 'large', 'turns.fifo']
const secret = { id: '00000001', secret: new Uint8Array(32).fill(7) }
const never = new AbortController().signal

/** An installation over tables that hold `items`, at the time that the clocks show. */
function anInstallation(
  clocks: { clock: VirtualClock; wall: VirtualClock },
  seed: number,
  items: Items,
  bodies: MemoryBodies,
) {
  const fake = new FakeDynamo({ tables: Object.values(tables), nowMs: () => clocks.wall.nowMs() })
  for (const [table, rows] of Object.entries(items)) fake.load(table, rows)
  let onCall = (): void => {}
  const dynamo: Dynamo = {
    call(operation, input) {
      onCall()
      return fake.call(operation, input)
    },
  }
  const random = seededRandom(seed)
  const store = new DynamoStore({ ...clocks, random, dynamo, tables, bodies })
  const perform = makePerform({ ...clocks, random, store, keyring: new Keyring([secret]) })
  const watch = (look: () => void): void => {
    onCall = look
  }
  return { fake, perform, watch }
}

type Items = Record<string, Item[]>

const itemsOf = (fake: FakeDynamo): Items =>
  Object.fromEntries(Object.values(tables).map(table => [table, structuredClone([...fake.items(table)]) as Item[]]))

const textOf = (body: Uint8Array): string => Buffer.from(body).toString().trimEnd()

/** Who was told what by when. */
type Ledger = { published: string[]; received: Map<string, string>; acking: Set<string>; acked: string[] }

async function publishSome(perform: Perform, by: number, ledger: Ledger): Promise<void> {
  for (let nth = 0; nth < 12; nth++) {
    const queue = queues[(by + nth) % queues.length]!
    const names = [0, 1].map(at => `${queue}:${by}-${nth}-${at}`)
    const messages = names.map(name => ({
      body: Buffer.from(queue === 'large' ? name.padEnd(20_000) : name),
      kind: 'text' as const,
      ...(queue.endsWith('.fifo') && { groupId: `g${by}`, deduplicationId: name }),
    }))
    await perform(anyone, 'publish', { queue, messages }, never)
    ledger.published.push(...names)
  }
}

/** Finishes every other message; of the rest only the receipts are kept. */
async function consumeSome(perform: Perform, ledger: Ledger): Promise<void> {
  for (let nth = 0; nth < 40; nth++) {
    const queue = queues[nth % queues.length]!
    const { messages } = await perform(anyone, 'poll', { queue, maxMessages: 4, waitSeconds: 0 }, never)
    const found = messages.map(({ message, receiptText }) => [textOf(message.envelope.body), receiptText] as const)
    for (const [name, receipt] of found) ledger.received.set(name, receipt)
    const ending = found.filter((_, at) => at % 2 === 0)
    for (const [name] of ending) ledger.acking.add(name)
    const receipts = ending.map(([, receipt]) => receipt)
    if (receipts.length > 0) await perform(anyone, 'ack', { queue, receipts, ifLapsed: 'accept' }, never)
    ledger.acked.push(...ending.map(([name]) => name))
  }
}

const copyOf = ({ published, received, acking, acked }: Ledger): Ledger => ({
  published: [...published],
  received: new Map(received),
  acking: new Set(acking),
  acked: [...acked],
})

/** Publishers and consumers at work, and what was there when they had made so many calls of DynamoDB. */
async function backedUp(afterCalls: number) {
  const { clock, wall } = aContext()
  const bodies = new MemoryBodies()
  const { fake, perform, watch } = anInstallation({ clock, wall }, afterCalls, {}, bodies)
  for (const queue of queues)
    await perform(anyone, 'putQueue', { queue, settings: {}, expected: 'any' } as never, never)
  const ledger: Ledger = { published: [], received: new Map(), acking: new Set(), acked: [] }
  let backup: { items: Items; ledger: Ledger } | undefined
  let calls = 0
  watch(() => {
    calls += 1
    if (calls === afterCalls) backup = { items: itemsOf(fake), ledger: copyOf(ledger) }
  })
  await Promise.all([0, 1, 2].map(by => publishSome(perform, by, ledger)).concat(consumeSome(perform, ledger)))
  return { clock, wall, bodies, ...backup! }
}

/** All that comes out of the queues, with the leases of then over and those of now never. */
async function drained(perform: Perform): Promise<string[]> {
  const names: string[] = []
  for (const queue of queues)
    for (let misses = 0; misses < 3; ) {
      const input = { queue, maxMessages: 16, waitSeconds: 0, visibilityTimeoutSeconds: 3_600 }
      const { messages } = await perform(anyone, 'poll', input, never)
      names.push(...messages.map(({ message }) => textOf(message.envelope.body)))
      misses = messages.length === 0 ? misses + 1 : 0
      const receipts = messages.map(({ receiptText }) => receiptText)
      if (receipts.length > 0) await perform(anyone, 'ack', { queue, receipts, ifLapsed: 'accept' }, never)
    }
  return names
}

test.each([40, 90, 140])(
  'of tables as they were after %i calls nothing is lost, and nothing that was finished comes back',
  async calls => {
    const { clock, wall, bodies, items, ledger } = await backedUp(calls)
    expect(ledger.published.length).toBeGreaterThan(5)
    expect(ledger.acked.length).toBeGreaterThan(0)
    const { perform } = anInstallation({ clock, wall }, 1, items, bodies)
    // Receipts of before the backup are good after it; one for each queue, the rest comes again.
    const used: string[] = []
    for (const queue of queues) {
      const held = [...ledger.received].find(([name]) => name.startsWith(`${queue}:`) && !ledger.acking.has(name))
      if (held === undefined) continue
      const [outcome] = await perform(anyone, 'ack', { queue, receipts: [held[1]], ifLapsed: 'accept' }, never)
      expect(outcome).toMatchObject({ kind: 'done' })
      used.push(held[0])
    }
    for (const one of [clock, wall]) one.advanceMs(60_000)
    const came = await drained(perform)
    const owed = ledger.published.filter(name => !ledger.acking.has(name) && !used.includes(name))
    expect(owed.filter(name => !came.includes(name))).toEqual([])
    expect(came.filter(name => ledger.acked.includes(name) || used.includes(name))).toEqual([])
  },
)

test('without the bodies of then a large message is not handed out, and the others are', async () => {
  const { clock, wall, items, ledger } = await backedUp(140)
  const { perform } = anInstallation({ clock, wall }, 1, items, new MemoryBodies())
  for (const one of [clock, wall]) one.advanceMs(60_000)
  const came: string[] = []
  for (const queue of ['orders', 'turns.fifo']) {
    const { messages } = await perform(anyone, 'poll', { queue, maxMessages: 16, waitSeconds: 0 }, never)
    came.push(...messages.map(({ message }) => textOf(message.envelope.body)))
  }
  expect(came.length).toBeGreaterThan(0)
  expect(came.filter(name => ledger.acked.includes(name))).toEqual([])
})
