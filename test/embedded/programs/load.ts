// Publishes and acks on the folder named by the first argument until it is killed. Says what was acknowledged, in
// lines: `published ID` and `acked ID`, each written once the store has answered, and `acking ID` before it is asked.
import { writeSync } from 'node:fs'
import { wallClock } from '../../../lib/clock.ts'
import { systemRandom } from '../../../lib/random.ts'
import { openEmbeddedStore } from '../../../lib/store/embedded/openEmbeddedStore.ts'
import { anAck, anEnvelope, aPoll } from '../../fixtures.ts'
import { theQueue } from './theQueue.ts'

const [folder = '', durability = 'kill'] = process.argv.slice(2)
const context = { clock: wallClock, wall: wallClock, random: systemRandom() }
const store = await openEmbeddedStore(folder, context, { durability: durability === 'power' ? 'power' : 'kill' })
const say = (line: string): number => writeSync(1, `${line}\n`)

async function publish(): Promise<never> {
  for (;;) {
    const reply = await store.publish(theQueue, [
      anEnvelope({ sentAtMs: Date.now() }),
      anEnvelope({ sentAtMs: Date.now() }),
    ])
    if (reply.kind === 'published')
      for (const result of reply.results) if (result.kind === 'stored') say(`published ${result.id}`)
  }
}

async function work(): Promise<never> {
  for (;;) {
    const leased = await store.poll(theQueue, aPoll({ maxMessages: 3, leaseMs: 1_000 }))
    for (const { receipt } of leased) say(`acking ${receipt.id}`)
    const outcomes = await store.settle(
      theQueue,
      leased.map(({ receipt }) => anAck(receipt)),
    )
    for (const [index, outcome] of outcomes.entries())
      if (outcome.kind === 'done') say(`acked ${leased[index]!.receipt.id}`)
  }
}

await Promise.all([publish(), publish(), publish(), publish(), work(), work()])
