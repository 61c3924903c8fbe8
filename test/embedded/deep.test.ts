import { expect, test } from 'vitest'
import { defaultSettings } from '../../lib/domain/queue.ts'
import { LaneStats } from '../../lib/store/embedded/stats.ts'
import { makeTables } from '../../lib/store/embedded/tables.ts'
import type { Aside } from '../../lib/store/store.ts'
import { anEnvelope, aPoll, aQueue, startMs, text } from '../fixtures.ts'
import { countRows, openParts } from './openParts.ts'

// What keeps a deep queue cheap: bounded looks, and counts that are not made over and over.

test('a long count is given again for a second; a short one is made each time', async () => {
  const { database, store } = openParts()
  const queue = aQueue()
  const delayed = () => store.publish(queue, [anEnvelope({ delayMs: 60_000 })])
  const stats = new LaneStats(makeTables(database), 3)
  const count = (wallMs: number) => stats.of(queue, startMs, wallMs).delayed
  await delayed()
  await delayed()
  expect(count(0)).toBe(2)
  await delayed()
  expect(count(1)).toBe(3)
  await delayed()
  expect(count(1_000)).toBe(3)
  expect(count(1_001)).toBe(4)
})

test('a page of leased messages among many delayed ones ends early, with a cursor, and the walk finds them all', async () => {
  const { store, clock } = openParts()
  const queue = aQueue()
  const sixteen = Array.from({ length: 16 })
  for (let count = 0; count < 2_400; count += 16)
    await store.publish(
      queue,
      sixteen.map(() => anEnvelope({ delayMs: 20_000 })),
    )
  await store.publish(queue, [anEnvelope({ body: 'leased' })])
  await store.poll(queue, aPoll({ leaseMs: 30_000 }))
  clock.advanceMs(1)
  const found: string[] = []
  let pages = 0
  let cursor: string | undefined
  do {
    const page = await store.browse(queue, { state: 'inFlight', limit: 10, maxBytes: 1_000_000, cursor })
    found.push(...page.messages.map(({ envelope }) => text(envelope.body)))
    cursor = page.cursor
    pages += 1
  } while (cursor !== undefined)
  expect(found).toEqual(['leased'])
  expect(pages).toBe(3)
})

test('a poll before which much has expired drops it in steps, lets others have their turn, and comes through', async () => {
  const { database, store, clock } = openParts()
  const queue = aQueue()
  const sixteen = Array.from({ length: 16 })
  for (let count = 0; count < 1_600; count += 16)
    await store.publish(
      queue,
      sixteen.map(() => anEnvelope()),
    )
  clock.advanceMs(4 * 86_400_000) // the retention that the judge knows of, and the sweep does not
  await store.publish(queue, [anEnvelope({ body: 'fresh', sentAtMs: clock.nowMs() })])
  const answered: string[] = []
  const poll = store.poll(queue, aPoll())
  const polled = poll.then(() => answered.push('poll'))
  await new Promise(resolve => setImmediate(resolve)) // its first step is done
  await store.publish(aQueue(), [anEnvelope()]).then(() => answered.push('publish'))
  await polled
  expect(answered).toEqual(['publish', 'poll'])
  expect((await poll).map(({ message }) => text(message.envelope.body))).toEqual(['fresh'])
  expect(countRows(database, 'message')).toBe(2)
})

test('much that cannot be moved aside, as its new queue is gone, keeps no poll from what stands behind it', async () => {
  const { store, clock } = openParts()
  const [queue, dead] = [aQueue(), aQueue('dead')]
  const settings = { ...defaultSettings, deadLetter: { queue: 'dead', attemptsMax: 1, expired: false } }
  const aside: Aside = { to: dead, envelopeOf: ({ envelope }) => envelope }
  const order = aPoll({ settings, aside, leaseMs: 1_000, maxMessages: 300 })
  const bad = Array.from({ length: 300 }, () => anEnvelope())
  await store.publish(queue, bad)
  expect(await store.poll(queue, order)).toHaveLength(300)
  clock.advanceMs(1_000)
  await store.discard(dead)
  await store.publish(queue, [anEnvelope({ body: 'good', delayMs: 2_000 })])
  clock.advanceMs(2_000)
  expect((await store.poll(queue, order)).map(({ message }) => text(message.envelope.body))).toEqual(['good'])
})
