// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const contract = ['test/contract/memory.test.ts']

/** What both local stores share: broken here, each of them breaks its promise. */
export const storeGuards = [
  ...guardsOf('lib/store/settleVerdict.ts', contract, [
    ['one valid receipt', "if (delivery.token !== receipt.token) return 'replaced'", ''],
    ['a lapsed lease is refused where it has to be live', ' && !isHeld(delivery, nowMs)', ' && false'],
    ['a lapsed lease still counts where that is accepted', "ifLapsed === 'refuse' && ", ''],
  ]),
  ...guardsOf('lib/store/leased.ts', contract, [
    ['the first lease is remembered', 'before.firstLeasedAtMs ?? leasedAtMs', 'leasedAtMs'],
    ['a lease hides the message until it ends', 'visibleAtMs: untilMs, ', ''],
    ['attempts are counted', 'untilMs, attempts, token', 'untilMs, token'],
    ['a leased message is in flight', 'leased: true, ', ''],
  ]),
  ...guardsOf('lib/store/moved.ts', contract, [
    ['a message nobody ever got is delayed, not in flight', "leased: delivery.token !== ''", 'leased: true'],
    ['an extend is no release', "if (settlement.kind === 'extend')", 'if (false)'],
    [
      'an extend is counted from now',
      'visibleAtMs: nowMs + settlement.ms',
      'visibleAtMs: delivery.visibleAtMs + settlement.ms',
    ],
    [
      'a hand-over that was not counted may count once it is tried',
      "if (countAttempt === 'now') return receipt.attempts + 1",
      '',
    ],
    [
      'who gives up may count the last try',
      'settlement.countAttempt === undefined ? delivery : {',
      'true ? delivery : {',
    ],
    ['who takes a message up again holds it as before', '      attempts: settlement.receipt.attempts,\n', ''],
    ['what is given back is in nobody’s hands', '    leased: false,\n', ''],
    ['a release waits as long as asked', 'visibleAtMs: nowMs + settlement.delayMs', 'visibleAtMs: nowMs'],
    [
      'a release can take the hand-over back',
      'countAttempt ? receipt.attempts : Math.max(0, receipt.attempts - 1)',
      'receipt.attempts',
    ],
    [
      'a release sent twice counts once',
      'countAttempt ? receipt.attempts : Math.max(0, receipt.attempts - 1)',
      'countAttempt ? receipt.attempts : -1',
    ],
    [
      'a message given back by all who had it was never leased',
      'attempts === 0 ? undefined : delivery.firstLeasedAtMs',
      'delivery.firstLeasedAtMs',
    ],
    ['what the worker said is kept', 'settlement.reason ?? delivery.nackReason', 'delivery.nackReason'],
    [
      'a silent worker does not wipe out the words of one before',
      'settlement.reason ?? delivery.nackReason',
      'settlement.reason',
    ],
  ]),
  ...guardsOf('lib/store/lane.ts', contract, [
    ['a recreated queue is another one', '`${uid}.${generation}`', '`${generation}`'],
    ['a purged queue is another one', '`${uid}.${generation}`', '`${uid}`'],
  ]),
  ...guardsOf('lib/store/frozen.ts', contract, [
    [
      'what is read cannot be changed, however deep',
      "if (typeof value === 'object' && value !== null) for (const part of Object.values(Object.freeze(value))) frozen(part)",
      'Object.freeze(value)',
    ],
    ['a document may hold no object at all', "typeof value === 'object' && ", ''],
  ]),
  ...guardsOf(
    'lib/store/dueKey.ts',
    ['lib/store/dueKey.test.ts'],
    [['a mark for a look is as it always was', "sake === 'look' ? '' : `", "false ? '' : `"]],
  ),
  ...guardsOf('lib/store/dueKey.ts', contract, [
    ['no mark is read too early', 'Math.ceil(atMs / minuteMs)', 'Math.floor(atMs / minuteMs)'],
    ['a mark of each queue', '${laneOf(queue)}${', '${'],
    ['a mark of each sake', "${sakePart(' ', sake)}`", '`'],
    ['a mark says its sake', "part === 'push' || part === 'measure' ? { sake: part } : {}", '{}'],
    ['marks sort by their time', ".padStart(16, '0')} ${laneOf", '} ${laneOf'],
    ['what falls due at the very time is read', ".padStart(16, '0')} ~`", ".padStart(16, '0')}`"],
  ]),
  ...guardsOf(
    'lib/store/waiters.ts',
    ['lib/store/waiters.test.ts'],
    [
      ['who has left is not kept waiting', 'if (order.signal.aborted) return Promise.resolve()', ''],
      ['a wait ends at its time', 'this.#wall.wakeAt(order.untilWallMs, () => end())', '() => {}'],
      ['a wait that is over leaves no alarm on the wall', '        cancelDeadline()\n', ''],
      ['a wait that is over is not woken again in place of another', '        place.waiters.delete(waiter)\n', ''],
      ['a wait ends by its signal', "order.signal.addEventListener('abort', end)", ''],
      ['a lane nobody waits in is forgotten', 'if (place.waiters.size === 0) this.#forget(lane, place)', ''],
      [
        'only who waits for a message is told of messages',
        "order.for === 'message' ? (fullMs ?? nextVisibleAtMs()) : undefined",
        '(fullMs ?? nextVisibleAtMs())',
      ],
      ['a wait that begins beside a message ends', 'if (nextMs !== undefined) this.visibleAt(lane, nextMs)', ''],
      ['what is visible now wakes now', 'if (atMs <= this.#clock.nowMs()) this.wakeOne(lane)\n    else if', 'if'],
      ['a message in a lane nobody waits in wakes nobody', 'if (place === undefined) return', ''],
      [
        'the alarm is set to the earliest time',
        'place.alarm === undefined || place.alarm.atMs > atMs',
        'place.alarm === undefined',
      ],
      [
        'an earlier alarm is not put off by a later time',
        'place.alarm === undefined || place.alarm.atMs > atMs',
        'true',
      ],
      ['one alarm a lane', '    place.alarm?.cancel()\n    const ring', '    const ring'],
      ['an alarm that has rung can be set again', '      place.alarm = undefined\n', ''],
      ['an alarm that rings wakes', '      forMessages(place)\n      this.wakeOne(lane)', '      forMessages(place)'],
      ['a message does not wake who waits for a change', "if (waiter.for !== 'message') continue", ''],
      ['a message wakes one', '      waiter.wake()\n      return\n', '      waiter.wake()\n'],
      [
        'a change wakes all',
        'for (const waiter of [...(this.#lanes.get(lane)?.waiters ?? [])]) waiter.wake()',
        '[...(this.#lanes.get(lane)?.waiters ?? [])][0]?.wake()',
      ],
      ['a closing store wakes every lane', 'for (const lane of [...this.#lanes.keys()]) this.wakeAll(lane)', ''],
      ['waiters of one lane wait together', 'if (known !== undefined) return known', ''],
      ['a lane that is left leaves no alarm', '    place.alarm?.cancel()\n    if (this', '    if (this'],
    ],
  ),
]
