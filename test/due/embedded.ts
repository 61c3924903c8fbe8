// Measures how late messages are when a million of them fall due within a minute: `node test/due/embedded.ts MESSAGES
// CONSUMERS`. On the embedded store, by the real clock: publishes them first, then waits for the minute and takes them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wallClock } from '../../lib/clock.ts'
import { systemRandom } from '../../lib/random.ts'
import { openEmbeddedStore } from '../../lib/store/embedded/openEmbeddedStore.ts'
import { theQueue } from '../embedded/programs/theQueue.ts'
import { anAck, aPoll } from '../fixtures.ts'
import { dueEnvelopes, Lateness, perCall, withinMs } from './lateness.ts'

const [messages = 1_000_000, consumers = 8] = process.argv.slice(2).map(Number)
const calls = Math.ceil(messages / perCall)
const callsAtOnce = 100
// So long it may take to publish one of them.
const publishMsMax = 0.1
const folder = mkdtempSync(join(tmpdir(), 'sluice-due-'))
const store = await openEmbeddedStore(folder, { clock: wallClock, wall: wallClock, random: systemRandom() })
const sentAtMs = Date.now()
const fromMs = sentAtMs + 5_000 + messages * publishMsMax

for (let at = 0; at < calls; at += callsAtOnce) {
  const some = Array.from({ length: Math.min(callsAtOnce, calls - at) }, (_, nth) => at + nth)
  await Promise.all(some.map(one => store.publish(theQueue, dueEnvelopes(one, calls, sentAtMs, fromMs))))
}
console.log(`published in ${((Date.now() - sentAtMs) / 1000).toFixed(1)} s`)
if (Date.now() > fromMs) throw new Error('it took so long that the first are due: give it fewer')

const lateness = new Lateness()
const { signal } = new AbortController()
// The store's timers do not keep a process alive.
const alive = setInterval(() => {}, withinMs)
async function consume(): Promise<void> {
  while (lateness.count < calls * perCall) {
    const leased = await store.poll(theQueue, aPoll({ maxMessages: perCall, leaseMs: 10 * withinMs }))
    const nowMs = Date.now()
    for (const { message } of leased) lateness.add(message.envelope.readyAtMs, nowMs)
    if (leased.length > 0)
      await store.settle(
        theQueue,
        leased.map(({ receipt }) => anAck(receipt)),
      )
    else await store.wait(theQueue, { for: 'message', untilWallMs: nowMs + 1_000, signal })
  }
}
await Promise.all(Array.from({ length: consumers }, consume))
console.log(lateness.say((Date.now() - fromMs) / 1000))
clearInterval(alive)
await store.close()
rmSync(folder, { recursive: true })
