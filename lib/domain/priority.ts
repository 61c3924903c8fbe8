import type { Envelope } from './envelope.ts'
import { limits } from './limits.ts'
import type { Random } from './random.ts'

/** 1 to 16, 1 first. */
export const priorityOf = ({ priority }: Pick<Envelope, 'priority'>): number => priority ?? limits.priorityDefault

/** As an envelope keeps it: the default is not written, so that a message without a priority has no byte of it. */
export const keptPriority = (priority: number | undefined): Pick<Envelope, 'priority'> =>
  priority === undefined || priority === limits.priorityDefault ? {} : { priority }

/** How long a message has to be visible before it may go before better ones. */
export const agedMs = 5_000

// A power of two, so that a byte is divided evenly.
const pollsAShare = 16

/**
 * Whether this poll of a queue with several priorities begins at the worst: one in sixteen, by one byte of the source.
 * Without it a queue whose better messages never end would keep the others for ever.
 */
export const beginsAtTheWorst = (random: Random): boolean => random.bytes(1)[0]! % pollsAShare === 0
