import type { Bodies } from '../../bodies/bodies.ts'
import type { NoisyGroups } from '../../domain/noisyGroups.ts'
import type { StoreContext } from '../store.ts'
import type { LaneBook } from './laneBook.ts'
import type { Mint } from './mint.ts'
import type { Rounds } from './ordered/rounds.ts'
import type { LazyPermits } from './permits/lazyPermits.ts'
import type { Reading } from './reading.ts'
import type { Scouts } from './scouts.ts'

/** What every operation of the store works with. */
export type Tools = StoreContext &
  Reading & {
    bodies: Bodies
    mint: Mint
    noisy: NoisyGroups
    book: LaneBook
    scouts: Scouts
    rounds: Rounds
    permits: LazyPermits
  }
