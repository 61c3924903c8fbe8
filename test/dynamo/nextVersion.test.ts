import { expect, test } from 'vitest'
import { MemoryBodies } from '../../lib/bodies/memoryBodies.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import { anyone, makePerform } from '../../lib/identity/perform.ts'
import { DynamoStore } from '../../lib/store/dynamo/dynamoStore.ts'
import type { Json } from '../../lib/store/store.ts'
import { aContext, anEnvelope, startMs } from '../fixtures.ts'
import { FakeDynamo } from './fake/fakeDynamo.ts'

// CONTRIBUTING.md, "What may be changed in what is stored": this version beside the next one, on the same tables. What the
// next one adds is not understood here, and has to be there still when it looks again.

const tables = { messages: 'messages', documents: 'documents' }
const never = new AbortController().signal

function opened() {
  const context = aContext()
  const fake = new FakeDynamo({ tables: Object.values(tables), nowMs: () => context.wall.nowMs() })
  const store = new DynamoStore({ ...context, dynamo: fake, tables, bodies: new MemoryBodies() })
  const services = { ...context, store, keyring: new Keyring([{ id: '00000001', secret: new Uint8Array(32) }]) }
  return { ...context, fake, store, perform: makePerform(services) }
}

const added = { later: { kind: 'something new', of: [1, 2] } }

test('what the next version says of a queue is kept by whatever this one changes', async () => {
  const { store, perform } = opened()
  await perform(anyone, 'putQueue', { queue: 'orders', settings: {}, expected: 'any' } as never, never)
  const found = (await store.documents.read('queue', 'orders'))!
  await store.documents.write('queue', 'orders', { ...(found.value as object), ...added } as Json, found.version)
  const change = { queue: 'orders', settings: { delaySeconds: 5 }, expected: 'any' } as never
  for (const name of ['updateQueue', 'pause', 'resume', 'purge'] as const)
    await perform(anyone, name, name === 'updateQueue' ? change : ({ queue: 'orders' } as never), never)
  const now = (await store.documents.read('queue', 'orders'))!.value
  expect(now).toMatchObject({ ...added, settings: { delaySeconds: 5 }, generation: 2 })
})

test('a trigger of which this version does not know the target is kept, and keeps nobody from the queue', async () => {
  const { store, perform } = opened()
  await perform(anyone, 'putQueue', { queue: 'orders', settings: {}, expected: 'any' } as never, never)
  const found = (await store.documents.read('queue', 'orders'))!
  const triggers = [
    { name: 'a', uid: 'u', settings: { target: { kind: 'carrier pigeon' } }, createdAtMs: 1, updatedAtMs: 1 },
  ]
  await store.documents.write(
    'queue',
    'orders',
    { ...(found.value as object), wakes: true, triggers } as Json,
    found.version,
  )
  const body = { body: Buffer.from('a'), kind: 'text' as const }
  await perform(anyone, 'publish', { queue: 'orders', messages: [body] }, never)
  await perform(
    anyone,
    'updateQueue',
    { queue: 'orders', settings: { delaySeconds: 5 }, expected: 'any' } as never,
    never,
  )
  const { messages } = await perform(anyone, 'poll', { queue: 'orders', maxMessages: 1, waitSeconds: 0 }, never)
  expect(messages).toHaveLength(1)
  expect((await store.documents.read('queue', 'orders'))!.value).toMatchObject({ wakes: true, triggers })
})

test('a mark for a sake that this version does not know is one to look', async () => {
  const { fake, store, clock } = opened()
  const queue = { name: 'orders', uid: '00000000-0000-8000-8000-000000000001', generation: 1 }
  await store.markDue(queue, startMs + 1, 'measure')
  const [item] = [...fake.items(tables.messages)]
  const Item = { ...item, s: { S: item!.s!.S!.replace('measure', 'something') } }
  await fake.call('PutItem', { TableName: tables.messages, Item })
  clock.advanceMs(60_000)
  const { marks } = await store.due({ untilMs: clock.nowMs() })
  expect(marks.map(({ name, sake }) => [name, sake])).toEqual([
    ['orders', 'measure'],
    ['orders', undefined],
  ])
})

test('attributes that the next version puts beside a block survive a lease and a settlement of this one', async () => {
  const { fake, store } = opened()
  const queue = { name: 'orders', uid: '00000000-0000-8000-8000-000000000001', generation: 1 }
  await store.publish(queue, [anEnvelope(), anEnvelope()])
  const block = [...fake.items(tables.messages)].find(item => item.e !== undefined)!
  await fake.call('PutItem', { TableName: tables.messages, Item: { ...block, zz: { S: 'new' } } })
  const [leased] = await store.poll(queue, {
    maxMessages: 1,
    maxBytes: 1_000_000,
    judge: (_, nowMs) => ({ kind: 'lease', untilMs: nowMs + 1_000, attempts: 1 }),
  })
  await store.settle(queue, [{ kind: 'ack', receipt: leased!.receipt, ifLapsed: 'accept' }])
  expect([...fake.items(tables.messages)].find(item => item.e !== undefined)).toMatchObject({ zz: { S: 'new' } })
})
