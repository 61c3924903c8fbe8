import { guardsOf } from './guard.ts'

const dueMarks = ['test/actions/dueMarks.test.ts']
const embedded = ['test/embedded/contract.test.ts']
const folder = 'lib/store'

/** What holds of messages that expire, or fall due, where messages are moved aside. */
export const expiryGuards = [
  ...guardsOf('lib/actions/deadLetters.ts', dueMarks, [
    ['what a poll has moved aside is noted', '  await aside.markExpiries(services)\n', ''],
    ['what an edit lets expire is', '  await markExpiries(services, queue, [envelope])\n', ''],
    ['so are attempts that are over by an edit', '!isExhausted(toCandidate(envelope, delivery), deadLetter)', 'true'],
    ['from now on', 'Math.max(delivery.visibleAtMs, services.clock.nowMs())', 'delivery.visibleAtMs'],
    ['and when it comes', 'Math.max(delivery.visibleAtMs, services.clock.nowMs())', 'services.clock.nowMs()'],
    ['others are not', ' || !isExhausted(toCandidate(envelope, delivery), deadLetter)', ''],
  ]),
  ...guardsOf('lib/actions/updateQueue.ts', dueMarks, [
    ['a rule that comes later is noted', '  await markRuleChange(services, saved)\n', ''],
  ]),
  ...guardsOf('lib/actions/putQueue.ts', dueMarks, [
    ['also by a put', '  await markRuleChange(services, { ...saved, before })\n', ''],
  ]),
  ...guardsOf('lib/actions/ruleMarks.ts', dueMarks, [
    ['a queue without a rule is not marked', ' || queue.settings.deadLetter === undefined', ''],
    ['a new queue is not', 'if (before === undefined || ', 'if ('],
    ['nor one whose rule stays', 'if (isDeepStrictEqual(ruleOf(before.settings), ruleOf(queue.settings))) return', ''],
    [
      'retention is part of the rule',
      '({ deadLetter, retentionSeconds })',
      '({ deadLetter, retentionSeconds: 0 * retentionSeconds })',
    ],
    ['what lies there is looked at at once', '[0, ...laterMarksMs', '[...laterMarksMs'],
    ['the leases of the queue end', '  (visibilityTimeoutSeconds + limits.configSecondsMax) * 1000,\n', ''],
    ['the longest ones too', 'limits.visibilityTimeoutSecondsMax * 1000', '0'],
  ]),
  ...guardsOf('lib/actions/settleReceipts.ts', dueMarks, [
    ['what is given up is noted', 'one.aside instanceof NotedAside', 'false'],
  ]),
  ...guardsOf('lib/upkeep/upkeep.ts', dueMarks, [
    ['the end of what stays is marked anew', 'if (Number.isFinite(look.firstEndMs)) await', 'if (false) await'],
    [
      'where that is wished',
      "settings.deadLetter?.expired === true && verdict.kind === 'lease'",
      "verdict.kind === 'lease'",
    ],
    ['what upkeep has moved aside is noted', '    await aside?.markExpiries(services)\n', ''],
  ]),
  ...guardsOf(
    'lib/actions/expiryMarks.ts',
    ['test/actions/deadLetters.test.ts'],
    [
      [
        'an expiry is marked where it matters',
        'for (const ms of new Set(ends)) await services.store.markDue(queue, ms)',
        '',
      ],
    ],
  ),
  ...guardsOf('lib/actions/expiryMarks.ts', dueMarks, [
    [
      'where nothing that expires is moved nothing is marked',
      'if (to.settings.deadLetter?.expired !== true) return',
      '',
    ],
  ]),
  ...guardsOf(`${folder}/embedded/expiryRules.ts`, embedded, [
    ['a queue’s rule is looked at as it stands', '.all(queueKind)', '.all(queueKind).slice(0, 0)'],
  ]),
  ...guardsOf(
    `${folder}/embedded/expiryRules.ts`,
    ['test/embedded/tidying.test.ts'],
    [['only the rule counts', " AND value ->> '$.settings.deadLetter.expired' = 1", '']],
  ),
  ...guardsOf(`${folder}/embedded/sweepSteps.ts`, embedded, [
    ['what is to be moved aside is left for that', 'found.filter(({ lane }) => !kept.has(lane))', 'found'],
    ['also after the longest retention', '!kept.has(lane) && removeSome', 'removeSome'],
  ]),
]
