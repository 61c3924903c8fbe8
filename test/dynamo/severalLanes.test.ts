import { expect, test } from 'vitest'
import { Problem } from '../../lib/domain/problem.ts'
import type { Lanes } from '../../lib/store/dynamo/lanes.ts'
import { anEnvelope, aPoll, aQueue, startMs } from '../fixtures.ts'
import { bodiesOf, failure, idsOf, laneOf, once, type Process, Site, tables, throttle } from './aSite.ts'

const minuteMs = 60_000

const aScene = async (lanes: Partial<Lanes>) => {
  const site = new Site()
  const queue = aQueue()
  await site.setLanes(queue, lanes)
  const [here, there] = [site.open(), site.open()]
  /** Polls, and sees the upkeep through. */
  const poll = async (process: Process) => {
    const leased = await site.live(process.store.poll(queue, aPoll()))
    await site.pass(0)
    return leased
  }
  /** Publishes until there is something in a lane. */
  const fill = async (lane: number, wish: Parameters<typeof anEnvelope>[0] = {}) => {
    for (let count = 0; site.blocks(queue, lane).length === 0; count++)
      await there.store.publish(queue, [anEnvelope({ body: `m${count}`, sentAtMs: site.world.nowMs, ...wish })])
  }
  const drain = async () => {
    const bodies: string[] = []
    for (;;) {
      const some = bodiesOf(await poll(here))
      if (some.length === 0) return bodies
      bodies.push(...some)
    }
  }
  return { site, queue, here, there, poll, fill, drain }
}

test('what lies in any lane is found', async () => {
  const { site, queue, there, drain } = await aScene({ open: 4, before: 4 })
  for (let index = 0; index < 40; index++) await there.store.publish(queue, [anEnvelope({ body: `m${index}` })])
  for (let lane = 0; lane < 4; lane++) expect(site.blocks(queue, lane)).not.toEqual([])
  expect(new Set(await drain()).size).toBe(40)
})

test('what lies in any lane is found though cheap reads show nothing yet', async () => {
  const { site, queue, poll, fill } = await aScene({ open: 16, before: 16 })
  await site.pass(10_000)
  await fill(9)
  for (const lane of Array.from({ length: 16 }, (_, index) => index).filter(index => index !== 9))
    for (const { p, s } of site.blocks(queue, lane))
      await site.fake.call('DeleteItem', { TableName: tables.messages, Key: { p: p!, s: s! } })
  const here = site.open()
  here.line.staleMs = 5_000
  expect(await poll(here)).toHaveLength(1)
})

test('an empty answer knows of the lanes that there were a second ago', async () => {
  const { site, queue, here, poll, fill } = await aScene({})
  expect(await poll(here)).toEqual([])
  await site.setLanes(queue, { version: 2, open: 2, before: 2 })
  await fill(1)
  for (let polls = site.blocks(queue, 0).length; polls > 0; polls -= 10) expect(await poll(here)).not.toEqual([])
  await site.pass(1_001)
  expect(await poll(here)).toHaveLength(1)
})

test('an empty answer does not rest on lanes that were asked for long ago', async () => {
  const { site, queue, here, poll } = await aScene({})
  expect(await poll(here)).toEqual([])
  await site.pass(2_000)
  let isSlow = true
  here.line.before = async operation => {
    if (operation !== 'GetItem' || !isSlow) return 'goOn'
    isSlow = false
    site.world.at(site.world.nowMs + 500, () => void addLane())
    return 2_000
  }
  const addLane = async () => {
    await site.setLanes(queue, { version: 2, open: 2, before: 2 })
    const other = site.open()
    while (site.blocks(queue, 1).length === 0) await other.store.publish(queue, [anEnvelope()])
    for (const { p, s } of site.blocks(queue))
      await site.fake.call('DeleteItem', { TableName: tables.messages, Key: { p: p!, s: s! } })
  }
  expect(await poll(here)).toHaveLength(1)
})

test('nor on lanes that were asked for before a look that took its time', async () => {
  const { site, queue, here, poll } = await aScene({})
  expect(await poll(here)).toEqual([])
  await site.pass(900)
  here.line.before = async operation => {
    if (operation !== 'Query') return 'goOn'
    here.line.before = async () => 'goOn'
    await site.setLanes(queue, { version: 2, open: 2, before: 2 })
    const other = site.open()
    while (site.blocks(queue, 1).length === 0) await other.store.publish(queue, [anEnvelope()])
    for (const { p, s } of site.blocks(queue))
      await site.fake.call('DeleteItem', { TableName: tables.messages, Key: { p: p!, s: s! } })
    return 101
  }
  expect(await poll(here)).toHaveLength(1)
})

test('lanes that were asked for lately are not asked for again', async () => {
  const { site, here, poll } = await aScene({})
  expect(await poll(here)).toEqual([])
  await site.pass(900)
  here.line.calls = []
  expect(await poll(here)).toEqual([])
  expect(here.line.calls.map(({ operation }) => operation)).toEqual(['Query', 'Query'])
})

test('upkeep that fails fails no poll', async () => {
  const { site, here, poll } = await aScene({ open: 2, before: 2, fromMs: startMs })
  await site.pass(11 * minuteMs)
  here.line.before = async operation => (operation === 'PutItem' ? throttle : 'goOn')
  expect(await poll(here)).toEqual([])
  await site.pass(minuteMs)
})

test('a lane that is closed is emptied all the same', async () => {
  const { site, queue, here, fill, drain } = await aScene({ open: 2, before: 2 })
  await fill(1)
  const count = site.blocks(queue, 0).length + 1
  await site.setLanes(queue, { version: 2, closed: [{ lane: 1, atMs: startMs }] })
  expect(await drain()).toHaveLength(count)
  expect(await here.store.stats(queue)).toMatchObject({ visible: 0, inFlight: count })
})

test('lanes retire when all have been empty, ten minutes after they were needed', async () => {
  const { site, queue, here, poll } = await aScene({ open: 4, before: 2, fromMs: startMs })
  await site.pass(10 * minuteMs - 1)
  expect(await poll(here)).toEqual([])
  expect(site.lanes(queue)).toMatchObject({ open: 4 })
  await site.pass(1)
  expect(await poll(here)).toEqual([])
  expect(site.lanes(queue)).toMatchObject({ open: 2, before: 2 })
  expect(site.lanes(queue).closed!.map(({ lane }) => lane)).toEqual([2, 3])
})

test('lanes in which something is found do not retire', async () => {
  const { site, queue, here, poll, fill } = await aScene({ open: 4, before: 2, fromMs: startMs })
  await site.pass(11 * minuteMs)
  await fill(3)
  // What it reads cheaply shows it nothing, so that it looks into every lane.
  here.line.staleMs = 1_000
  expect(await poll(here)).not.toEqual([])
  expect(site.lanes(queue)).toMatchObject({ open: 4 })
})

test('a closed lane is forgotten once nobody can put into it any more, and nothing lies in it, however far off', async () => {
  const { site, queue, here, poll, fill } = await aScene({ open: 4, before: 4, fromMs: startMs })
  await fill(2, { delayMs: 365 * 86_400_000 })
  const closed = [1, 2, 3].map(lane => ({ lane, atMs: startMs }))
  const others = [1, 3].filter(lane => site.blocks(queue, lane).length > 0)
  await site.setLanes(queue, { version: 2, closed })
  await site.pass(16 * minuteMs - 1)
  expect(await poll(here)).toEqual([])
  expect(site.lanes(queue).closed).toHaveLength(3)
  await site.pass(2_000)
  expect(await poll(here)).toEqual([])
  expect(site.lanes(queue).closed!.map(({ lane }) => lane)).toEqual([2, ...others].sort())
})

test('a lane that is open again by the time it would be forgotten is not', async () => {
  const { site, queue, here, poll } = await aScene({ closed: [{ lane: 1, atMs: startMs }] })
  await site.pass(17 * minuteMs)
  here.line.before = async (operation, input) => {
    const isClear = operation === 'Query' && 'Limit' in input && input.Limit === 1
    if (isClear) await site.setLanes(queue, { version: 5, closed: [{ lane: 1, atMs: site.world.nowMs }] })
    return isClear ? 1 : 'goOn'
  }
  expect(await poll(here)).toEqual([])
  await site.pass(10)
  expect(site.lanes(queue).closed).toHaveLength(1)
})

test('an empty look into lanes that stay as they are costs nothing but its reads', async () => {
  const lanes = { open: 2, before: 2, fromMs: startMs, closed: [{ lane: 2, atMs: startMs }] }
  const { site, queue, here, fill, poll } = await aScene({ open: 4, before: 4 })
  await fill(2, { delayMs: 365 * 86_400_000 })
  await site.setLanes(queue, { ...lanes, version: 2 })
  await site.pass(9 * minuteMs)
  expect(await poll(here)).toEqual([])
  await site.pass(1)
  here.line.calls = []
  expect(await poll(here)).toEqual([])
  expect(new Set(here.line.calls.map(({ operation }) => operation))).toEqual(new Set(['Query']))
  await site.setLanes(queue, { ...lanes, version: 3, fromMs: startMs + 12 * minuteMs })
  await site.pass(8 * minuteMs)
  here.line.calls = []
  expect(await poll(here)).toEqual([])
  expect(here.line.calls.map(({ operation }) => operation)).not.toContain('PutItem')
})

test('a generation ends though somebody changes its lanes at the same time, and then hands out and shows nothing', async () => {
  const { site, queue, here, fill, poll } = await aScene({})
  await fill(0)
  const [id] = idsOf(await here.store.publish(queue, [anEnvelope()]))
  here.line.before = once('PutItem', async () => {
    await site.setLanes(queue, { version: 2, open: 2, before: 1, fromMs: startMs + 5_000 })
    return 'goOn'
  })
  await here.store.discard(queue)
  expect(site.lanes(queue)).toMatchObject({ dead: true, open: 2 })
  expect(await poll(here)).toEqual([])
  expect(await here.store.find(queue, id!)).toBeUndefined()
  const page = await here.store.browse(queue, { state: 'visible', limit: 10, maxBytes: 1_000_000 })
  expect(page).toEqual({ messages: [] })
  expect(await here.store.stats(queue)).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 })
})

test('a lane that is throttled keeps no poll from what lies in the others, but makes no empty answer either', async () => {
  const { site, queue, here, poll, there } = await aScene({ open: 4, before: 4 })
  for (let index = 0; index < 60; index++) await there.store.publish(queue, [anEnvelope({ body: `m${index}` })])
  const left = 60 - site.blocks(queue, 0).length
  let error = throttle
  here.line.before = async (operation, input) =>
    operation === 'Query' && JSON.stringify(input).includes(laneOf(queue, 0)) ? error : 'goOn'
  let got = 0
  while (got < left) got += (await poll(here)).length
  await expect(poll(here)).rejects.toEqual(new Problem('StoreBusy'))
  // A fault is told though others have something.
  error = failure('AccessDeniedException')
  for (let index = 0; index < 200; index++) await there.store.publish(queue, [anEnvelope()])
  const polls = await Promise.allSettled(Array.from({ length: 12 }, () => poll(here)))
  expect(new Set(polls.map(({ status }) => status))).toEqual(new Set(['fulfilled', 'rejected']))
})

test('a store that does not answer is not asked for lane after lane', async () => {
  const { here, poll } = await aScene({ open: 64, before: 64 })
  here.line.before = async operation => (operation === 'Query' ? throttle : 'goOn')
  await expect(poll(here)).rejects.toEqual(new Problem('StoreBusy'))
  expect(here.line.calls.filter(({ operation }) => operation === 'Query')).toHaveLength(12)
})
