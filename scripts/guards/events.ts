import { guardsOf } from './guard.ts'

const windows = ['test/events/windows.test.ts']
const alarms = ['lib/timers/alarmClock.test.ts']
const dispatch = ['functions/dispatch.test.ts']
const killing = ['test/events/killing.test.ts']
const ingest = ['functions/ingest.test.ts']
const canary = ['functions/canary.test.ts']

/** What holds of functions that events call: nobody is left unwoken, and nothing that comes in is dropped. */
export const eventGuards = [
  ...guardsOf('lib/timers/setAlarms.ts', windows, [
    ['one call answers for a whole window', '  fromMs: given.visibleAtMs,\n', ''],
  ]),
  ...guardsOf('lib/push/window.ts', windows, [
    ['a window is waited for', 'return endMs > services.clock.nowMs() ? endMs : undefined', 'return undefined'],
  ]),
  ...guardsOf('lib/push/pushRound.ts', windows, [
    ['somebody is woken at the end of a window', '  await comeAgain(services, found.queue, endMs)\n', ''],
  ]),
  ...guardsOf('lib/timers/alarmClock.ts', alarms, [
    ['a call that may have been answered covers nobody', 'atMs > nowMs && atMs >= fromMs', 'atMs >= fromMs'],
    ['a call covers nobody who is due after it', 'atMs > nowMs && atMs >= fromMs', 'atMs > nowMs'],
    ['a call is never too early', 'Math.ceil((needMs', 'Math.floor((needMs'],
    ['calls of one second are one', 'hasJustRung ? 1 : delaySeconds', 'false ? 1 : delaySeconds'],
    ['one that was not taken covers nobody', 'if (!lost.has(ring)) this.#note(ring)', 'this.#note(ring)'],
    [
      'what is too far ahead is for others',
      'if (delaySeconds > limits.timerSecondsMax) far.push(wake)',
      'if (false) {}',
    ],
  ]),
  ...guardsOf(
    'lib/timers/sqsTimers.ts',
    ['lib/timers/sqsTimers.test.ts'],
    [
      ['what SQS does not take is told', 'return Failed.map(({ Id }) => rings[Number(Id)]!)', 'return []'],
      ['so is a call that fails', 'send(batch).catch(() => batch)', 'send(batch).catch(() => [])'],
    ],
  ),
  ...guardsOf('lib/timers/setAlarms.ts', dispatch, [
    [
      'what is too far ahead is marked',
      'const unmarked = await markAll(services, far)',
      'const unmarked: typeof far = []',
    ],
    ['the window of a batch is waited for', 'given.visibleAtMs + windowMs', 'given.visibleAtMs'],
    ['of several windows the shortest', 'Math.min(...triggers', 'Math.max(...triggers'],
  ]),
  ...guardsOf('lib/timers/answerWake.ts', dispatch, [
    [
      'a queue of an earlier uid is left alone',
      'if (found?.queue.uid !== wake.uid) return',
      'if (found === undefined) return',
    ],
    ['a call that is early is waited for', 'if (wake.atMs > clock.nowMs()) await', 'if (false) await'],
  ]),
  ...guardsOf('functions/dispatch/takeArrivals.ts', dispatch, [
    ['what was not rung for comes again', 'seen.find(one => lost.has(one))', 'seen.find(() => false)'],
  ]),
  ...guardsOf('functions/dispatch/takeWakes.ts', dispatch, [
    ['a failure of ours comes again', 'return [{ itemIdentifier: messageId }]', 'return []'],
    [
      'what is none of ours does not',
      'if (wake === undefined) return',
      'if (wake === undefined) throw new Error(body)\n    if (false) return',
    ],
  ]),
  ...guardsOf('functions/upkeep.ts', dispatch, [
    ['upkeep has others push', 'if (alarms !== undefined) {', 'if (false) {'],
  ]),
  ...guardsOf('lib/push/lease.ts', killing, [
    ['whoever dies before a try has not tried', '  countsAttempt: false,\n', ''],
  ]),
  ...guardsOf('lib/ingest/takeIn.ts', ingest, [
    ['what comes again is stored once', 'requestKey: keyOf(batch)', 'requestKey: undefined'],
    ['one that is refused keeps out no other', 'if (!isPerhapsOfOne) return', 'if (true) return'],
    ['in order, nothing overtakes', 'if (inOrder && first !== undefined)', 'if (false)'],
    ['a call takes a mebibyte', 'bytesMax: limits.messageBytesMax', 'bytesMax: Number.POSITIVE_INFINITY'],
  ]),
  ...guardsOf('lib/protocols/sqs/fromRecord.ts', ingest, [
    ['ids of SQS keep messages single', 'deduplicationId: messageId }', 'deduplicationId: crypto.randomUUID() }'],
  ]),
  ...guardsOf('functions/ingest/takeRecords.ts', ingest, [
    [
      'what has no queue fails',
      'if (queue === undefined) return fail(noQueue(source))',
      'if (queue === undefined) return []',
    ],
  ]),
  ...guardsOf('functions/ingest/takeEvent.ts', ingest, [
    ['an event that is not stored comes again', 'if (refused !== undefined) throw refused.error', ''],
  ]),
  ...guardsOf('lib/push/canary.ts', canary, [
    ['the canary leaves nothing behind', 'retentionSeconds: limits.canarySeconds', 'retentionSeconds: 86_400'],
  ]),
  ...guardsOf('lib/upkeep/tendInner.ts', dispatch, [
    ['the canary’s queue belongs to nobody and stays', 'if (queue.name === canaryQueue) {', 'if (false) {'],
  ]),
]
