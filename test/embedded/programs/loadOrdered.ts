// Publishes to two groups of an ordered queue and acks, on the folder named by the first argument, until it is killed. The
// second argument tells its runs apart. Says `published BODY SEQUENCE` and `acked BODY` once the store has answered, and
// `acking BODY` before it is asked. Bodies are GROUP, the run, and a count: they sort as they were published.
import { writeSync } from 'node:fs'
import { wallClock } from '../../../lib/clock.ts'
import { systemRandom } from '../../../lib/random.ts'
import { openEmbeddedStore } from '../../../lib/store/embedded/openEmbeddedStore.ts'
import { anAck, anEnvelope, aPoll, text } from '../../fixtures.ts'
import { theOrderedQueue } from './theQueue.ts'

const [folder = '', run = '0'] = process.argv.slice(2)
const store = await openEmbeddedStore(folder, { clock: wallClock, wall: wallClock, random: systemRandom() })
const say = (line: string): number => writeSync(1, `${line}\n`)

async function publish(group: string): Promise<never> {
  for (let count = 0; ; count += 2) {
    const bodies = [count, count + 1].map(n => `${group}-${run}-${String(n).padStart(6, '0')}`)
    const reply = await store.publish(
      theOrderedQueue,
      bodies.map(body => anEnvelope({ body, groupId: group, sentAtMs: Date.now() })),
    )
    if (reply.kind !== 'published') continue
    for (const [index, result] of reply.results.entries())
      if (result.kind === 'stored') say(`published ${bodies[index]} ${result.sequence}`)
  }
}

async function work(): Promise<never> {
  for (;;) {
    const leased = await store.poll(theOrderedQueue, aPoll({ maxMessages: 3, leaseMs: 1_000 }))
    const bodies = leased.map(({ message }) => text(message.envelope.body))
    for (const body of bodies) say(`acking ${body}`)
    const outcomes = await store.settle(
      theOrderedQueue,
      leased.map(({ receipt }) => anAck(receipt)),
    )
    for (const [index, { kind }] of outcomes.entries()) if (kind === 'done') say(`acked ${bodies[index]}`)
  }
}

await Promise.all([publish('a'), publish('b'), work(), work()])
