// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const contract = ['test/contract/memory.test.ts']
const actions = ['test/actions/ordered.test.ts']
const folder = 'lib/store/memory'

/** What ordered queues hang on, in the domain, the actions and the reference model. */
export const orderedGuards = [
  ...guardsOf('lib/domain/ordered.ts', contract, [
    [
      'a message that is not visible closes what stands behind it',
      'if (held.delivery.visibleAtMs > nowMs) return',
      'if (held.delivery.visibleAtMs > nowMs) continue',
    ],
    ['nothing comes before its time', 'if (held.delivery.visibleAtMs > nowMs) return', ''],
    ['numbers grow while time stands', 'Math.max(last + 1, nowMs * 1000)', 'nowMs * 1000'],
    [
      'a group counts in its own scope',
      "scope === 'group' && deduplicationId !== undefined ? `${groupId} ${deduplicationId}` : ",
      '',
    ],
    ['in the scope of the queue all groups count', "scope === 'group' && deduplicationId", 'deduplicationId'],
    ['what was given back is not repeated', 'delivery.leased && ', ''],
    ['what somebody else got is not repeated', 'delivery.token === token && ', ''],
    ['what was extended is not repeated', ' && delivery.visibleAtMs === visibleAtMs', ''],
  ]),
  ...guardsOf(
    'lib/domain/ordered.ts',
    ['lib/domain/ordered.test.ts'],
    [
      ['numbers grow with time', 'Math.max(last + 1, nowMs * 1000)', 'last + 1'],
      ['only the end of a name makes a queue ordered', 'name.endsWith(orderedSuffix)', "name.includes('fifo')"],
      ['numbers sort as texts', ".padStart(sequenceDigits, '0')", ''],
    ],
  ),
  ...guardsOf(
    'lib/domain/orderedMessage.ts',
    ['lib/domain/orderedMessage.test.ts'],
    [
      ['no delay of its own, not even none', 'if (delaySeconds !== undefined)', 'if (delaySeconds)'],
      ['nor a time', 'if (deliverAtMs !== undefined)', 'if (false)'],
      ['nor a priority', 'if (priority !== undefined)', 'if (false)'],
      ['other queues delay', 'if (ordered === undefined) return []', ''],
      ['an ordered queue asks for a group', 'message.groupId === undefined ? [', 'false ? ['],
      [
        'an ordered queue takes ids',
        '  if (ordered !== undefined)\n    return message.groupId',
        '  if (message.groupId === undefined && ordered)\n    return message.groupId',
      ],
      ['another queue takes no deduplication id', 'message.deduplicationId === undefined\n', 'true\n'],
    ],
  ),
  ...guardsOf(
    'lib/domain/newMessage.ts',
    ['lib/domain/orderedMessage.test.ts'],
    [
      ['a message keeps its group', 'if (groupId !== undefined) envelope.groupId = groupId', ''],
      [
        'an own id wins',
        'message.deduplicationId ?? contentIdOf(body, settings)',
        'contentIdOf(body, settings) ?? message.deduplicationId',
      ],
      ['the body gives an id where the queue says so', 'ordered?.deduplication.contentBased ? ', 'false ? '],
      ['and only there', 'ordered?.deduplication.contentBased ? ', 'ordered ? '],
      ['groups are checked', '  ...groupProblems(message, settings),\n', ''],
      ['delays are checked', '  ...turnProblems(message, settings),\n', ''],
    ],
  ),
  ...guardsOf(
    'lib/domain/orderedSettings.ts',
    ['lib/domain/orderedSettings.test.ts'],
    [
      ['another queue has no such settings', 'if (wish !== undefined) throw invalid(notOrdered)', ''],
      ['the scope stays', 'stands?.deduplication.scope ?? deduplication.scope', 'deduplication.scope'],
      ['another scope is refused', 'wish.deduplication.scope !== scope)', 'false)'],
      ['what is not named is as usual, or as it was', '...base.deduplication, ', ''],
    ],
  ),
  ...guardsOf(
    'lib/domain/envelopeCodec.ts',
    ['lib/domain/envelopeCodec.test.ts'],
    [
      ['the group is kept', 'if (groupId !== undefined) head.g = groupId', ''],
      ['the deduplication id is kept', 'if (deduplicationId !== undefined) head.d = deduplicationId', ''],
    ],
  ),
  ...guardsOf(
    'lib/domain/envelope.ts',
    ['lib/domain/envelope.test.ts'],
    [
      ['the group counts in an answer', '64 + 2 * groupId.length', '64'],
      ['with room for the number', '64 + 2 * groupId.length', '2 * groupId.length'],
      ['the deduplication id counts in an answer', '32 + 2 * deduplicationId.length', '0'],
    ],
  ),
  ...guardsOf('lib/store/settleVerdict.ts', contract, [
    [
      'a lapsed receipt settles nothing in an ordered queue',
      "isOrdered(queue) && !isTakenBack ? { ...settlement, ifLapsed: 'refuse' } : settlement",
      'settlement',
    ],
    ['in another queue it may', 'isOrdered(queue) && !isTakenBack', '!isTakenBack'],
    ['what reached nobody is taken back', 'isOrdered(queue) && !isTakenBack', 'isOrdered(queue)'],
  ]),
  ...guardsOf('lib/actions/publish.ts', actions, [
    ['a publish is told what counts as a repetition', ', deduplicationOf(queue))', ')'],
    ['the window is that of the queue', 'ordered.deduplication.windowSeconds * 1000', '300_000'],
    ['the scope is that of the queue', 'scope: ordered.deduplication.scope', "scope: 'queue'"],
    [
      'a request is another with another group or id',
      'readyAtMs: 0 }',
      'readyAtMs: 0, groupId: undefined, deduplicationId: undefined }',
    ],
  ]),
  ...guardsOf('lib/actions/poll.ts', actions, [
    ['a poll can be repeated', '    attemptId: input.attemptId,\n', ''],
    ['only on ordered queues', ' && !isOrdered(used.queue)) throw', ' && false) throw'],
  ]),
  ...guardsOf('lib/actions/editMessage.ts', actions, [
    ['an edit does not move an ordered message', '    ...turnProblems(edit, queue.settings),\n', ''],
  ]),
  ...guardsOf('lib/actions/putQueue.ts', actions, [
    [
      'the scope of a queue that is put again stays',
      'const stands = existing?.settings.ordered',
      'const stands = undefined',
    ],
  ]),
  ...guardsOf('lib/actions/updateQueue.ts', actions, [
    [
      'a change keeps what it does not name',
      'ordered, stands ?? defaultOrdered, stands)',
      'ordered, defaultOrdered, stands)',
    ],
    [
      'a change cannot change the scope',
      'ordered, stands ?? defaultOrdered, stands)',
      'ordered, stands ?? defaultOrdered, undefined)',
    ],
  ]),
  ...guardsOf(`${folder}/orderedLane.ts`, contract, [
    ['a group is one line', 'this.#groups.get(groupOf(slot)) ?? new SortedMap', 'new SortedMap'],
    ['a message that leaves lets its group go on', '    group.delete(slot.seq)\n', ''],
    ['a group that is empty is forgotten', 'if (group.size === 0) this.#groups.delete(groupOf(slot))', ''],
    [
      'a group is handed out in order, as far as it is open',
      'yield* openRun(group.values(), nowMs)',
      'yield* group.values()',
    ],
    [
      'who waits is not woken for what is closed',
      'return this.#byWait()[0]?.[0].delivery.visibleAtMs',
      'return this.firstVisibleAtMs()',
    ],
    ['the group that waits longest comes first', 'groups.sort(([one], [other]) => inOrder(one, other))', 'groups'],
  ]),
  ...guardsOf('lib/store/handout.ts', contract, [
    ['what has changed in part is not repeated', 'if (!all.every(one => one !== undefined)) return undefined', ''],
    ['what is gone is not repeated', 'held === undefined || ', 'held !== undefined && '],
    ['what was touched is not repeated', ' || !isUntouched(held.delivery, handed)', ''],
    ['a repetition does not count', 'attempts: held.delivery.attempts - 1', 'attempts: held.delivery.attempts'],
    ['what has expired is not repeated', "if (verdict.kind !== 'lease') return undefined", ''],
    [
      'a lease that is repeated is as long as asked',
      '{ ...held.delivery, visibleAtMs: verdict.untilMs }',
      'held.delivery',
    ],
    ['an id is good for five minutes', 'limits.attemptSeconds * 1000', '1e12'],
  ]),
  ...guardsOf(`${folder}/attempts.ts`, contract, [
    [
      'what cannot be repeated is looked for anew',
      'if (again === undefined) return undefined',
      'if (again === undefined) return handout && []',
    ],
    ['a repeated lease begins again', 'message: lane.update(held, { delivery }),', 'message: held,'],
    ['a repetition can be repeated', '  remember(lane, attemptId, leased, nowMs, handout!.untilMs)\n', ''],
    ['for five minutes from the first', 'leased, nowMs, handout!.untilMs)', 'leased, nowMs)'],
    ['of an empty answer nothing is remembered', 'if (leased.length > 0) lane', 'lane'],
  ]),
  ...guardsOf(`${folder}/memoryStore.ts`, contract, [
    ['a repetition stores nothing', 'if (original !== undefined) return original', ''],
    ['a first publish is remembered', 'if (key !== undefined) lane.originals', 'if (false) lane.originals'],
    ['for the window', 'nowMs + once!.windowMs, nowMs)', 'nowMs + 1e12, nowMs)'],
    ['a poll that is repeated answers the same', 'if (repeated !== undefined) return repeated', ''],
    [
      'a poll without an id repeats nothing',
      'if (order.attemptId === undefined) return this.#take(queue, lane, order)',
      '',
    ],
    [
      'a settlement can open a group',
      '    this.#waiters.opened(queue)\n    this.#waiters.settled',
      '    this.#waiters.settled',
    ],
    ['a cancel can open a group', '    this.#waiters.opened(queue)\n    return outcome\n', '    return outcome\n'],
    ['a lapsed receipt settles nothing', 'asStrict(queue, settlement)', 'settlement'],
  ]),
  ...guardsOf('lib/store/waiters.ts', contract, [
    [
      'what ends in an ordered queue wakes who waits for what stands behind it',
      'if (isOrdered(queue)) this.wakeOne(laneOf(queue))',
      '',
    ],
  ]),
]
