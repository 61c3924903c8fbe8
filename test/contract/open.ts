import { onTestFinished } from 'vitest'
import type { VirtualClock } from '../../lib/clock.ts'
import type { Store, StoreContext } from '../../lib/store/store.ts'
import { aContext } from '../fixtures.ts'

/** How the suite gets a fresh, empty store. */
export type MakeStore = (context: StoreContext) => Promise<Store>

export type Opened = { store: Store; clock: VirtualClock; wall: VirtualClock }

/** A fresh store in virtual time, closed when the test ends. */
export async function openStore(makeStore: MakeStore): Promise<Opened> {
  const context = aContext()
  const store = await makeStore(context)
  onTestFinished(() => store.close())
  return { store, clock: context.clock, wall: context.wall }
}

/** Calls that a store has sent over a wire and that are not answered yet; only those to another process are told here. */
export const underWay = new Set<Promise<unknown>>()

const turns = 20

/** Lets everything that is ready happen: the stores' own work, what they wait for from elsewhere, and continuations. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    await new Promise(resolve => setImmediate(resolve))
    if (underWay.size === 0) continue
    await Promise.allSettled(underWay)
    turn = 0
  }
}
