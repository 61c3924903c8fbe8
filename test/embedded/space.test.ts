import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { readPragma } from '../../lib/store/embedded/database.ts'
import { databasePath } from '../../lib/store/embedded/folder.ts'
import type { Store } from '../../lib/store/store.ts'
import { anAck, anEnvelope, aPoll, aQueue, startMs } from '../fixtures.ts'
import { countRows, openParts, until } from './openParts.ts'

const minute = 60_000
const hour = 3_600_000
const day = 86_400_000
const mebibyte = 1024 * 1024

/** Publishes messages of 1 KiB (or larger), sixteen at a time. */
async function fill(store: Store, queue: ReturnType<typeof aQueue>, messages: number, wish = {}) {
  const body = Buffer.alloc(1024, 'x')
  for (let count = 0; count < messages; count += 16)
    await store.publish(
      queue,
      Array.from({ length: 16 }, () => anEnvelope({ body, ...wish })),
    )
}

async function drain(store: Store, queue: ReturnType<typeof aQueue>) {
  for (;;) {
    const leased = await store.poll(queue, aPoll({ maxMessages: 16 }))
    if (leased.length === 0) return
    await store.settle(
      queue,
      leased.map(({ receipt }) => anAck(receipt)),
    )
  }
}

const freePages = (database: DatabaseSync): number => readPragma(database, 'freelist_count')
const isEmpty = (database: DatabaseSync): boolean =>
  ['message', 'large_envelope', 'request'].every(table => countRows(database, table) === 0)

/** As many groups as the rest of a pass takes, and more. */
async function turns(store: Store) {
  for (let turn = 0; turn < 10; turn++) await store.poll(aQueue(), aPoll())
}

test('a discarded generation is swept, its large bodies and request keys with it, and its pages are free', async () => {
  const { database, store } = openParts()
  const queue = aQueue()
  await fill(store, queue, 1600)
  await fill(store, queue, 16, { body: Buffer.alloc(mebibyte) })
  await store.publish(queue, [anEnvelope()], { key: 'k', fingerprint: 'f', keepUntilMs: startMs + day })
  const next = { ...queue, generation: 2 }
  await store.publish(next, [anEnvelope()], { key: 'k', fingerprint: 'f', keepUntilMs: startMs + day })
  await store.discard(queue)
  await until(() => countRows(database, 'lane') === 1)
  expect(countRows(database, 'message')).toBe(1)
  expect(countRows(database, 'large_envelope')).toBe(0)
  expect(countRows(database, 'request')).toBe(1)
  expect(await store.stats(next)).toMatchObject({ visible: 1 })
})

test('a sweep that was cut off goes on when the folder is opened again', async () => {
  const { folder, store } = openParts()
  const queue = aQueue()
  await fill(store, queue, 1600)
  await store.discard(queue)
  await store.close()
  const again = openParts({ folder })
  expect(countRows(again.database, 'message')).toBeGreaterThan(0)
  await until(() => countRows(again.database, 'lane') === 0)
  expect(isEmpty(again.database)).toBe(true)
})

test('free pages are used again: the file does not grow with what passes through', async () => {
  const { database, store } = openParts()
  const queue = aQueue()
  await fill(store, queue, 1600)
  const pages = readPragma(database, 'page_count')
  for (let round = 0; round < 3; round++) {
    await drain(store, queue)
    expect(freePages(database)).toBeGreaterThan(pages / 2)
    await fill(store, queue, 1600)
    expect(readPragma(database, 'page_count')).toBeLessThan(pages * 1.1)
  }
})

test('a file that is nearly all free space is given back, and what is left in it stays', async () => {
  for (const end of ['discard', 'drain'] as const) {
    const { folder, store } = openParts({ freePagesMin: 1000 })
    const other = aQueue('other')
    await store.publish(other, [anEnvelope({ body: 'stays' })])
    const queue = aQueue()
    await fill(store, queue, 16, { body: Buffer.alloc(mebibyte / 2) })
    const size = () => statSync(databasePath(folder)).size
    expect(size()).toBeGreaterThan(7 * mebibyte)
    if (end === 'drain') await drain(store, queue)
    else await store.discard(queue)
    await until(() => size() < mebibyte)
    expect(await store.poll(other, aPoll())).toHaveLength(1)
  }
})

test('a file is not cut while much of it is in use, nor for little', async () => {
  for (const [kept, freePagesMin] of [[5000, 1000] as const, [16, 20_000] as const]) {
    const { folder, database, store } = openParts({ freePagesMin })
    await fill(store, aQueue('other'), kept)
    const queue = aQueue()
    await fill(store, queue, 16, { body: Buffer.alloc(mebibyte / 2) })
    const size = () => statSync(databasePath(folder)).size
    await drain(store, queue)
    expect(freePages(database)).toBeGreaterThan(1000)
    expect(size()).toBeGreaterThan(7 * mebibyte)
  }
})

test('a message past its own expiry is swept though nobody polls, unless somebody holds it', async () => {
  const { database, store, clock } = openParts()
  const queue = aQueue()
  await store.publish(queue, [anEnvelope({ expiresAtMs: startMs + 60_000 })])
  const [held] = await store.poll(queue, aPoll({ leaseMs: 3_600_000 }))
  await store.publish(queue, [anEnvelope({ expiresAtMs: startMs + 60_000 }), anEnvelope()])
  clock.advanceMs(180_000)
  await until(() => countRows(database, 'message') === 2)
  expect(await store.settle(queue, [anAck(held!.receipt)])).toEqual([{ kind: 'done' }])
  expect(await store.stats(queue)).toMatchObject({ visible: 1, inFlight: 0 })
})

test('what lay visible longer than any queue keeps messages is swept; what is to come is kept', async () => {
  const { database, store, clock } = openParts()
  const queue = aQueue()
  await fill(store, queue, 320)
  await store.publish(queue, [anEnvelope({ delayMs: 20 * day })])
  await store.publish(aQueue('other'), [anEnvelope({ delayMs: 20 * day })])
  await until(() => countRows(database, 'message') === 322)
  clock.advanceMs(15 * day - 1)
  clock.advanceMs(day)
  await until(() => countRows(database, 'message') === 2)
  expect(await store.stats(queue)).toMatchObject({ delayed: 1, visible: 0 })
})

test('request keys and due marks go when their time is over', async () => {
  const { database, store, clock } = openParts()
  const queue = aQueue()
  await store.publish(queue, [anEnvelope()], { key: 'k', fingerprint: 'f', keepUntilMs: startMs + day })
  await store.markDue(queue, startMs + 1_000)
  await until(() => countRows(database, 'due_mark') === 1)
  clock.advanceMs(2 * day)
  await until(() => countRows(database, 'request') === 0 && countRows(database, 'due_mark') === 0)
})

test('a request key is swept within an hour of its end, an hour’s worth of them in one pass', async () => {
  const { database, store, clock } = openParts()
  const queue = aQueue()
  const publish = (key: string, keepUntilMs: number) =>
    store.publish(queue, [anEnvelope()], { key, fingerprint: 'f', keepUntilMs })
  await Promise.all(Array.from({ length: 250 }, (_, index) => publish(`early ${index}`, startMs + day - hour)))
  await publish('late', startMs + day + hour / 4)
  clock.advanceMs(day + minute)
  await until(() => countRows(database, 'request') === 1)
  await turns(store) // the pass has ended by now, and set its alarm
  clock.advanceMs(hour / 2)
  await turns(store)
  expect(countRows(database, 'request')).toBe(1)
  clock.advanceMs(hour)
  await until(() => countRows(database, 'request') === 0)
})

test('a sweep that fails is tried again a minute later', async () => {
  const { database, store, clock } = openParts()
  const queue = aQueue()
  await fill(store, queue, 320)
  let refusals = 0
  database.function('refuse', () => {
    refusals += 1
    throw new Error('not now')
  })
  database.exec('CREATE TEMP TRIGGER refusal BEFORE DELETE ON message BEGIN SELECT refuse(); END')
  await store.discard(queue)
  await until(() => refusals > 0)
  database.exec('DROP TRIGGER refusal')
  await store.publish(aQueue(), [anEnvelope()]) // the failed pass has ended by now, and set its alarm
  expect(countRows(database, 'message')).toBe(321)
  clock.advanceMs(60_000)
  await until(() => countRows(database, 'message') === 1)
})
