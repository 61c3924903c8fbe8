import { domain, dynamo, guard } from './guard.ts'

/** What is moved aside, and as what. */
export const i31 = [
  guard(
    'I31',
    'who does not hold a message cannot give it up',
    dynamo('giveUp', 'if (refusal !== undefined) {', 'if (refusal !== undefined && entry === undefined) {'),
  ),
  guard(
    'I31',
    'what has had its attempts is not handed out',
    domain('judge', 'if (deadLetter !== undefined && isExhausted(message, deadLetter))', 'if (false)'),
  ),
  guard(
    'I31',
    'what is moved keeps its attempts',
    domain('deadLetter', '  ...delivery,\n  token,', '  ...delivery,\n  attempts: 0,\n  token,'),
  ),
  guard('I31', 'an ack is not taken for done where the message left', dynamo('settle', " && place !== 'left'", '')),
]

/** What is put back as a new message. */
export const i37 = [
  guard(
    'I37',
    'what somebody holds is left alone',
    dynamo('redrive', 'deliveryOf(block, entry).visibleAtMs <= nowMs', 'true'),
  ),
]
