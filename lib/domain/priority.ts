import type { Envelope } from './envelope.ts'
import { limits } from './limits.ts'
import type { Random } from './random.ts'

/** 1 to 16, 1 first. */
export const priorityOf = ({ priority }: Pick<Envelope, 'priority'>): number => priority ?? limits.priorityDefault

// So that what yields stands after the others of its priority and before the next one.
const sideStep = 0.5

/** Where a message stands: its priority, and half a step more where it yields to the others of that. */
export const rankOf = (envelope: Pick<Envelope, 'priority' | 'yields'>): number =>
  priorityOf(envelope) + (envelope.yields === true ? sideStep : 0)

/** The rank of what yields to the messages of a priority. */
export const sideOf = (priority: number): number => priority + sideStep

/** The priority of a rank, which is the rank of what does not yield. */
export const mainOf = (rank: number): number => Math.floor(rank)

/** As an envelope keeps it: the default is not written, so that a message without a priority has no byte of it. */
export const keptPriority = (priority: number | undefined): Pick<Envelope, 'priority'> =>
  priority === undefined || priority === limits.priorityDefault ? {} : { priority }

/** How long a message has to be visible before it may go before better ones. */
export const agedMs = 5_000

// A power of two, so that a byte is divided evenly.
const pollsAShare = 16

/**
 * Whether this poll of a queue with several ranks serves what has waited long instead of the best: one in sixteen, by one byte
 * of the source, and which of the others it begins with (`restInTurn`), 0 to 15; undefined for all other polls. Without it a
 * queue whose better messages never end would keep the others for ever.
 */
export function drawShare(random: Random): number | undefined {
  const byte = random.bytes(1)[0]!
  return byte % pollsAShare === 0 ? byte / pollsAShare : undefined
}

/**
 * The ranks that such a poll goes through, of all that there are with the best first: not the best; from the drawn priority,
 * counted from the worst, on to better ones, and round. Of one priority what does not yield comes first here too: a noisy
 * group must not have the turn of the others.
 */
export function restInTurn(ranks: readonly number[], drawn: number): number[] {
  const rest = ranks.slice(1)
  const priorities = [...new Set(rest.map(mainOf))].sort((a, b) => b - a)
  const first = priorities.length > 0 ? drawn % priorities.length : 0
  const inTurn = [...priorities.slice(first), ...priorities.slice(0, first)]
  return inTurn.flatMap(priority => rest.filter(rank => mainOf(rank) === priority).sort((a, b) => a - b))
}
