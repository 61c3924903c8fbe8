import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MemoryBodies } from '../../lib/bodies/memoryBodies.ts'
import { decodeBlock, type Item } from '../../lib/store/dynamo/block.ts'
import { DynamoStore } from '../../lib/store/dynamo/dynamoStore.ts'
import { decodeRun } from '../../lib/store/dynamo/ordered/run.ts'
import { wakeOf } from '../../lib/store/dynamo/wakeRecord.ts'
import { aContext, aPoll, startMs, text } from '../fixtures.ts'
import { tables } from './aDynamoStore.ts'
import { FakeDynamo } from './fake/fakeDynamo.ts'

const standard = { name: 'pushed', uid: '00000000-0000-8000-8000-000000000002', generation: 40 }
const ordered = { ...standard, name: 'pushed.fifo', uid: '00000000-0000-8000-8000-000000000003' }
const dueAtMs = startMs + 60_000

/** What the table's stream says of an item: bytes as base64. */
type Image = Record<string, { S?: string; N?: string; B?: string }>
const images = (
  JSON.parse(readFileSync(new URL('../golden/dynamoWaking.json', import.meta.url), 'utf8')) as { messages: Image[] }
).messages
const asItem = (image: Image): Item =>
  Object.fromEntries(
    Object.entries(image).map(([name, { B, ...rest }]) => [
      name,
      (B === undefined ? rest : { B: Buffer.from(B, 'base64') }) as Item[string],
    ]),
  )
const items = images.map(asItem)
const named = (start: string): Item => items.find(({ p, w }) => p!.S!.startsWith(start) && w !== undefined)!

async function opened() {
  const fake = new FakeDynamo({ tables: Object.values(tables) })
  for (const Item of items) await fake.call('PutItem', { TableName: tables.messages, Item })
  const context = aContext()
  return { store: new DynamoStore({ ...context, dynamo: fake, tables, bodies: new MemoryBodies() }), ...context }
}

test('what wakes is read from the images of then', () => {
  expect(images.flatMap(image => wakeOf(image) ?? [])).toEqual([
    { queue: standard.name, uid: standard.uid, generation: 40, visibleAtMs: dueAtMs },
    { queue: ordered.name, uid: ordered.uid, generation: 40, visibleAtMs: startMs },
  ])
})

test('messages that wake are messages as any other', async () => {
  const { store, clock } = await opened()
  clock.advanceMs(60_000)
  for (const [queue, body] of [
    [standard, 'wakes'],
    [ordered, 'wakes in order'],
  ] as const)
    expect((await store.poll(queue, aPoll())).map(({ message }) => text(message.envelope.body))).toEqual([body])
})

test('to a release that knows of no such attribute they are what they were', () => {
  const { w, ...block } = named('AA')
  expect(w).toEqual({ S: standard.name })
  expect(decodeBlock(named('AA'))).toEqual(decodeBlock(block))
  const { w: _w, ...run } = named('m.')
  expect({ ...decodeRun(named('m.')), wakes: undefined }).toEqual(decodeRun(run))
})

test('marks of each sake are read as they are; a release that knows of none takes them all for one to look', async () => {
  const { store } = await opened()
  expect(await store.due({ untilMs: dueAtMs })).toEqual({
    marks: [undefined, 'measure', 'push'].map(sake => ({ ...standard, atMs: dueAtMs, ...(sake && { sake }) })),
  })
  const marks = items.filter(({ p }) => p!.S!.startsWith('d.'))
  // As it was read until then.
  const before = marks.map(({ s, q }) => {
    const [minute, uid, generation] = s!.S!.split('.')
    return { name: q!.S, uid, generation: Number(generation), atMs: Number(minute) }
  })
  expect(before).toEqual(marks.map(() => ({ ...standard, atMs: dueAtMs })))
})
