// Measures polls of an ordered queue that is deep: `node test/embedded/programs/orderedDepth.ts GROUPS MESSAGES`. Fills a folder
// of its own with so many messages in so many groups, then says how long a poll of one with its ack takes while the queue is
// as it is, and how long a poll takes that finds every group in flight.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wallClock } from '../../../lib/clock.ts'
import { systemRandom } from '../../../lib/random.ts'
import { openEmbeddedStore } from '../../../lib/store/embedded/openEmbeddedStore.ts'
import { anAck, anEnvelope, aPoll } from '../../fixtures.ts'
import { theOrderedQueue } from './theQueue.ts'

const [groups = 100_000, messages = 100_000] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'sluice-depth-'))
const store = await openEmbeddedStore(folder, { clock: wallClock, wall: wallClock, random: systemRandom() })
const nowMs = Date.now()

const publish = (from: number): Promise<unknown> =>
  store.publish(
    theOrderedQueue,
    Array.from({ length: Math.min(16, messages - from) }, (_, index) =>
      anEnvelope({ groupId: `g${(from + index) % groups}`, sentAtMs: nowMs }),
    ),
  )

async function timed(name: string, times: number, act: () => Promise<unknown>): Promise<void> {
  const took: number[] = []
  for (let time = 0; time < times; time++) {
    const startMs = performance.now()
    await act()
    took.push(performance.now() - startMs)
  }
  took.sort((one, other) => one - other)
  const at = (part: number): string => took[Math.floor((times - 1) * part)]!.toFixed(3)
  console.log(`${name}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`)
}

for (let from = 0; from < messages; from += 1_600)
  await Promise.all(
    Array.from({ length: 100 }, (_, n) => from + 16 * n)
      .filter(at => at < messages)
      .map(publish),
  )
console.log(`${messages} messages in ${groups} groups`)
await timed('poll one and ack it', Math.min(2_000, messages / 2), async () => {
  const [leased] = await store.poll(theOrderedQueue, aPoll({ maxMessages: 1 }))
  await store.settle(theOrderedQueue, [anAck(leased!.receipt)])
})
for (;;) if ((await store.poll(theOrderedQueue, aPoll({ maxMessages: 16, leaseMs: 3_600_000 }))).length === 0) break
await timed('poll with every group in flight', 2_000, () => store.poll(theOrderedQueue, aPoll()))
await store.close()
rmSync(folder, { recursive: true })
