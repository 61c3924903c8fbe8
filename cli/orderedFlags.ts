import { type Command, Option } from 'commander'
import type { QueueSettings } from '../client/index.ts'
import { type None, orNone, orNull, parseCount, parseSeconds } from './values.ts'

export type OrderedFlags = {
  contentBasedDeduplication?: boolean
  deduplicationWindow?: number
  deduplicationScope?: 'queue' | 'group'
  parkAfter?: number | None
}

/** The settings that only ordered queues have. */
export const withOrder = (command: Command): Command =>
  command
    .option('--content-based-deduplication', 'ordered queues: the body stands for a missing deduplication id')
    .option('--no-content-based-deduplication', 'ordered queues: it does not')
    .option('--deduplication-window <time>', 'ordered queues: how long an id is remembered: 1 to 7d', parseSeconds)
    .addOption(
      new Option('--deduplication-scope <scope>', 'ordered queues, when created: where an id counts').choices([
        'queue',
        'group',
      ]),
    )
    .option(
      '--park-after <attempts>',
      'ordered queues: park a group whose head was tried so often: 1 to 1000, or none',
      orNone(parseCount(1)),
    )

/** Undefined when none of them is given: a queue that is not ordered takes none. */
export function toOrdered(flags: OrderedFlags): QueueSettings['ordered'] {
  const deduplication = {
    contentBased: flags.contentBasedDeduplication,
    windowSeconds: flags.deduplicationWindow,
    scope: flags.deduplicationScope,
  }
  const isSaid = Object.values(deduplication).some(value => value !== undefined)
  const ordered = {
    ...(isSaid && { deduplication }),
    ...(flags.parkAfter !== undefined && { parkAfterAttempts: orNull(flags.parkAfter) }),
  }
  return Object.keys(ordered).length === 0 ? undefined : ordered
}
