import { seededRandom } from '../../lib/random.ts'
import { MemoryStore } from '../../lib/store/memory/memoryStore.ts'
import { nothing } from '../dynamo/budgets/meter.ts'
import { Region } from '../dynamo/budgets/region.ts'
import { startMs } from '../fixtures.ts'
import { World } from '../simulation/world.ts'
import type { Place } from './load.ts'

/** A region where every call takes its ways and every partition has its limits; each process remembers for itself. */
export function onDynamo(): Place {
  const region = new Region()
  const { world } = region
  return {
    open: seed => region.open(seed),
    nowMs: () => world.nowMs,
    pause: ms => world.pause(ms),
    done: work => region.done(work),
    take: () => region.metered.take(),
  }
}

/** One process that holds everything, and where no call takes any time. */
export function inMemory(): Place {
  const world = new World(startMs)
  const clock = { nowMs: () => world.nowMs, wakeAt: (atMs: number, wake: () => void) => world.at(atMs, wake) }
  const store = new MemoryStore({ clock, wall: clock, random: seededRandom(1) })
  return {
    open: () => store,
    nowMs: () => world.nowMs,
    pause: ms => world.pause(ms),
    done: work => doneIn(world, work),
    take: () => nothing,
  }
}

async function doneIn<Result>(world: World, work: Promise<Result>): Promise<Result> {
  let over = false
  const end = () => {
    over = true
  }
  work.then(end, end)
  while (!over) await world.runUntil(world.nowMs + 100)
  return await work
}
