import { expect, test } from 'vitest'
import type { MessageState } from '../../lib/domain/message.ts'
import type { BrowseOrder, Store } from '../../lib/store/store.ts'
import { anAck, anEnvelope, aPoll, aQueue, startMs, text } from '../fixtures.ts'
import { laneOf, type Process, Site, tables } from './aSite.ts'

const aScene = async (open = 1) => {
  const site = new Site()
  const queue = aQueue()
  await site.setLanes(queue, { open, before: open })
  return { site, queue, here: site.open(), there: site.open() }
}

const browseAll = async (store: Store, queue: ReturnType<typeof aQueue>, order: Partial<BrowseOrder>) => {
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const page = await store.browse(queue, { state: 'visible', limit: 10, maxBytes: 5_000_000, ...order, cursor })
    pages.push(page.messages.map(({ envelope }) => text(envelope.body)))
    cursor = page.cursor
  } while (cursor !== undefined)
  return pages
}

test('lanes are browsed as one, in order, whatever the size of the page', async () => {
  const { site, queue, here, there } = await aScene(4)
  const expected: string[] = []
  for (let block = 0; block < 40; block++) {
    const bodies = Array.from({ length: 1 + (block % 5) }, (_, index) => `m${block}.${index}`)
    await there.store.publish(
      queue,
      bodies.map(body => anEnvelope({ body, sentAtMs: startMs + block })),
    )
    expected.push(...bodies)
  }
  await site.pass(100)
  for (const limit of [1, 7, 200]) {
    const pages = await browseAll(here.store, queue, { limit })
    expect(pages.flat()).toEqual(expected)
    expect(pages.every(({ length }) => length <= limit)).toBe(true)
  }
})

test('blocks of two lanes that share a sort key are both shown, once', async () => {
  const { site, queue, here, there } = await aScene()
  await there.store.publish(queue, [anEnvelope({ body: 'a' }), anEnvelope({ body: 'b' })])
  const [block] = site.blocks(queue)
  await site.fake.call('PutItem', { TableName: tables.messages, Item: { ...block!, p: { S: laneOf(queue, 1) } } })
  await site.setLanes(queue, { version: 2, open: 2, before: 2 })
  for (const limit of [1, 3, 4]) {
    const pages = await browseAll(here.store, queue, { limit })
    expect(pages.flat()).toEqual(['a', 'b', 'a', 'b'])
  }
})

test('lanes of unequal lengths are read only as far as the page needs', async () => {
  const { site, queue, here, there } = await aScene(2)
  for (let index = 0; index < 320; index++)
    await there.store.publish(queue, [anEnvelope({ body: `m${index}`, sentAtMs: startMs + index })])
  await site.setLanes(queue, { version: 2, open: 4, before: 4 })
  await site.pass(1_000)
  here.line.calls = []
  await here.store.browse(queue, { state: 'visible', limit: 10, maxBytes: 5_000_000 })
  expect(here.line.calls.filter(({ operation }) => operation === 'Query')).toHaveLength(4)
  expect((await browseAll(here.store, queue, { limit: 100 })).flat()).toHaveLength(320)
})

test('a search for few among many ends in time, and goes on', async () => {
  const { site, queue, here, there } = await aScene()
  await there.store.publish(queue, [anEnvelope({ body: 'first', sentAtMs: startMs - 1 })])
  await there.store.poll(queue, aPoll())
  for (let index = 0; index < 2_400; index++)
    await there.store.publish(queue, [anEnvelope({ body: 'm', sentAtMs: startMs + index })])
  await site.pass(3_000)
  const pages = await browseAll(here.store, queue, { state: 'inFlight' })
  expect(pages).toEqual([['first'], []])
})

/** As if a megabyte held no more than so many blocks. */
const smallPages = (process: Process, blocks: number): void => {
  process.line.before = async (operation, input) => {
    if (operation === 'Query' && !('Limit' in input)) Object.assign(input, { Limit: blocks })
    return 'goOn'
  }
}

test('stats are exact up to four pages a lane, estimated beyond, and say so', async () => {
  for (const [pageBlocks, exact] of [
    [100, true],
    [50, false],
  ] as const) {
    const { site, queue, here, there } = await aScene()
    for (let index = 0; index < 320; index++)
      await there.store.publish(queue, [anEnvelope({ sentAtMs: startMs + 10 * index })])
    await site.pass(10_000)
    await there.store.poll(queue, aPoll({ maxMessages: 10 }))
    for (let index = 0; index < 5; index++) await there.store.publish(queue, [anEnvelope({ delayMs: 60_000 + index })])
    smallPages(here, pageBlocks)
    const { visible, inFlight, delayed, oldestVisibleAtMs, ...rest } = await here.store.stats(queue)
    expect(rest.exact).toBe(exact)
    expect({ inFlight, delayed, oldestVisibleAtMs }).toEqual({
      inFlight: 10,
      delayed: 5,
      oldestVisibleAtMs: startMs + 100,
    })
    if (exact) expect(visible).toBe(310)
    else expect(Math.abs(visible - 310)).toBeLessThan(20)
  }
})

test('a million reminders are estimated without blurring what is in flight', async () => {
  const { site, queue, here, there } = await aScene()
  await there.store.publish(queue, [anEnvelope({ body: 'a' }), anEnvelope({ body: 'b' })])
  await there.store.poll(queue, aPoll())
  for (let index = 0; index < 200; index++)
    await there.store.publish(queue, [anEnvelope({ delayMs: 60_000 + 10 * index })])
  smallPages(here, 20)
  const { inFlight, visible, delayed, exact, ...rest } = await here.store.stats(queue)
  expect({ inFlight, visible, exact }).toEqual({ inFlight: 2, visible: 0, exact: false })
  expect(Math.abs(delayed - 200)).toBeLessThan(20)
  expect(rest.oldestVisibleAtMs).toBeUndefined()
  expect(site.blocks(queue)).toHaveLength(201)
})

test('stats of all lanes are one', async () => {
  const { queue, here, there } = await aScene(4)
  for (let index = 0; index < 40; index++) await there.store.publish(queue, [anEnvelope({ sentAtMs: startMs - index })])
  await there.store.publish(queue, [anEnvelope({ delayMs: 9_000 })])
  const leased = await there.store.poll(queue, aPoll({ maxMessages: 4 }))
  await there.store.settle(queue, [anAck(leased[0]!.receipt)])
  const stats = await here.store.stats(queue)
  expect(stats).toMatchObject({ visible: 40 - leased.length, inFlight: leased.length - 1, delayed: 1 })
  const states: MessageState[] = ['visible', 'inFlight', 'delayed']
  for (const state of states)
    expect((await browseAll(here.store, queue, { state, limit: 100 })).flat()).toHaveLength(Number(stats[state]))
})

test('a page ends before it grows too large, but a single message always comes', async () => {
  const { queue, here, there } = await aScene()
  for (let index = 0; index < 3; index++) await there.store.publish(queue, [anEnvelope({ sentAtMs: startMs - index })])
  const pages = await browseAll(here.store, queue, { maxBytes: 1 })
  expect(pages.map(({ length }) => length)).toEqual([1, 1, 1])
})

test('where one lane was read further than another, nothing of what is to come is shown yet', async () => {
  const { site, queue, here, there } = await aScene()
  const put = (body: string, atMs: number) =>
    there.store.publish(queue, [anEnvelope({ body, sentAtMs: startMs + atMs })])
  for (let index = 0; index < 120; index++) await put(`sparse${index}`, 10 * index)
  for (const block of site.blocks(queue)) {
    const { p, s } = block
    await site.fake.call('PutItem', { TableName: tables.messages, Item: { ...block, p: { S: laneOf(queue, 1) } } })
    await site.fake.call('DeleteItem', { TableName: tables.messages, Key: { p: p!, s: s! } })
  }
  for (let index = 0; index < 320; index++) await put(`dense${index}`, index)
  await site.setLanes(queue, { version: 2, open: 2, before: 2 })
  await site.pass(2_000)
  const shown = (await browseAll(here.store, queue, { limit: 150 })).flat()
  expect(new Set(shown).size).toBe(440)
})

test('what only a newer release can read is passed over, and kept', async () => {
  const { site, queue, here, there } = await aScene()
  await there.store.publish(queue, [anEnvelope({ body: 'newer' })])
  await there.store.publish(queue, [anEnvelope({ body: 'behind', sentAtMs: startMs + 1 })])
  const [block] = site.blocks(queue)
  const h = { S: `2${block!.h!.S!.slice(1)}` }
  await site.fake.call('PutItem', { TableName: tables.messages, Item: { ...block!, h } })
  await site.pass(2)
  expect(await browseAll(here.store, queue, {})).toEqual([['behind']])
  expect(await here.store.stats(queue)).toMatchObject({ visible: 1, inFlight: 0 })
  const leased = await site.live(here.store.poll(queue, aPoll()))
  expect(leased.map(({ message }) => text(message.envelope.body))).toEqual(['behind'])
  expect(await site.live(here.store.poll(queue, aPoll()))).toEqual([])
  expect(site.blocks(queue)).toHaveLength(2)
})
