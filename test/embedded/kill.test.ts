import { expect, test } from 'vitest'
import { wallClock } from '../../lib/clock.ts'
import { seededRandom, systemRandom } from '../../lib/random.ts'
import type { Durability } from '../../lib/store/embedded/groupCommit.ts'
import { openEmbeddedStore } from '../../lib/store/embedded/openEmbeddedStore.ts'
import { aFolder } from './aFolder.ts'
import { theQueue } from './programs/theQueue.ts'
import { killNow, startProgram } from './startProgram.ts'

const context = { clock: wallClock, wall: wallClock, random: systemRandom() }

/** Lets a process publish and ack, and kills it once it has said this many lines; gives back what it said. */
async function loadUntilKilled(folder: string, durability: Durability, linesMax: number) {
  const { child, lines } = startProgram('load', folder, durability)
  const said: string[] = []
  for await (const line of lines) {
    said.push(line)
    if (said.length === linesMax) void killNow(child)
  }
  const idsOf = (word: string) => said.filter(line => line.startsWith(word)).map(line => line.slice(word.length + 1))
  return { published: idsOf('published'), acking: idsOf('acking'), acked: idsOf('acked') }
}

async function survivors(folder: string, ids: string[]): Promise<Set<string>> {
  const store = await openEmbeddedStore(folder, context)
  const found = new Set<string>()
  for (const id of ids) if ((await store.find(theQueue, id)) !== undefined) found.add(id)
  await store.close()
  return found
}

for (const durability of ['kill', 'power'] as const)
  test(`after kill -9 no acknowledged publish is lost and no acknowledged ack comes back (${durability})`, async () => {
    const folder = aFolder()
    const random = seededRandom(11)
    const published: string[] = []
    const acking = new Set<string>()
    const acked = new Set<string>()
    for (let kills = 0; kills < 3; kills++) {
      const said = await loadUntilKilled(folder, durability, 500 + Math.floor(random.fraction() * 2_000))
      published.push(...said.published)
      for (const id of said.acking) acking.add(id)
      for (const id of said.acked) acked.add(id)
      const left = await survivors(folder, published)
      expect(published.filter(id => acked.has(id) && left.has(id))).toEqual([])
      // An ack that was under way may have been kept, though the kill swallowed its answer.
      expect(published.filter(id => !acking.has(id) && !left.has(id))).toEqual([])
    }
    expect(acked.size).toBeGreaterThan(100)
  }, 60_000)
