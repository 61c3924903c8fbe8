import type { PolledMessage } from '../actions/poll.ts'
import type { Outcome } from './outcome.ts'

/** Of a message of an ordered queue whose turn had not come: it goes back as it was, to come after the one that it stands behind. */
export const notItsTurn: Outcome = {
  kind: 'throttled',
  reason: 'stands behind one of its group that was not delivered',
}

/**
 * What counts of what a target says of messages of an ordered queue: who stops at the first failure, as it should, names those behind it in
 * its group as well, and has not tried them.
 */
export function inTurn(messages: readonly PolledMessage[], outcomes: readonly Outcome[]): Outcome[] {
  const held = new Set<string | undefined>()
  return outcomes.map((outcome, at) => {
    const { groupId } = messages[at]!.message.envelope
    if (outcome.kind === 'delivered') return outcome
    if (held.has(groupId)) return notItsTurn
    held.add(groupId)
    return outcome
  })
}
