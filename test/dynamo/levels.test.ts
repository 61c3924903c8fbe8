import { expect, test } from 'vitest'
import { anAck, anEnvelope, aPoll, aQueue, startMs } from '../fixtures.ts'
import { bodiesOf, failure, laneOf, type Process, Site, throttle, writes } from './aSite.ts'

const secondMs = 1_000
const dayMs = 86_400_000

const aScene = () => {
  const site = new Site()
  const queue = aQueue()
  const [here, there] = [site.open(), site.open()]
  const put = (process: Process, body: string, priority?: number) =>
    process.store.publish(queue, [anEnvelope({ body, sentAtMs: site.world.nowMs, ...(priority && { priority }) })])
  const poll = (process: Process) => site.live(process.store.poll(queue, aPoll({ maxMessages: 1 })))
  const finish = async (process: Process) => {
    const leased = await poll(process)
    for (const { receipt } of leased) await process.store.settle(queue, [anAck(receipt)])
    return bodiesOf(leased)
  }
  return { site, queue, here, there, put, poll, finish }
}

test('a queue without other priorities writes no record of its lanes', async () => {
  const { site, queue, here, put, finish } = aScene()
  await put(here, 'a')
  await put(here, 'b', 8)
  expect(await finish(here)).toEqual(['a'])
  expect(site.lanes(queue)).toEqual({})
  expect(writes(here)).toEqual(['PutItem', 'PutItem', 'UpdateItem', 'DeleteItem'])
})

test('a level stands in the record before anything is put into it, and is used five seconds later', async () => {
  const { site, queue, here, put } = aScene()
  await put(here, 'early', 1)
  expect(here.line.calls.map(({ operation }) => operation)).toEqual(['GetItem', 'PutItem', 'PutItem'])
  expect(site.lanes(queue).levels).toMatchObject({ 1: { open: 1, before: 0, fromMs: startMs + 5 * secondMs } })
  await site.pass(5 * secondMs - 1)
  await put(here, 'still early', 1)
  await site.pass(1)
  await put(here, 'in time', 1)
  expect([site.blocks(queue).length, site.blocks(queue, 0, 1).length]).toEqual([2, 1])
})

test('who does not know of a level yet finds what is of it all the same', async () => {
  const { site, queue, here, there, put, poll } = aScene()
  expect(await poll(here)).toEqual([])
  for (let step = 0; step < 12; step++) {
    await put(there, `${step}`, 16)
    expect(bodiesOf(await poll(here))).toEqual([`${step}`])
    await site.pass(step % 2 === 0 ? 10 : secondMs)
  }
  expect(site.blocks(queue, 0, 16)).not.toEqual([])
})

test('a level that has been quiet for a week is closed, used again at once, and forgotten in the end', async () => {
  const { site, queue, here, put, finish } = aScene()
  const quiet = async () => {
    await site.pass(7 * dayMs)
    expect(await finish(here)).toEqual([])
    await site.pass(secondMs)
  }
  await put(here, 'first', 1)
  await finish(here)
  await site.pass(5 * secondMs)
  await quiet()
  expect(site.lanes(queue).levels).toMatchObject({ 1: { open: 0, closed: [{ lane: 0 }] } })
  await put(here, 'again', 1)
  expect(site.blocks(queue, 0, 1)).toHaveLength(1)
  expect(await finish(here)).toEqual(['again'])
  await quiet()
  await quiet()
  expect(site.lanes(queue).levels).toBeUndefined()
})

test('a level is not forgotten while anything lies in it, however far off', async () => {
  const { site, queue, here, finish } = aScene()
  await here.store.publish(queue, [
    anEnvelope({ priority: 1, delayMs: 300 * dayMs, expiresAtMs: startMs + 400 * dayMs }),
  ])
  await site.pass(5 * secondMs)
  const body = 'far'
  await here.store.publish(queue, [anEnvelope({ body, priority: 1, sentAtMs: site.world.nowMs, delayMs: 300 * dayMs })])
  for (let week = 0; week < 4; week++) {
    await site.pass(7 * dayMs)
    expect(await finish(here)).toEqual([])
    await site.pass(secondMs)
  }
  expect(site.lanes(queue).levels).toMatchObject({ 1: { open: 0 } })
  await site.pass(272 * dayMs)
  expect([...(await finish(here)), ...(await finish(here))]).toContain(body)
})

test('a level that is throttled gets more lanes, and the others keep what they have', async () => {
  const { site, queue, here, put } = aScene()
  await put(here, 'first', 1)
  await site.pass(5 * secondMs)
  let left = 3
  here.line.before = async (operation, input) => {
    const isThere = operation === 'PutItem' && JSON.stringify(input).includes(laneOf(queue, 0, 1))
    return isThere && left-- > 0 ? throttle : 'goOn'
  }
  await site.live(put(here, 'second', 1))
  expect(site.lanes(queue)).toMatchObject({ open: 1, levels: { 1: { open: 2, before: 1 } } })
})

test('messages of several priorities under one request key are one transaction', async () => {
  const { site, queue, here, put } = aScene()
  for (const priority of [1, 16]) await put(here, 'first', priority)
  await site.pass(5 * secondMs)
  here.line.calls = []
  const envelopes = [16, 8, 1, 16].map(priority => anEnvelope({ priority, sentAtMs: site.world.nowMs }))
  await here.store.publish(queue, envelopes, { key: 'k', fingerprint: 'f', keepUntilMs: startMs + dayMs })
  expect(writes(here)).toEqual(['TransactWriteItems'])
  expect([1, 8, 16].map(level => site.blocks(queue, 0, level).length)).toEqual([1, 3, 1])
})

test('a worse level that is throttled keeps no poll from the better ones; a fault is told', async () => {
  const { site, queue, here, there, put, poll } = aScene()
  await put(there, 'first', 16)
  await site.pass(5 * secondMs)
  for (let count = 0; count < 120; count++) await put(there, `${count}`)
  let error = throttle
  here.line.before = async (operation, input) =>
    operation === 'Query' && JSON.stringify(input).includes(laneOf(queue, 0, 16)) ? error : 'goOn'
  for (let count = 0; count < 60; count++) expect(await poll(here)).toHaveLength(1)
  error = failure('AccessDeniedException')
  const polls = await Promise.allSettled(Array.from({ length: 60 }, () => poll(here)))
  expect(new Set(polls.map(({ status }) => status))).toEqual(new Set(['fulfilled', 'rejected']))
})
