import { type Command, Option } from 'commander'
import type { QueueSettings } from '../client/index.ts'
import { parseSeconds } from './values.ts'

export type OrderedFlags = {
  contentBasedDeduplication?: boolean
  deduplicationWindow?: number
  deduplicationScope?: 'queue' | 'group'
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

/** Undefined when none of them is given: a queue that is not ordered takes none. */
export function toOrdered(flags: OrderedFlags): QueueSettings['ordered'] {
  const deduplication = {
    contentBased: flags.contentBasedDeduplication,
    windowSeconds: flags.deduplicationWindow,
    scope: flags.deduplicationScope,
  }
  return Object.values(deduplication).every(value => value === undefined) ? undefined : { deduplication }
}
