import { guardsOf } from './guard.ts'

const parking = ['test/actions/parking.test.ts', 'test/actions/parkingPolls.test.ts']

/** What keeps a group parked, and lets it go again. */
export const parkingGuards = [
  ...guardsOf(
    'lib/store/takenBack.ts',
    ['test/actions/wishes.test.ts'],
    [
      ['what is given back does not count', 'countAttempt: !wasCounted', 'countAttempt: true'],
      ['whatever it was leased for', "ifLapsed: 'accept'", "ifLapsed: 'refuse'"],
    ],
  ),
  ...guardsOf('lib/store/takenBack.ts', parking, [
    ['a hand-over that was none does not count', 'countAttempt: !wasCounted', 'countAttempt: true'],
    ['nor does one for no time at all', "ifLapsed: 'accept'", "ifLapsed: 'refuse'"],
  ]),
  ...guardsOf('lib/actions/park.ts', parking, [
    ['what was tried too often is not handed out', 'if (tried.length === 0) return leased', 'return leased'],
    ['nor what stands behind it', 'tried.includes(one) || isBehind(one)', 'tried.includes(one)'],
    ['but what stands before it is', ' && head.sequence! < sequence!', ''],
    ['and so are other groups', 'head.envelope.groupId === envelope.groupId && ', ''],
    ['a poll that parks can be repeated', 'attemptId !== undefined || tried', 'tried'],
    ['a parked message waits until it expires', 'tried.includes(one) ? delayMs(one) : 0', '0'],
    ['what stands behind it does not', 'tried.includes(one) ? delayMs(one) : 0', 'delayMs(one)'],
    ['an edit moves nothing that is not ordered', 'settings.ordered === undefined || ', ''],
    ['nor what a lease holds', " || stateOf(delivery, nowMs) !== 'delayed') return", ') return'],
    [
      'nor what only waits',
      'if (!isUntilItsEnd && !isForParking(toCandidate(before',
      'if (false && !(toCandidate(before',
    ],
    ['who was parked by other settings comes too', 'if (!isUntilItsEnd && ', 'if ('],
    ['and who waits for the end that it had before', ' && !isForParking(toCandidate(before, delivery), settings)', ''],
    ['who is given more attempts comes at once', ' : nowMs\n', ' : undefined\n'],
    ['who is not stays parked', 'return isStillTried ? ', 'return false ? '],
    [
      'until the end that it has now',
      'Math.min(delivery.visibleAtMs, expiresAtMs(envelope, settings))',
      'delivery.visibleAtMs',
    ],
  ]),
  ...guardsOf('lib/actions/poll.ts', parking, [
    [
      'what could not be parked is given back',
      '.catch(error =>\n      giveBackAndThrow(services, queue, found, error),\n    )',
      '',
    ],
  ]),
  ...guardsOf('lib/domain/parking.ts', parking, [
    ['a queue without the number parks nothing', 'ordered?.parkAfterAttempts !== undefined && ', ''],
    [
      'the number is the queue’s',
      'isExhausted(tried, { attemptsMax: ordered.parkAfterAttempts })',
      'isExhausted(tried, { attemptsMax: 1 })',
    ],
  ]),
  ...guardsOf('lib/domain/judge.ts', parking, [
    ['a lease of no time is long enough to park', 'Math.max(leaseMs, parkingMs)', 'leaseMs'],
    ['others are as long as asked', 'isForParking(message, settings) ? Math.max', 'true ? Math.max'],
    [
      'of one number the move comes first',
      'deadLetter !== undefined && isExhausted(message, deadLetter)',
      'deadLetter !== undefined && !isForParking(message, settings) && isExhausted(message, deadLetter)',
    ],
  ]),
  ...guardsOf('lib/domain/newMessage.ts', parking, [
    ['a queue that parks takes a limit of a message’s own', ' || ordered?.parkAfterAttempts !== undefined', ''],
  ]),
  ...guardsOf('lib/domain/orderedSettings.ts', parking, [
    ['the number can be taken away', 'park == null ? ordered : ', ''],
  ]),
]
