import { orderedSuffix } from '../../lib/domain/ordered.ts'
import type { QueueSettings } from '../../lib/domain/queue.ts'
import type { Caller } from './caller.ts'
import type { Chance } from './chance.ts'
import type { Chronicle } from './chronicle.ts'
import type { Generations } from './generations.ts'
import type { Ledger } from './ledger.ts'
import type { Watch } from './watch.ts'
import type { World } from './world.ts'

const queue = 'orders'
/** Where messages go that nobody could finish, in the seeds that have it. */
const deadQueue = 'dead'

/** The queue that everybody works with, and the other one; ordered or not. */
export const namesOf = (ordered: boolean): { queue: string; deadQueue: string } => {
  const suffix = ordered ? orderedSuffix : ''
  return { queue: `${queue}${suffix}`, deadQueue: `${deadQueue}${suffix}` }
}

/** One queue, as they see it who work with it. */
export type View = { queue: string; settings: QueueSettings; generations: Generations }

/** What every actor works with. */
export type Desk = View & {
  world: World
  chance: Chance
  caller: Caller
  chronicle: Chronicle
  ledger: Ledger
  watch: Watch
}
