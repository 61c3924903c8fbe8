import { isOrdered } from '../../domain/ordered.ts'
import type { QueueRef } from '../../domain/queue.ts'
import { browse } from './browse.ts'
import { change } from './change.ts'
import { find } from './find.ts'
import type { publish as publishInOrder } from './ordered/publish.ts'
import { poll } from './poll.ts'
import { publish } from './publish.ts'
import { redrive } from './redrive.ts'
import { settle } from './settle.ts'
import { stats } from './stats.ts'
import { sweepQueue } from './sweepQueue.ts'

const standard = { browse, change, find, poll, publish, redrive, settle, stats, sweepQueue }

/** What is done with the messages of a queue; which queues are dead, and who waits, is the store's own business. */
export type Operations = Omit<typeof standard, 'publish'> & { publish: typeof publishInOrder }

let loading: Promise<typeof import('./ordered/operations.ts')> | undefined

/** What is done with ordered groups: loaded by the first call for an ordered queue, and asked for once. */
export function orderedOperations() {
  loading ??= import('./ordered/operations.ts')
  return loading
}

/** Lanes of blocks, or ordered groups. */
export const operationsFor = async (queue: QueueRef): Promise<Operations> =>
  isOrdered(queue) ? orderedOperations() : standard
