import { guardsOf } from './guard.ts'

const domain = ['lib/domain/trigger.test.ts']
const actions = ['test/actions/triggers.test.ts']
const native = ['test/protocols/native/triggers.test.ts']
const applied = ['test/cli/applyTriggers.test.ts']

const stranded = ['test/events/stranded.test.ts']
const marked = ['test/push/marked.test.ts']

/** Triggers: what they may say, and what is marked for whoever pushes. */
export const triggerGuards = [
  ...guardsOf('lib/domain/trigger.ts', domain, [
    ['the first by name has a message', '(a.name < b.name ? -1 : 1)', '(a.name < b.name ? 1 : -1)'],
    ['a filter is kept to', '!filter?.attributes || meetsPolicy', 'true || meetsPolicy'],
    [
      'a queue without triggers wakes nobody',
      '{ triggers: undefined, wakes: false }',
      '{ triggers: undefined, wakes: true }',
    ],
  ]),
  ...guardsOf('lib/domain/checkedTrigger.ts', domain, [
    ['what is signed goes to AWS alone', "protocol === 'https:' && ", ''],
    ['and not to what others have there', 'sqsHost.test(hostname)', '/amazonaws/.test(hostname)'],
    ['a queue of SQS is one by its path', 'isQueue && (isThere', '(isThere'],
    ['a module does not climb out of its folder', "&& !path.split('/').includes('..')", ''],
    ['nor begin elsewhere', "&& !path.startsWith('/')", ''],
    ['what is not named stays', '.filter(([, value]) => value !== undefined)', ''],
  ]),
  ...guardsOf('lib/actions/wake.ts', actions, [
    [
      'a queue without triggers is not marked',
      'if (!isTriggered(queue)) return\n  const nowMs = clock',
      'const nowMs = clock',
    ],
    ['nor is anybody told of it', 'if (isTriggered(queue)) onPush?.(queue)', 'onPush?.(queue)'],
    ['another process is woken as well', 'await services.wakeAt?.(queue, nowMs)', ''],
  ]),
  ...guardsOf('lib/actions/publish.ts', actions, [
    ['what is published is marked before it is kept', 'await markWakes(services, queue, readyTimes(envelopes))', ''],
    ['who pushes here is told', '  tellPusher(services, queue)\n', ''],
  ]),
  ...guardsOf('lib/actions/deadLetters.ts', actions, [
    ['the end of a lease is marked', 'await markWakes(services, queue, visibleTimes(leased))', ''],
    ['what is given back is marked', 'await markWakes(services, queue, times)', ''],
    ['what is edited is marked', 'await markWakes(services, queue, [delivery.visibleAtMs])', ''],
  ]),
  ...guardsOf('lib/actions/expiryMarks.ts', actions, [
    ['dead letters are pushed too', 'await markWakes(services, queue, [clock.nowMs()])', ''],
  ]),
  ...guardsOf('lib/actions/checkTriggerTarget.ts', actions, [
    ['a queue at localhost is inside', "new URL(url).hostname === 'localhost'", 'false'],
  ]),
  ...guardsOf('lib/actions/resume.ts', actions, [
    ['a resumed queue is pushed', 'await wakeNow(services, saved.queue)', ''],
  ]),
  ...guardsOf('lib/actions/wakeTriggers.ts', actions, [
    ['leases from before a trigger are marked', 'laterMarksMs(queue.settings).map', '[].map'],
    ['and delays from before it', '  await markNextDelayed(services, queue)\n}', '}'],
  ]),
  ...guardsOf('lib/actions/settleReceipts.ts', stranded, [
    ['who is let through by a settlement is pushed', '  await markFreed(services, queue)\n', ''],
  ]),
  ...guardsOf('lib/actions/cancelMessage.ts', stranded, [
    ['and by a message that is cancelled', '  await markFreed(services, queue)\n', ''],
  ]),
  ...guardsOf('lib/actions/wake.ts', stranded, [
    ['who waits for a place is pushed', ' || queue.settings.maxInFlight !== undefined', ''],
    ['who waits in a group is pushed', 'isOrdered(queue) || ', ''],
  ]),
  ...guardsOf('lib/upkeep/pushMarked.ts', stranded, [
    ['whom nobody woke is marked anew', 'if (!isDone) await', 'if (false) await'],
  ]),
  ...guardsOf('lib/upkeep/pushMarked.ts', marked, [
    ['pushes end with their round', 'services.wall.nowMs() < untilWallMs && ', ''],
    ['pushes go side by side', 'length: atOnceMax', 'length: 1'],
  ]),
  ...guardsOf('lib/upkeep/pushMarked.ts', actions, [
    ['one delayed message after the other is', '  await markNextDelayed(services, found.queue)\n', ''],
  ]),
  ...guardsOf('lib/actions/triggerDocument.ts', native, [
    ['a queue has so many and no more', 'if (got <= limits.triggersMax) return', 'return'],
    ['others stay', 'stands.triggers?.filter(one => one !== before) ?? []', '[] as Trigger[]'],
  ]),
  ...guardsOf('lib/actions/triggerDocument.ts', actions, [
    ['a trigger is put as expected', '    checkExpected(before, expected)\n', ''],
    ['and at the version of its queue', "typeof expected === 'string' ? 'any' : expected", "'any'"],
  ]),
  ...guardsOf('lib/actions/checkTriggerTarget.ts', actions, [
    ['no circle is made of triggers', 'if (beyond.has(from))', 'if (false)'],
    ['nor an endless chain', 'if (beyond.size > limit)', 'if (false)'],
  ]),
  ...guardsOf('lib/actions/checkTriggerTarget.ts', native, [
    ['a queue is not its own target', 'if (to === from)', 'if (false)'],
    ['a target is there', 'if ((await findQueue(services, to)) === undefined)', 'if (false)'],
  ]),
  ...guardsOf('lib/actions/checkTriggerTarget.ts', actions, [
    ['modules are run where that is allowed', 'if (await mayRunModule?.(path)) return', 'return'],
    ['addresses inside are refused', 'await checkAddress(services, target.url)', ''],
  ]),
  ...guardsOf('lib/actions/updateTrigger.ts', actions, [
    ['also when a trigger is changed to them', 'if (change.target !== undefined) await', 'if (false) await'],
  ]),
  ...guardsOf('cli/apply/triggers.ts', applied, [
    ['a second run changes nothing', 'if (wanted === null) await client.deleteTrigger(queue, name)', ''],
    ['a new trigger says where messages go', 'wanted === null || wanted.target !== undefined || ', 'true || '],
  ]),
]
