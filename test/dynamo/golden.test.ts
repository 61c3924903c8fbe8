import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { MemoryBodies } from '../../lib/bodies/memoryBodies.ts'
import { type Block, decodeBlock, deliveryOf, type Item, idOf } from '../../lib/store/dynamo/block.ts'
import { DynamoStore } from '../../lib/store/dynamo/dynamoStore.ts'
import { scopeOf } from '../../lib/store/dynamo/keys.ts'
import { LaneBook } from '../../lib/store/dynamo/laneBook.ts'
import { decodeLaneRecord } from '../../lib/store/dynamo/laneRecord.ts'
import { aContext, anEnvelope, aPoll, startMs, text } from '../fixtures.ts'
import { aSend, HookedDynamo } from './aDynamo.ts'
import { tables } from './aDynamoStore.ts'
import { FakeDynamo } from './fake/fakeDynamo.ts'

const layouts = [1]
const folder = new URL('../golden/', import.meta.url)
const queue = { name: 'orders', uid: '00000000-0000-8000-8000-000000000001', generation: 1 }
const hourMs = 3_600_000

type Written = Record<string, { S?: string; N?: string; B?: string }>
type Golden = { messages: Written[]; documents: Written[]; objects: Record<string, string> }

const read = (layout: number): Golden => JSON.parse(readFileSync(new URL(`dynamo-${layout}.json`, folder), 'utf8'))
const asItem = (written: Written): Item =>
  Object.fromEntries(
    Object.entries(written).map(([name, value]) => [
      name,
      (value.B === undefined ? value : { B: Buffer.from(value.B, 'base64') }) as Item[string],
    ]),
  )

/** The store of today over the tables of then. */
async function opened(layout: number) {
  const golden = read(layout)
  const fake = new FakeDynamo({ tables: Object.values(tables) })
  const items = golden.messages.map(asItem)
  for (const Item of items) await fake.call('PutItem', { TableName: tables.messages, Item })
  for (const written of golden.documents)
    await fake.call('PutItem', { TableName: tables.documents, Item: asItem(written) })
  const bodies = new MemoryBodies()
  for (const [key, bytes] of Object.entries(golden.objects)) await bodies.put(key, Buffer.from(bytes, 'base64'))
  const context = aContext()
  const store = new DynamoStore({ ...context, dynamo: fake, tables, bodies })
  return { store, fake, items, ...context }
}

const blocksIn = (items: readonly Item[]): Block[] =>
  items.filter(({ s }) => /^\d{13}\.[0-9a-f]{14}$/.test(s!.S!)).map(decodeBlock)

test('every layout that was ever released has its golden file', () => {
  const names = readdirSync(folder).filter(name => name.startsWith('dynamo-'))
  expect(names.sort()).toEqual(layouts.map(layout => `dynamo-${layout}.json`))
})

describe.each(layouts)('the items of layout %i', layout => {
  test('a fresh block, one that was leased and nacked, one with a moved message', async () => {
    const blocks = blocksIn((await opened(layout)).items)
    const said = blocks.flatMap(block =>
      block.entries.map(entry => [idOf(block, entry), entry.head, deliveryOf(block, entry)] as const),
    )
    const about = Object.fromEntries(said.map(([id, head, delivery]) => [id, { head, delivery }]))
    expect(about['019b76da-a800-8700-8041-6dbf93759221']).toEqual({
      head: { sentAtMs: startMs, readyAtMs: startMs, bytes: 820, expiresAtMs: startMs + 48 * hourMs },
      delivery: { visibleAtMs: startMs, attempts: 0, token: '', leased: false },
    })
    const once = { attempts: 1, firstLeasedAtMs: startMs, leasedAtMs: startMs }
    expect(about['019b76da-a800-8700-8445-fe3dc1275269']!.delivery).toEqual({
      ...once,
      ...{ token: '3T39t2ZN', leased: true, visibleAtMs: startMs + hourMs },
    })
    expect(about['019b76da-a800-8700-8845-fe3dc1275269']!.delivery).toEqual({
      ...once,
      ...{ token: '3T39t2ZN', leased: false, visibleAtMs: startMs + 60_000, nackReason: 'no paper' },
    })
    expect(about['019b76da-a800-8700-8445-fe46eba8cebd']).toEqual({
      head: { id: '019b76da-a800-8700-8445-fe46eba8cebd', sentAtMs: startMs, readyAtMs: startMs, bytes: 1712 },
      delivery: { ...once, token: 'tMuM66W7', leased: false, visibleAtMs: startMs + 2 * hourMs, nackReason: 'later' },
    })
    expect(said).toHaveLength(11)
  })

  test.each([
    ['leased, in a block', '019b76da-a800-8700-8445-fe3dc1275269', /^leased$/],
    ['nacked, in a block', '019b76da-a800-8700-8845-fe3dc1275269', /^nacked$/],
    ['in an item of its own', '019b76da-a800-8700-8045-fe46eba8cebd', /^stays /],
    ['moved, by its forward, with the item left behind', '019b76da-a800-8700-8445-fe46eba8cebd', /^moves /],
    ['deflated', '019b76da-a800-8700-8041-6d2a44a556ad', /^(deflated ){500}$/],
    ['in the object store', '019b76da-a800-8700-8041-6d5ac384e3f5', /^object /],
    ['published with a request key', '019b76da-a800-8700-8041-6d905e46e3cd', /^once$/],
    ['for years ahead', '01c02d50-8400-8700-8007-90cbd71f494e', /^for 2031$/],
  ])('a message %s, is found by its id', async (_how, id, body) => {
    const { store } = await opened(layout)
    expect(text((await store.find(queue, id))!.envelope.body)).toMatch(body)
  })

  test('an envelope is as it was, fields of a later release included', async () => {
    const { store } = await opened(layout)
    expect((await store.find(queue, '019b76da-a800-8700-8041-6dbf93759221'))!.envelope).toEqual({
      body: Buffer.of(0, 255, 10, 128),
      kind: 'binary',
      attributes: { price: { type: 'number', label: 'cents', value: '12.50' } },
      sentAtMs: startMs,
      readyAtMs: startMs,
      expiresAtMs: startMs + 48 * hourMs,
      rest: { later: true },
    })
  })

  test('all of it is handed out in its time, and only that', async () => {
    const { store, clock } = await opened(layout)
    expect(await store.stats(queue)).toMatchObject({ visible: 5, inFlight: 2, delayed: 3 })
    const drained = async (): Promise<string[]> => {
      const bodies: string[] = []
      for (let some = await store.poll(queue, aPoll({ leaseMs: 50 * 365 * 24 * hourMs })); some.length > 0; ) {
        bodies.push(...some.map(({ message }) => text(message.envelope.body).split(' ')[0]!))
        some = await store.poll(queue, aPoll({ leaseMs: 50 * 365 * 24 * hourMs }))
      }
      return bodies.sort()
    }
    const binary = Buffer.of(0, 255, 10, 128).toString()
    expect(await drained()).toEqual([binary, 'deflated', 'fresh', 'object', 'once'].sort())
    clock.advanceMs(2 * hourMs)
    expect(await drained()).toEqual(['leased', 'moves', 'nacked', 'stays'])
  })

  test('the record of a request answers with its ids', async () => {
    const { store } = await opened(layout)
    const request = { key: 'idempotency key', fingerprint: 'fingerprint', keepUntilMs: startMs + 24 * hourMs }
    expect(await store.publish(queue, [anEnvelope({ body: 'once' })], request)).toEqual({
      kind: 'published',
      results: [{ kind: 'stored', id: '019b76da-a800-8700-8041-6d905e46e3cd' }],
    })
  })

  test('the records of lanes', async () => {
    const { fake, items, wall } = await opened(layout)
    const book = new LaneBook(aSend(aContext(), new HookedDynamo(fake)).send, tables.messages, wall)
    const atMs = startMs + 1_400_000
    const closed = [2, 3].map(lane => ({ lane, atMs }))
    expect(await book.read(scopeOf(queue), 0)).toEqual({
      version: 3,
      open: 2,
      before: 2,
      fromMs: atMs,
      closed,
      dead: false,
    })
    expect(await book.read(scopeOf({ ...queue, generation: 40 }), 0)).toMatchObject({ version: 1, dead: true })
    const s = `${startMs}.0123456789abcd`
    expect(decodeLaneRecord(items.find(item => item.s!.S === '!'))).toEqual({
      scan: {
        startedServerMs: startMs,
        blocks: 7,
        upTo: s,
        returns: [{ s, atMs: startMs + 5 }],
        beyondMs: startMs + 99,
      },
      claim: { by: 'AbCdEfGh', atServerMs: startMs + 1000 },
    })
  })

  test('documents and due marks', async () => {
    const { store } = await opened(layout)
    expect(await store.documents.read('queue', 'orders')).toMatchObject({
      value: { settings: { delaySeconds: 0 }, note: 'blåbär 🫐' },
      version: startMs,
    })
    expect(await store.documents.read('queue', 'removed')).toBeUndefined()
    expect(await store.due({ untilMs: startMs + 120_000 })).toEqual({ marks: [{ ...queue, atMs: startMs + 120_000 }] })
  })
})
