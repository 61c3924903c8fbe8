import { expect, test } from 'vitest'
import type { Input } from '../../lib/store/dynamo/dynamo.ts'
import { firstBlock } from '../../lib/store/dynamo/keys.ts'
import { Scout } from '../../lib/store/dynamo/scout.ts'
import { Scouts } from '../../lib/store/dynamo/scouts.ts'
import { aJudge, anAck, anEnvelope, aPoll, aQueue, aRelease, startMs } from '../fixtures.ts'
import { bodiesOf, type Call, failure, laneOf, once, Site, tables } from './aSite.ts'

const order = { judge: aJudge(), maxMessages: 10, isDropping: true }

/** A lane of single messages, a millisecond apart, the first of which were leased by another process for `leaseMs`. */
const aLane = async (count: number, leased: number, leaseMs = 30_000) => {
  const site = new Site()
  const queue = aQueue()
  const there = site.open()
  for (let index = 0; index < count; index++)
    await there.store.publish(queue, [anEnvelope({ body: `m${index}`, sentAtMs: startMs + index })])
  await site.pass(count)
  for (let left = leased; left > 0; left -= 10) await there.store.poll(queue, aPoll({ leaseMs }))
  const reading = site.reading()
  const scout = new Scout(reading, laneOf(queue))
  const sorts = site.blocks(queue).map(({ s }) => s!.S!)
  return { site, queue, there, line: reading.line, scout, sorts }
}

const found = (surveys: Awaited<ReturnType<Scout['look']>>) => surveys.map(({ block }) => block.key.s)
const startOf = ({ input }: Call) => (input as Input<'Query'>).ExpressionAttributeValues![':from']!.S!

test('a look finds what stands behind all that is taken, page by page, and begins there the next time', async () => {
  const { line, scout, sorts } = await aLane(100, 60)
  expect(found(await scout.look(order))[0]).toBe(sorts[60])
  expect(line.calls.length).toBeGreaterThan(2)
  line.calls = []
  expect(found(await scout.look(order))[0]).toBe(sorts[60])
  expect(line.calls.map(startOf)).toEqual([`${sorts[59]}!`])
})

test('a look reads no further than it has to', async () => {
  const { line, scout, sorts } = await aLane(100, 20)
  expect(found(await scout.look(order))).toEqual(sorts.slice(20, 28))
  expect(line.calls).toHaveLength(1)
})

test('every second a look begins at the start, and leaves the position where it was when all is taken there', async () => {
  const { site, line, scout, sorts } = await aLane(100, 60)
  await scout.look(order)
  for (const [ms, starts] of [
    [999, [`${sorts[59]}!`]],
    [1, [firstBlock, `${sorts[59]}!`]],
  ] as const) {
    await site.pass(ms)
    line.calls = []
    expect(found(await scout.look(order))[0]).toBe(sorts[60])
    expect(line.calls.map(startOf)).toEqual(starts)
  }
})

test('a look begins at the start as soon as something that was seen there comes back, and goes on from there', async () => {
  const { site, line, scout, sorts } = await aLane(100, 60, 500)
  await scout.look(order)
  await site.pass(500)
  line.calls = []
  expect(found(await scout.look({ ...order, maxMessages: 1 }))[0]).toBe(sorts[0])
  expect(line.calls.map(startOf)).toEqual([firstBlock])
  expect(scout.from).toBe(firstBlock)
})

test('or as something that this process has given back', async () => {
  const { line, scout, sorts, site } = await aLane(100, 60)
  await scout.look(order)
  scout.expect(site.world.nowMs + 100)
  line.calls = []
  await scout.look(order)
  await site.pass(100)
  await scout.look(order)
  expect(line.calls.map(startOf)).toEqual([`${sorts[59]}!`, firstBlock, `${sorts[59]}!`])
})

test('without a collision a look begins at the position and keeps the order', async () => {
  const { line, scout, sorts } = await aLane(60, 20)
  await scout.look(order)
  line.calls = []
  for (let looks = 0; looks < 10; looks++) expect(found(await scout.look(order))).toEqual(sorts.slice(20, 48))
  expect(new Set(line.calls.map(startOf))).toEqual(new Set([`${sorts[19]}!`]))
})

test('after collisions looks begin all over the backlog, never before the position nor in what is not ready', async () => {
  const { site, line, scout, sorts } = await aLane(90, 20)
  await scout.look(order)
  for (let collisions = 0; collisions < 20; collisions++) scout.collided()
  line.calls = []
  const firsts = new Set<string>()
  for (let looks = 0; looks < 40; looks++) firsts.add(found(await scout.look(order))[0]!)
  expect(firsts.size).toBeGreaterThan(5)
  // Further than a page from the position reaches.
  expect([...firsts].some(s => s > sorts[50]!)).toBe(true)
  expect(new Set(line.calls.map(startOf)).size).toBeGreaterThan(5)
  for (const start of line.calls.map(startOf)) {
    expect(start >= `${sorts[19]}!`).toBe(true)
    expect(Number(start.slice(0, 13))).toBeLessThanOrEqual(site.world.nowMs)
  }
})

test('in a crowd a look that is due at the start looks on from there at random, unless something came back', async () => {
  const { site, line, scout, sorts } = await aLane(90, 20)
  await scout.look(order)
  for (let collisions = 0; collisions < 20; collisions++) scout.collided()
  await site.pass(1_000)
  line.calls = []
  const [first] = found(await scout.look(order))
  expect(line.calls.map(startOf)[0]).toBe(firstBlock)
  expect(line.calls.length).toBeGreaterThan(1)
  expect(first! > sorts[19]!).toBe(true)
  await site.pass(30_000)
  line.calls = []
  expect(sorts.slice(0, 20)).toContain(found(await scout.look(order))[0])
  expect(line.calls.map(startOf)).toEqual([firstBlock])
})

test('a random start that finds nothing falls back to the position', async () => {
  const { site, scout, sorts } = await aLane(90, 80)
  await scout.look(order)
  await site.pass(900)
  for (let collisions = 0; collisions < 20; collisions++) scout.collided()
  for (let looks = 0; looks < 20; looks++) {
    scout.collided()
    expect(sorts.slice(80)).toContain(found(await scout.look(order))[0])
  }
})

test('once nobody is in the way, looks come together again', async () => {
  const { line, scout, sorts } = await aLane(60, 20)
  await scout.look(order)
  for (let collisions = 0; collisions < 5; collisions++) scout.collided()
  for (let looks = 0; looks < 10; looks++) scout.parted()
  line.calls = []
  expect(found(await scout.look(order))).toEqual(sorts.slice(20, 48))
  expect(line.calls.map(startOf)).toEqual([`${sorts[19]}!`])
})

test('a block put late by a slow clock, far before the position, is found within a second', async () => {
  const { site, queue } = await aLane(60, 20)
  const here = site.open()
  expect(await site.live(here.store.poll(queue, aPoll()))).not.toEqual([])
  const slow = site.open({ skewMs: -3_000 })
  await slow.store.publish(queue, [anEnvelope({ body: 'late', sentAtMs: site.world.nowMs - 3_000 })])
  expect(bodiesOf(await site.live(here.store.poll(queue, aPoll())))).not.toContain('late')
  await site.pass(1_000)
  expect(bodiesOf(await site.live(here.store.poll(queue, aPoll())))).toContain('late')
})

test('an empty answer rests on no hint: what was put behind the position is found at once when all else is taken', async () => {
  const { site, queue } = await aLane(10, 0)
  const here = site.open()
  await site.live(here.store.poll(queue, aPoll()))
  expect(await site.live(here.store.poll(queue, aPoll()))).toEqual([])
  await here.store.publish(queue, [anEnvelope({ body: 'late', sentAtMs: startMs - 3_000 })])
  expect(bodiesOf(await site.live(here.store.poll(queue, aPoll())))).toEqual(['late'])
})

test('stale reads hide nothing from a poll, and what it has leased itself they do not show it again', async () => {
  const { site, queue } = await aLane(30, 0)
  const here = site.open()
  here.line.staleMs = 2_000
  expect(await site.live(here.store.poll(queue, aPoll()))).toHaveLength(10)
  await site.pass(1_999)
  here.line.calls = []
  for (let polls = 0; polls < 2; polls++) expect(await site.live(here.store.poll(queue, aPoll()))).toHaveLength(10)
  expect(here.line.calls.filter(({ operation }) => operation === 'UpdateItem')).toHaveLength(20)
})

test('polls of one process do not go for the same blocks', async () => {
  const { site, queue } = await aLane(20, 0)
  const here = site.open()
  const held = Promise.withResolvers<void>()
  here.line.before = async operation => {
    if (operation === 'UpdateItem') await held.promise
    return 'goOn'
  }
  const first = here.store.poll(queue, aPoll())
  await site.pass(0)
  const second = here.store.poll(queue, aPoll())
  await site.pass(0)
  held.resolve()
  expect((await site.live(Promise.all([first, second]))).map(({ length }) => length)).toEqual([10, 10])
  expect(here.line.calls.filter(({ operation }) => operation === 'UpdateItem')).toHaveLength(20)
})

test('but a sure look does not count on what another poll is about to do', async () => {
  const { site, queue } = await aLane(1, 0)
  const here = site.open()
  const held = Promise.withResolvers<void>()
  here.line.before = once('UpdateItem', async () => held.promise.then(() => failure('AccessDeniedException')))
  const first = here.store.poll(queue, aPoll())
  await site.pass(0)
  expect(await site.live(here.store.poll(queue, aPoll()))).toHaveLength(1)
  held.resolve()
  await expect(site.live(first)).rejects.toThrow('AccessDenied')
})

test('nor on what this process remembers: a put that was sent twice brings a block back', async () => {
  const { site, queue } = await aLane(1, 0)
  const here = site.open()
  const [block] = site.blocks(queue)
  const [leased] = await site.live(here.store.poll(queue, aPoll()))
  await here.store.settle(queue, [anAck(leased!.receipt)])
  await site.fake.call('PutItem', { TableName: tables.messages, Item: { ...block! } })
  expect(await site.live(here.store.poll(queue, aPoll()))).toHaveLength(1)
})

test('what was given back comes at its time, before what stands ahead', async () => {
  const { site, queue } = await aLane(60, 0)
  const here = site.open()
  const poll = async () => site.live(here.store.poll(queue, aPoll()))
  const [leased, acked] = await poll()
  expect(bodiesOf(await poll())).not.toContain('m0')
  await here.store.settle(queue, [aRelease(leased!.receipt, 200), anAck(acked!.receipt)])
  expect(bodiesOf(await poll())).not.toContain('m0')
  await site.pass(200)
  expect(bodiesOf(await poll())).toContain('m0')
})

test('a process keeps one scout a lane, and counts the blocks of a second', () => {
  const scouts = new Scouts()
  const reading = new Site().reading()
  expect(scouts.of(reading, 'a')).toBe(scouts.of(reading, 'a'))
  expect(scouts.of(reading, 'a')).not.toBe(scouts.of(reading, 'b'))
  const told = Array.from({ length: 600 }, () => scouts.wrote('a', startMs)).map((tells, at) => (tells ? at : -1))
  expect(told.filter(at => at >= 0)).toEqual([250])
  expect(Array.from({ length: 600 }, () => scouts.wrote('a', startMs + 1_000)).indexOf(true)).toBe(250)
})

test('the position stays before the first that may be had, though others behind it are taken', async () => {
  const { site, queue, there, scout, sorts } = await aLane(30, 0)
  await there.store.poll(queue, aPoll({ leaseMs: 100 }))
  await there.store.poll(queue, aPoll())
  await site.pass(100)
  expect(found(await scout.look(order))[0]).toBe(sorts[0])
  expect(scout.from).toBe(firstBlock)
})

test('a crowd parts within one millisecond too, and never before the position', async () => {
  const { site, queue, there, scout, line } = await aLane(0, 0)
  for (let index = 0; index < 60; index++) await there.store.publish(queue, [anEnvelope()])
  for (let polls = 0; polls < 3; polls++) await there.store.poll(queue, aPoll())
  await site.pass(100)
  await scout.look(order)
  const position = scout.from
  line.calls = []
  for (let looks = 0; looks < 40; looks++) {
    for (let collisions = 0; collisions < 10; collisions++) scout.collided()
    expect(await scout.look(order)).not.toEqual([])
  }
  const dense = line.calls.map(startOf).filter(start => start.slice(0, 13) === String(startMs))
  expect(new Set(dense).size).toBeGreaterThan(5)
  expect(dense.filter(start => start < position)).toEqual([])
})
