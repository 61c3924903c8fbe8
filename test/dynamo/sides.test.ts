import { expect, test } from 'vitest'
import { sideOf } from '../../lib/domain/priority.ts'
import { anAck, anEnvelope, aPoll, aQueue, startMs } from '../fixtures.ts'
import { bodiesOf, failure, laneOf, type Process, Site, writes } from './aSite.ts'

const secondMs = 1_000
const side = sideOf(8)

const aScene = () => {
  const site = new Site()
  const queue = aQueue()
  const [here, there] = [site.open(), site.open()]
  const put = (process: Process, groupId?: string, count = 1) =>
    process.store.publish(
      queue,
      new Array(count).fill(anEnvelope({ body: groupId ?? 'none', sentAtMs: site.world.nowMs, groupId })),
    )
  const poll = async (process: Process) => {
    const leased = await site.live(process.store.poll(queue, aPoll({ maxMessages: 16 })))
    if (leased.length > 0)
      await process.store.settle(
        queue,
        leased.map(({ receipt }) => anAck(receipt)),
      )
    return bodiesOf(leased)
  }
  return { site, queue, here, there, put, poll }
}

test('a queue whose messages have no group pays nothing, however many there are', async () => {
  const { site, queue, here, put } = aScene()
  for (let call = 0; call < 10; call++) await put(here, undefined, 16)
  expect(site.lanes(queue)).toEqual({})
  expect(here.line.calls.map(({ operation }) => operation)).toEqual(['GetItem', ...new Array(10).fill('PutItem')])
})

test('the first message of a group has the side made known, before any group is noisy', async () => {
  const { site, queue, here, put } = aScene()
  await put(here, 'quiet')
  expect(writes(here)).toEqual(['PutItem', 'PutItem'])
  expect(site.lanes(queue).levels).toMatchObject({ [side]: { open: 1, before: 0, fromMs: startMs + 5 * secondMs } })
  await put(here, 'quiet')
  await put(here, 'other')
  expect(writes(here)).toHaveLength(4)
  expect(site.blocks(queue)).toHaveLength(3)
})

test('what a noisy group publishes lies apart, in blocks of its own, for the same writes', async () => {
  const { site, queue, here, put } = aScene()
  await put(here, 'quiet')
  await site.pass(5 * secondMs)
  await put(here, 'loud', 16)
  await put(here, 'loud', 16)
  expect([site.blocks(queue).length, site.blocks(queue, 0, side).length]).toEqual([3, 1])
  here.line.calls = []
  await put(here, 'loud', 16)
  await put(here, 'quiet')
  expect(here.line.calls.map(({ operation }) => operation)).toEqual(['PutItem', 'PutItem'])
  expect([site.blocks(queue).length, site.blocks(queue, 0, side).length]).toEqual([4, 2])
})

test('who does not know of the side yet finds all the same what lies there', async () => {
  const { site, here, there, put, poll } = aScene()
  expect(await poll(there)).toEqual([])
  await put(here, 'loud', 16)
  await site.pass(5 * secondMs)
  await put(here, 'loud', 16)
  let found = 0
  for (let some = await poll(there); some.length > 0; some = await poll(there)) found += some.length
  expect(found).toBe(32)
})

test('what is edited stays at its side', async () => {
  const { site, queue, here, put } = aScene()
  await put(here, 'quiet')
  await site.pass(5 * secondMs)
  await put(here, 'loud', 16)
  await put(here, 'loud', 13)
  const reply = await put(here, 'loud')
  const id = reply.kind === 'published' && reply.results[0]!.kind === 'stored' ? reply.results[0]!.id : ''
  const { envelope } = (await here.store.find(queue, id))!
  expect(site.blocks(queue, 0, side)).toHaveLength(1)
  const change = { kind: 'replace', seenToken: '', envelope } as const
  expect(await here.store.change(queue, id, change)).toBe('done')
  expect(site.blocks(queue, 0, side)).toHaveLength(1)
  expect((await here.store.find(queue, id))!.envelope).toEqual(envelope)
})

test('who loses three races for what does not yield takes what does', async () => {
  const { site, queue, here, there, put, poll } = aScene()
  await put(there, 'quiet')
  await site.pass(5 * secondMs)
  await put(there, 'loud', 16)
  await put(there, 'loud', 16)
  await put(there, 'quiet')
  for (let more = 0; more < 40; more++) await put(there)
  let races = 0
  here.line.before = async (operation, input) => {
    const isLease = operation === 'UpdateItem' && JSON.stringify(input).includes(laneOf(queue))
    if (!isLease) return 'goOn'
    races += 1
    return failure('ConditionalCheckFailedException')
  }
  const leased = await site.live(here.store.poll(queue, aPoll({ maxMessages: 1 })))
  expect(bodiesOf(leased)).toEqual(['loud'])
  expect(races).toBe(3)
  here.line.before = async () => 'goOn'
  expect(await poll(here)).not.toContain('loud')
})
