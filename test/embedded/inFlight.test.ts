import { expect, test } from 'vitest'
import { anEnvelope, aPoll, aQueue } from '../fixtures.ts'
import { openParts } from './openParts.ts'

test('leases of the process before, and from before there was a limit, take room', async () => {
  const first = openParts()
  const queue = aQueue()
  await first.store.publish(
    queue,
    Array.from({ length: 8 }, (_, at) => anEnvelope({ priority: at + 1 })),
  )
  expect(await first.store.poll(queue, aPoll({ maxMessages: 2 }))).toHaveLength(2)
  await first.store.close()
  const { store } = openParts({ folder: first.folder })
  expect(await store.poll(queue, aPoll({ inFlightMax: 3 }))).toHaveLength(1)
  expect(await store.poll(queue, aPoll({ maxMessages: 3 }))).toHaveLength(3)
  expect(await store.poll(queue, aPoll({ inFlightMax: 7 }))).toHaveLength(1)
})

test('what a rollback undoes takes no room, and what it leaves does', async () => {
  const { store, database } = openParts()
  const queue = aQueue()
  await store.publish(queue, [anEnvelope(), anEnvelope(), anEnvelope()])
  expect(await store.poll(queue, aPoll({ inFlightMax: 2, maxMessages: 1 }))).toHaveLength(1)
  database.exec('CREATE TEMP TRIGGER full BEFORE UPDATE ON lane BEGIN SELECT RAISE(FAIL, "full"); END')
  const polled = store.poll(queue, aPoll({ inFlightMax: 2, maxMessages: 1 }))
  // In the same group, which is undone with it.
  const failing = store.publish(queue, [anEnvelope()])
  expect((await Promise.allSettled([polled, failing])).map(({ status }) => status)).toContain('rejected')
  database.exec('DROP TRIGGER full')
  const { inFlight } = await store.stats(queue)
  expect(await store.poll(queue, aPoll({ inFlightMax: 2 }))).toHaveLength(2 - inFlight)
  expect(await store.poll(queue, aPoll({ inFlightMax: 2 }))).toEqual([])
})

test('a lane is counted once, however often it is polled, and not where there is no limit', async () => {
  const { store, clock } = openParts()
  const queue = aQueue()
  await store.publish(
    queue,
    Array.from({ length: 5 }, () => anEnvelope()),
  )
  await store.publish(queue, [anEnvelope({ delayMs: 600_000 })])
  // A lease of the process that ends before the next poll is not read again, nor does it take room.
  for (let at = 0; at < 4; at++) {
    expect(await store.poll(queue, aPoll({ inFlightMax: 1, leaseMs: 1_000 }))).toHaveLength(1)
    clock.advanceMs(1_000)
  }
})
