import type { QueueSettings } from '../../lib/domain/queue.ts'
import type { Caller } from './caller.ts'
import type { Chance } from './chance.ts'
import type { Chronicle } from './chronicle.ts'
import type { Generations } from './generations.ts'
import type { Ledger } from './ledger.ts'
import type { Watch } from './watch.ts'
import type { World } from './world.ts'

export const queue = 'orders'

/** What every actor works with. */
export type Desk = {
  world: World
  chance: Chance
  caller: Caller
  chronicle: Chronicle
  ledger: Ledger
  watch: Watch
  generations: Generations
  settings: QueueSettings
}
