import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { defaultSettings } from '../../lib/domain/queue.ts'
import { settled } from '../contract/open.ts'
import { anAck, anEnvelope, anOrderedQueue, aPoll, startMs, text } from '../fixtures.ts'
import { countRows, openParts, until } from './openParts.ts'

const inQueue = { scope: 'queue', windowMs: 1_000 } as const
const named = (body: string, deduplicationId?: string) => anEnvelope({ body, groupId: body[0], deduplicationId })

test('numbers are not given again, though every message is gone and the store was opened anew', async () => {
  const { folder, store } = openParts()
  const queue = anOrderedQueue()
  await store.publish(queue, [named('a1'), named('a2')])
  const run = await store.poll(queue, aPoll())
  await store.settle(
    queue,
    run.map(({ receipt }) => anAck(receipt)),
  )
  await store.close()
  const again = openParts({ folder })
  await again.store.publish(queue, [named('a3')])
  const [next] = await again.store.poll(queue, aPoll())
  expect(next!.message.sequence).toBeGreaterThan(run[1]!.message.sequence!)
})

test('nor are those of redriven messages', async () => {
  const { folder, store } = openParts()
  const [queue, dead] = [anOrderedQueue(), anOrderedQueue('dead.fifo')]
  await store.publish(dead, [named('a1')])
  const order = { mayGo: () => true, isFull: () => false }
  await store.redrive(dead, { ...order, choose: ({ envelope }) => ({ to: queue, envelope }) })
  const [redriven] = await store.poll(queue, aPoll())
  await store.settle(queue, [anAck(redriven!.receipt)])
  await store.close()
  const again = openParts({ folder })
  await again.store.publish(queue, [named('a2')])
  const [next] = await again.store.poll(queue, aPoll())
  expect(next!.message.sequence).toBeGreaterThan(redriven!.message.sequence!)
})

test('order, duplicates and repeated polls outlive the process', async () => {
  const { folder, store } = openParts()
  const queue = anOrderedQueue()
  const first = await store.publish(queue, [named('a1', 'd'), named('a2')], undefined, inQueue)
  const [leased] = await store.poll(queue, aPoll({ maxMessages: 1, attemptId: 'try' }))
  await store.close()
  const again = openParts({ folder, seed: 8 }).store
  expect(await again.poll(queue, aPoll())).toEqual([])
  expect((await again.poll(queue, aPoll({ attemptId: 'try' })))[0]!.receipt).toEqual(leased!.receipt)
  const second = await again.publish(queue, [named('a1', 'd')], undefined, inQueue)
  expect(second).toEqual(first.kind === 'published' && { ...first, results: first.results.slice(0, 1) })
  await again.settle(queue, [anAck(leased!.receipt)])
  expect((await again.poll(queue, aPoll())).map(({ message }) => text(message.envelope.body))).toEqual(['a2'])
})

test('a group that holds nothing leaves nothing behind, nor does a discarded queue', async () => {
  const { store, database } = openParts()
  const queue = anOrderedQueue()
  await store.publish(queue, [named('a1'), named('b1', 'd')], undefined, inQueue)
  const run = await store.poll(queue, aPoll({ attemptId: 'try' }))
  expect([countRows(database, 'ordered_group'), countRows(database, 'remembered')]).toEqual([2, 2])
  await store.settle(queue, [anAck(run[0]!.receipt)])
  expect(countRows(database, 'ordered_group')).toBe(1)
  await store.discard(queue)
  await until(() => countRows(database, 'ordered_group') + countRows(database, 'remembered') === 0)
  await until(() => countRows(database, 'lane') === 0)
})

test('what is remembered makes room when it is over, with the next publish and with the sweep', async () => {
  const { store, database, clock } = openParts()
  const queue = anOrderedQueue()
  const publish = (count: number, from: number) =>
    store.publish(
      queue,
      Array.from({ length: count }, (_, index) => named('a', `${from + index}`)),
      undefined,
      inQueue,
    )
  await publish(10, 0)
  clock.advanceMs(1_000)
  await publish(4, 10)
  expect(countRows(database, 'remembered')).toBe(6)
  await store.discard(anOrderedQueue()) // begins a pass, which sets the alarm for the next one
  await settled()
  clock.advanceMs(3_600_000 + 60_000)
  await until(() => countRows(database, 'remembered') === 0)
})

// Judged by the poll alone: what has an expiry of its own the sweep may have removed before.
const settings = { ...defaultSettings, retentionSeconds: 60 }
const longAgoMs = startMs - 3_600_000

test('a poll drops a group full of expired messages step by step, and finds what is behind', async () => {
  const { store } = openParts()
  const queue = anOrderedQueue()
  const old = () => anEnvelope({ groupId: 'g', sentAtMs: longAgoMs })
  for (let batch = 0; batch < 40; batch++) await store.publish(queue, Array.from({ length: 16 }, old))
  await store.publish(queue, [anEnvelope({ body: 'good', groupId: 'g' })])
  const [good] = await store.poll(queue, aPoll({ settings }))
  expect(text(good!.message.envelope.body)).toBe('good')
})

test('what runs over more groups than one look goes on with the next', async () => {
  const { store } = openParts()
  const queue = anOrderedQueue()
  for (let group = 0; group < 60; group++)
    await store.publish(queue, [anEnvelope({ groupId: `g${group}`, ...(group < 50 && { sentAtMs: longAgoMs }) })])
  expect(await store.poll(queue, aPoll({ maxMessages: 10, settings }))).toHaveLength(10)
})

/** What SQLite says of how it runs every statement that touches groups. */
function plansOf(open: () => { database: DatabaseSync }): string[] {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  onTestFinished(() => prepare.mockRestore())
  const { database } = open()
  const statements = prepare.mock.calls.map(([sql]) => sql).filter(sql => /ordered_group|message_group/.test(sql))
  prepare.mockRestore()
  return statements.flatMap(sql =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...Array.from(sql.matchAll(/\?/g), () => 0))
      .map(({ detail }) => String(detail)),
  )
}

test('no look at a group walks: each is a search in an index, in the order of the index', () => {
  const plans = plansOf(() => openParts())
  expect(plans.length).toBeGreaterThan(5)
  expect(plans.filter(plan => !/^SEARCH /.test(plan))).toEqual([])
})
