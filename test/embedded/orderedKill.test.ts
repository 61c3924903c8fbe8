import { expect, test } from 'vitest'
import { VirtualClock } from '../../lib/clock.ts'
import { systemRandom } from '../../lib/random.ts'
import { openEmbeddedStore } from '../../lib/store/embedded/openEmbeddedStore.ts'
import { anAck, aPoll, text } from '../fixtures.ts'
import { aFolder } from './aFolder.ts'
import { theOrderedQueue } from './programs/theQueue.ts'
import { killNow, startProgram } from './startProgram.ts'

/** What the program said before it was killed in the middle of it. */
async function sayings(folder: string, run: number, linesMax: number): Promise<string[]> {
  const { child, lines } = startProgram('loadOrdered', folder, String(run))
  const said: string[] = []
  for await (const line of lines) {
    said.push(line)
    if (said.length === linesMax) void killNow(child)
  }
  return said
}

/** All that is left, in the order in which it is handed out. Every lease of the dead is over by this clock. */
async function drain(folder: string) {
  const clock = new VirtualClock(Date.now() + 3_600_000)
  const store = await openEmbeddedStore(folder, { clock, wall: clock, random: systemRandom() })
  const left: { body: string; sequence: number }[] = []
  for (;;) {
    const leased = await store.poll(theOrderedQueue, aPoll({ maxMessages: 16 }))
    if (leased.length === 0) break
    for (const { message } of leased) left.push({ body: text(message.envelope.body), sequence: message.sequence! })
    await store.settle(
      theOrderedQueue,
      leased.map(({ receipt }) => anAck(receipt)),
    )
  }
  await store.close()
  return left
}

test('after kill -9 each group goes on in its order, its numbers grow, nothing acknowledged is lost', async () => {
  const folder = aFolder()
  const said: string[] = []
  for (let run = 0; run < 3; run++) said.push(...(await sayings(folder, run, 600)))
  const left = await drain(folder)
  const spoken = (word: string) =>
    said.filter(line => line.startsWith(`${word} `)).map(line => line.split(' ').slice(1))
  const handled = new Set(spoken('acking').map(([body]) => body))
  const acked = new Set(spoken('acked').map(([body]) => body))
  const published = spoken('published').map(([body, sequence]) => ({ body: body!, sequence: Number(sequence) }))
  expect(acked.size).toBeGreaterThan(50)
  for (const group of ['a', 'b'])
    for (const line of [published, left]) {
      const own = line.filter(({ body }) => body.startsWith(group))
      expect(own).toEqual(own.toSorted((one, other) => one.sequence - other.sequence))
      expect(own).toEqual(own.toSorted((one, other) => (one.body < other.body ? -1 : 1)))
    }
  const bodies = new Set(left.map(({ body }) => body))
  expect([...acked].filter(body => bodies.has(body!))).toEqual([])
  expect(published.filter(({ body }) => !handled.has(body) && !bodies.has(body))).toEqual([])
}, 60_000)
