import { expect, test } from 'vitest'
import type { QueueRef } from '../../lib/domain/queue.ts'
import { duePageMax } from '../../lib/store/dueKey.ts'
import { DynamoDueMarks } from '../../lib/store/dynamo/dueMarks.ts'
import type { DueMark } from '../../lib/store/store.ts'
import { aContext, aQueue, startMs } from '../fixtures.ts'
import { aSend, HookedDynamo, table } from './aDynamo.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

function someMarks(dynamo = new HookedDynamo(), context = aContext()) {
  const { send } = aSend(context, dynamo)
  return { ...context, dynamo, marks: new DynamoDueMarks({ send, table, clock: context.clock }) }
}

async function all(marks: DynamoDueMarks, untilMs: number, from?: string): Promise<DueMark[]> {
  const found: DueMark[] = []
  let cursor = from
  do {
    const page = await marks.page({ untilMs: untilMs }, cursor)
    expect(page.marks.length).toBeLessThanOrEqual(duePageMax)
    found.push(...page.marks)
    cursor = page.cursor
  } while (cursor !== undefined)
  return found
}

const named = (marks: DueMark[]) => marks.map(({ name }) => name)

test('marks come back as they were made, in order over the hours, one a queue and minute', async () => {
  const { marks } = someMarks()
  const [early, late] = [aQueue('early'), { ...aQueue('late'), generation: 12 }] as const
  await marks.add(late, startMs + 5 * hourMs + 1)
  await marks.add(late, startMs + 5 * hourMs + minuteMs)
  await marks.add(early, startMs + hourMs)
  await marks.add(late, startMs + hourMs - 1)
  const lateMark = { ...late, atMs: startMs + 5 * hourMs + minuteMs }
  const earlyMarks = [early, late].map((queue: QueueRef) => ({ ...queue, atMs: startMs + hourMs }))
  const found = await all(marks, startMs + 9 * hourMs)
  expect(found).toHaveLength(3)
  expect(found).toEqual(expect.arrayContaining([...earlyMarks, lateMark]))
  expect(found[2]).toEqual(lateMark)
})

test('a mark falls due at its minute, not before', async () => {
  const { marks } = someMarks()
  await marks.add(aQueue('a'), startMs + 10)
  expect(await marks.page({ untilMs: startMs + minuteMs - 1 })).toEqual({ marks: [] })
  expect(named((await marks.page({ untilMs: startMs + minuteMs })).marks)).toEqual(['a'])
})

test('what is due is found in pages, each mark once, also where one stands at the end of an hour', async () => {
  const { marks } = someMarks()
  for (let index = 0; index < 250; index++)
    await marks.add(aQueue(`q${index}`), startMs + Math.floor(index / 100) * hourMs)
  const found = named(await all(marks, startMs + 3 * hourMs))
  expect(new Set(found).size).toBe(250)
  expect(found).toHaveLength(250)
})

test('queues whose generations begin alike are each found', async () => {
  const { marks } = someMarks()
  const queue = aQueue('q')
  for (let generation = 1; generation <= 120; generation++) await marks.add({ ...queue, generation }, startMs)
  const found = (await all(marks, startMs)).map(({ generation }) => generation)
  expect(found.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1))
})

test('a mark is found for a day after it fell due, and no longer looked for then', async () => {
  const { marks, clock, dynamo } = someMarks()
  await marks.add(aQueue('old'), startMs)
  clock.advanceMs(24 * hourMs)
  expect(named((await marks.page({ untilMs: startMs + 24 * hourMs })).marks)).toEqual(['old'])
  const [item] = [...dynamo.fake.items(table)]
  expect(Number(item!.t!.N) * 1000).toBeGreaterThan(startMs + 24 * hourMs)
  clock.advanceMs(2 * hourMs)
  expect(await all(marks, startMs + 26 * hourMs)).toEqual([])
})

test('a cursor goes on where it was, however old it is, a bounded number of looks at a time', async () => {
  const { marks, clock, dynamo } = someMarks()
  await marks.add(aQueue('first'), startMs)
  const { cursor } = await marks.page({ untilMs: startMs + 100 * hourMs })
  await marks.add(aQueue('later'), startMs + 90 * hourMs)
  clock.advanceMs(200 * hourMs)
  dynamo.calls.length = 0
  expect(await marks.page({ untilMs: startMs + 100 * hourMs }, cursor)).toMatchObject({
    marks: [],
    cursor: expect.any(String),
  })
  expect(dynamo.calls.length).toBeLessThanOrEqual(30)
  expect(named(await all(marks, startMs + 100 * hourMs, cursor))).toEqual(['later'])
})

test('the same mark is made once, and whoever asks for it waits until it is made', async () => {
  const { marks, dynamo } = someMarks()
  const queue = aQueue()
  const held = Promise.withResolvers<void>()
  dynamo.afterwards = held.promise
  const order: string[] = []
  const both = [marks.add(queue, startMs), marks.add(queue, startMs)].map(add => add.then(() => order.push('made')))
  await Promise.resolve()
  order.push('heard')
  held.resolve()
  await Promise.all(both)
  await marks.add(queue, startMs)
  expect(order).toEqual(['heard', 'made', 'made'])
  expect(dynamo.calls).toEqual(['PutItem'])
})

test('a mark that could not be made is made when it is asked for again', async () => {
  const { marks, dynamo } = someMarks()
  const queue = aQueue()
  dynamo.before = async () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' }))
  await expect(marks.add(queue, startMs)).rejects.toThrow('no')
  dynamo.before = async () => 'goOn'
  await marks.add(queue, startMs)
  expect(await all(marks, startMs)).toHaveLength(1)
})

test('of more marks than it remembers the oldest is made again', async () => {
  const { marks, dynamo } = someMarks()
  const queue = aQueue()
  for (let generation = 1; generation <= 5_001; generation++) await marks.add({ ...queue, generation }, startMs)
  dynamo.calls.length = 0
  await marks.add({ ...queue, generation: 2 }, startMs)
  expect(dynamo.calls).toEqual([])
  await marks.add({ ...queue, generation: 1 }, startMs)
  expect(dynamo.calls).toEqual(['PutItem'])
})
