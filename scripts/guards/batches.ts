import { guardsOf } from './guard.ts'

const stopping = ['test/push/stopping.test.ts']
const triggers = ['test/push/triggers.test.ts']
const throttles = ['test/push/throttles.test.ts']

/** What holds of batches that are pushed to targets: when they are tried, what counts, and what targets may say. */
export const batchGuards = [
  ...guardsOf('lib/push/plan.ts', triggers, [
    ['a try counts once it was one', "countAttempt: 'now',\n    reason", 'countAttempt: true,\n    reason'],
    [
      'a message goes by its own number of tries',
      'isExhausted({ ...tried, attemptsMax }, deadLetter)',
      'isExhausted(tried, deadLetter)',
    ],
    ['a trigger that gives up is named as the reason', "? 'rejected' : 'nacked'", "? 'nacked' : 'nacked'"],
  ]),
  ...guardsOf('lib/push/plan.ts', throttles, [
    [
      'what was refused has had no try',
      'delayMs: context.restMs, countAttempt: true',
      "delayMs: context.restMs, countAttempt: 'now'",
    ],
  ]),
  ...guardsOf('lib/push/rests.ts', throttles, [
    ['rests grow', '* 2, longestMs)', '* 1, longestMs)'],
    ['but not without end', ', longestMs)', ', 1e9)'],
    ['who asks for a rest has it', 'askedMs === undefined ? ownMs', 'true ? ownMs'],
  ]),
  ...guardsOf('lib/push/deliveries.ts', stopping, [
    ['who stops waits for no place', 'return this.oneEnded(signal)', 'return Promise.race(this.#underWay)'],
  ]),
  ...guardsOf('lib/push/pushRound.ts', stopping, [
    ['a round that is through late wakes others', 'if (isLate) await', 'if (false) await'],
  ]),
  ...guardsOf('lib/push/restAfter.ts', throttles, [
    ['what was taken ends the rests', 'if (!outcomes.includes(stopped)) rests.end(key)', ''],
  ]),
  ...guardsOf('lib/push/outlets.ts', throttles, [
    ['nothing is leased for who rests', "if (untilMs > 0) return { kind: 'resting', untilMs }", ''],
  ]),
  ...guardsOf('lib/push/comeAgain.ts', throttles, [
    ['who pushes is woken for it', 'await wakeAt?.(queue, atMs).catch(() => {})', ''],
  ]),
  ...guardsOf(
    'lib/push/inTurn.ts',
    ['test/push/inTurn.test.ts'],
    [['who stands behind has had no try', 'if (held.has(groupId)) return notItsTurn', '']],
  ),
  ...guardsOf(
    'lib/actions/forward.ts',
    ['test/push/forward.test.ts'],
    [
      [
        'a queue is given what it takes in a second',
        'settings.maxPublishesPerSecond ?? Number.POSITIVE_INFINITY',
        'Number.POSITIVE_INFINITY',
      ],
    ],
  ),
  ...guardsOf(
    'lib/push/restAfter.ts',
    ['test/push/forward.test.ts'],
    [
      [
        'who takes some is asked again soon',
        "if (outcomes.some(({ kind }) => kind === 'delivered')) rests.end(key)",
        '',
      ],
    ],
  ),
  ...guardsOf(
    'lib/push/sqsTarget.ts',
    ['lib/push/sqsTarget.test.ts'],
    [['a call to SQS holds what it can', 'bytesMax: limits.messageBytesMax', 'bytesMax: Number.POSITIVE_INFINITY']],
  ),
  ...guardsOf('lib/push/deliveries.ts', triggers, [
    ['nothing is finished by old triggers', '    await findQueue(this.#services, this.#queue)\n', ''],
    ['what no trigger wants is finished', 'if (unwanted.length > 0) await this.#finish(queue, unwanted)', ''],
    ['who stops waits for targets, though not for ever', '() => this.#stopping.abort()', '() => {}'],
  ]),
  ...guardsOf('lib/push/batch.ts', triggers, [
    ['a message is for who wants it', 'wants === undefined || wants(one.message.envelope)', 'true'],
    ['a batch is no larger than it may be', 'countMax: batchSize', 'countMax: Number.POSITIVE_INFINITY'],
  ]),
  ...guardsOf('lib/push/lease.ts', triggers, [
    ['a lease is no try', 'countsAttempt: false', 'countsAttempt: true'],
    [
      'of an ordered queue nothing is leased beyond a batch',
      'ordered ? Math.min(order.messages, order.batchSize) : order.messages',
      'order.messages',
    ],
  ]),
  ...guardsOf('lib/push/keepLease.ts', triggers, [
    [
      'a lease goes on while the target works',
      'await store.settle(queue, extensions)',
      'extensions.map(() => ({ kind: "done" }))',
    ],
  ]),
  ...guardsOf('lib/push/handOver.ts', triggers, [
    ['a target has as long as its trigger says', 'end(failed(`timed out', '(() => {})(failed(`timed out'],
  ]),
  ...guardsOf('lib/push/report.ts', triggers, [
    ['a lease that was lost is told of', "if (became.kind === 'lost')", 'if (false)'],
  ]),
  ...guardsOf(
    'lib/push/window.ts',
    ['test/push/windows.test.ts'],
    [
      [
        'nothing is leased within the window',
        'await restUntil(wall, Math.min(untilWallMs, wall.nowMs() + lookEveryMs), signal)',
        'return',
      ],
      ['a full batch waits no longer', '(await store.stats(queue)).visible < messages', 'true'],
    ],
  ),
  ...guardsOf(
    'lib/push/batchResponse.ts',
    ['lib/push/batchResponse.test.ts'],
    [['an unknown name fails all', 'const unknown = named.find(id => !ids.includes(id))', 'const unknown = undefined']],
  ),
  ...guardsOf(
    'lib/push/eventPost.ts',
    ['lib/push/eventPost.test.ts'],
    [
      ['503 is no try', 'status === 429 || status === 503', 'status === 429'],
      ['no time at all is no rest', 'ms > 0 ? ms : undefined', 'ms'],
    ],
  ),
  ...guardsOf(
    'lib/push/functionTarget.ts',
    ['lib/push/functionTarget.test.ts'],
    [
      ['an error of the function is no answer', 'if (FunctionError !== undefined)', 'if (FunctionError === "")'],
      [
        'a busy function has had no try',
        "if (throttles.has(name)) return { kind: 'throttled', reason: name, retryAfterMs }",
        '',
      ],
    ],
  ),
  ...guardsOf(
    'lib/push/modulePath.ts',
    ['lib/push/moduleTarget.test.ts'],
    [['no name and no link leads outside', 'return isBelow(root, file) ? file : undefined', 'return file']],
  ),
  ...guardsOf(
    'lib/push/moduleRun.ts',
    ['lib/push/moduleTarget.test.ts'],
    [
      ['a change begins a module anew', 'return !this.#isOver && !isChanged', 'return !this.#isOver'],
      ['one that broke down begins anew', 'return !this.#isOver && !isChanged', 'return !isChanged'],
      ['one that nobody waits for is ended', 'const abort = (): void => this.stop()', 'const abort = (): void => {}'],
    ],
  ),
  ...guardsOf(
    'lib/protocols/sqs/triggerEvent.ts',
    ['test/push/events.test.ts'],
    [['the try under way counts', 'attempts: message.delivery.attempts + 1', 'attempts: message.delivery.attempts']],
  ),
]
