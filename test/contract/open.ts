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
