import { domain, dynamo, guard } from './guard.ts'

/** Nothing of a group overtakes. */
export const i32 = [
  guard(
    'I32',
    'a message that is not visible closes what stands behind it',
    domain(
      'ordered',
      'if (held.delivery.visibleAtMs > nowMs) return',
      'if (held.delivery.visibleAtMs > nowMs) continue',
    ),
  ),
  guard(
    'I32',
    'a group is changed only by who saw it as it is',
    dynamo(
      'ordered/writeGroup',
      "'v = :v AND l = :l' : 'v = :v'",
      "'v = :v OR l = :l' : 'v = :v OR attribute_exists(v)'",
    ),
  ),
  guard(
    'I32',
    'nobody goes past a number whose message is on its way',
    dynamo('ordered/line', 'else if (run.start > number) {', 'else if (false) {'),
  ),
  guard(
    'I32',
    'under a number that was closed nothing is stored',
    dynamo(
      'ordered/numbers',
      "ConditionExpression: 'attribute_not_exists(p)',\n  ReturnValues",
      "ConditionExpression: 'attribute_not_exists(p) OR attribute_exists(z)',\n  ReturnValues",
    ),
  ),
  guard(
    'I32',
    'a redrive that goes on in the middle passes over nobody',
    dynamo('ordered/remove', 'if (numberOf(from) !== numberOf(group.next)) return 0', ''),
  ),
]

/** Numbers do not come back, nor what was stored under them. */
export const i33 = [
  guard(
    'I33',
    'what an earlier group has left is not of this one',
    dynamo('ordered/readRuns', 'run.epoch === epoch ? run', 'true ? run'),
    // Else a group that begins again hardly ever comes to numbers that it had. It breaks no answer by itself.
    domain('ordered', 'nowMs * 1000', 'Math.floor(nowMs / 4_000) * 4_000_000'),
  ),
]

/** One key, one message. */
export const i34 = [
  guard(
    'I34',
    'a key is claimed once',
    dynamo('ordered/originals', "OR a = :over'", "OR a = :over OR attribute_exists(a)'"),
  ),
  guard(
    'I34',
    'what was never stored is nobody’s original',
    dynamo('ordered/originals', "return run.isClosed || run.epoch !== epoch ? 'closed' : 'stored'", "return 'stored'"),
  ),
  guard(
    'I34',
    'who has stored a run knows it again',
    dynamo('ordered/publish', '=== run.nonce) return prepared', '=== run.nonce && false) return prepared'),
  ),
]

/** What lapsed does not count, and what is repeated is the same. */
export const i35 = [
  guard('I35', 'a lease that is over acks nothing', dynamo('ordered/quickAck', '&& one.hint.untilMs > nowMs', '')),
]

/** Moves and looks, as on other queues. */
export const ordered = [
  guard('J5', 'what leaves an ordered group is taken there', dynamo('ordered/leave', '    ...taking,\n', '')),
  guard(
    'J4',
    'the look before an empty answer is consistent',
    dynamo('ordered/look', '{ from, isConsistent: true }', '{ from, isConsistent: false }'),
  ),
  guard(
    'J4',
    'who stood still looks again',
    dynamo('ordered/poll', ' && tools.wall.nowMs() - lookedAtMs < behindMsMax - passedMs', ''),
  ),
  guard(
    'J4',
    'what there was no room for is not passed over',
    dynamo('ordered/take', 'if (choice.isCut) return nothing', ''),
  ),
]
