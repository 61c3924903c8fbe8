// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const store = 'lib/store'
const memory = ['test/contract/memory.test.ts']
const embedded = ['test/embedded/contract.test.ts']
const local = [...memory, ...embedded]
const permits = ['test/dynamo/permits.test.ts', 'test/dynamo/permitSettling.test.ts', 'test/dynamo/contract.test.ts']
const refused = ['test/protocols/native/input.test.ts']

/** So many leases at the same time and no more. */
export const inFlightGuards = [
  ...guardsOf(
    'lib/actions/poll.ts',
    ['test/protocols/native/inFlightLimit.test.ts'],
    [
      ['the limit of the queue holds', 'inFlightMax: inFlightMaxOf(queue, input),', 'inFlightMax: undefined,'],
      ['also for who waits', 'inFlightMax, untilWallMs', 'untilWallMs'],
    ],
  ),
  ...guardsOf(
    'lib/actions/extend.ts',
    ['test/actions/inFlight.test.ts'],
    [
      [
        'beside a limit no lapsed lease is taken up again',
        "queue.settings.maxInFlight === undefined ? input.ifLapsed : 'refuse'",
        'input.ifLapsed',
      ],
    ],
  ),
  ...guardsOf('lib/protocols/native/queueFields.ts', refused, [
    ['a limit on leases is not nothing', 'integer(1, limits.inFlightMax)', 'integer(0, limits.inFlightMax)'],
    ['nor is it huge', 'integer(1, limits.inFlightMax)', 'integer(1, Number.MAX_SAFE_INTEGER)'],
  ]),
  ...guardsOf(`${store}/inFlight.ts`, local, [
    ['in a full queue nobody waits for messages', 'left > 0 ? undefined', 'left >= 0 ? undefined'],
    ['an extend by less is no end', 'settlement.ms === 0', 'settlement.ms < 0'],
  ]),
  ...guardsOf(`${store}/handout.ts`, local, [
    ['a repetition takes no room that others have', 'lapsed.length <= leasesLeft ? all', 'lapsed ? all'],
    ['what still runs needs no more room', 'held.delivery.visibleAtMs <= nowMs && ', ''],
  ]),
  ...guardsOf(
    `${store}/waiters.ts`,
    [...local, 'lib/store/waiters.test.ts'],
    [
      ['in a full queue messages wake nobody', "if (fullMs !== undefined) waiter.for = 'lease'", ''],
      ['a lease that ends in time wakes', '      forMessages(place)\n', ''],
      [
        'so does one that is ended',
        'if (place !== undefined && settlements.some(endsLease) && forMessages(place)) this.wakeOne(lane)',
        '',
      ],
      ['from then on so does a message', "for (const waiter of some) waiter.for = 'message'", ''],
    ],
  ),
  ...guardsOf(`${store}/memory/choose.ts`, memory, [
    ['no more leases than the limit', 'if (verdict.untilMs > nowMs && --leasesLeft < 0) break', ''],
    ['a lease of no time takes no room', 'verdict.untilMs > nowMs && --leasesLeft', '--leasesLeft'],
    ['who waits in a full queue waits for a lease', '() => fullUntilMs(', '() => void fullUntilMs('],
  ]),
  ...guardsOf(`${store}/memory/lane.ts`, memory, [
    ['what is delayed takes no room', '.filter(({ delivery }) => delivery.leased)', ''],
  ]),
  ...guardsOf(`${store}/embedded/poll.ts`, embedded, [
    ['no more leases than the limit', 'if (verdict.untilMs > nowMs && --leasesLeft < 0) break', ''],
    ['a lease of no time takes no room', 'verdict.untilMs > nowMs && --leasesLeft', '--leasesLeft'],
    ['what runs takes room', 'return leasesLeft(inFlight.endsMs(ranked, nowMs), inFlightMax)', 'return inFlightMax'],
  ]),
  ...guardsOf(`${store}/embedded/outlook.ts`, embedded, [
    ['who waits in a full queue waits for a lease', 'if (inFlightMax === undefined) return', 'if (true) return'],
    [
      'a wait that begins beside a visible message ends at once',
      'nextVisibleAtMs(isOrdered(queue) ? groups : messages, lanes.of(queue))',
      'undefined',
    ],
  ]),
  ...guardsOf(
    `${store}/embedded/inFlight.ts`,
    ['test/embedded/inFlight.test.ts', ...embedded],
    [
      ['a lease that is over takes no room', 'if (ms <= nowMs) ends.delete(seq)', ''],
      ['what is delayed takes no room', ' AND leased = 1', ''],
      ['a lease is counted as it comes', 'if (leased) ends?.set(seq, visibleAtMs)', 'if (leased) return'],
      ['what is given back takes no room', 'else ends?.delete(seq)', ''],
      ['nor does what is acked', 'this.#ends.get(lane)?.delete(seq)', ''],
      ['what a rollback undoes is counted anew', 'this.#ends.clear()', ''],
    ],
  ),
  ...guardsOf(`${store}/dynamo/keys.ts`, permits, [
    ['queues have permits of their own', 'aloneIn(`c.${scope}.${page}`)', 'aloneIn(`c.${page}`)'],
  ]),
  ...guardsOf(`${store}/dynamo/lease.ts`, permits, [
    [
      'no lease is longer than its permit',
      'grant === undefined ? verdict.untilMs : Math.min(verdict.untilMs, grant.endMs)',
      'verdict.untilMs',
    ],
    ['a second try has the permits of the first', '{ ...pick, grant: chosen[at]!.grant }', 'pick || at'],
  ]),
  ...guardsOf(`${store}/dynamo/handOut.ts`, permits, [
    ['a receipt says which permit it has', '      permit: grant?.permit,\n', ''],
  ]),
  ...guardsOf(`${store}/dynamo/take.ts`, permits, [
    [
      'what was not leased gives its permits back',
      '  await limited?.giveBackUnused(tools, queue, chosen, outcomes)\n',
      '',
    ],
    [
      'without a limit nobody asks for permits',
      'inFlightMax === undefined ? undefined : await import',
      'false ? undefined : await import',
    ],
  ]),
  ...guardsOf(`${store}/dynamo/poll.ts`, permits, [
    ['a full queue is as good as empty', 'leased.length > 0 || progress.isFull) return', 'leased.length > 0) return'],
  ]),
  ...guardsOf(`${store}/dynamo/settleBy.ts`, permits, [
    [
      'what has no permit is settled as ever',
      'if (settlements.every(({ receipt }) => decodeHint(receipt.at).permit === undefined))',
      'if (settlements.length > 0)',
    ],
  ]),
  ...guardsOf(`${store}/dynamo/watch.ts`, permits, [
    [
      'who waits in a full queue looks once a second',
      "order.for === 'change' || fullMs !== undefined ||",
      "order.for === 'change' ||",
    ],
    ['and not for messages', '      () => fullMs,\n', ''],
  ]),
  ...guardsOf(`${store}/dynamo/dynamoStore.ts`, permits, [
    ['who waits is woken by what its process ends', '      this.#watch.settled(queue, settlements)\n', ''],
  ]),
  ...guardsOf(`${store}/dynamo/permits/page.ts`, permits, [
    ['a permit has one owner', 'OR ${slotName(slot)} < :over)', 'OR attribute_exists(${slotName(slot)}))'],
    ['one whose time is over is free, to the millisecond', 'timeText(nowMs + 1)', 'timeText(nowMs)'],
    ['and not before', 'timeText(nowMs + 1)', 'timeText(nowMs + 2)'],
    ['a limit is no multiple of a page', 'Math.min(slotsMax, inFlightMax - page * slotsMax)', 'slotsMax'],
    ['none is made shorter', ', `${slotName(slot)} < :new${slot}`]', ']'],
    ['nor one that is over longer', '`${slotName(slot)} >= :over`, ', ''],
    ['large limits have several pages', 'Math.ceil(inFlightMax / slotsMax)', '1'],
    [
      'only its owner has a permit longer or gone',
      '`contains(${slotName(slot)}, :token${slot})`',
      '`attribute_exists(${slotName(slot)}) AND NOT ${slotName(slot)} = :token${slot}`',
    ],
  ]),
  ...guardsOf(`${store}/dynamo/permits/permits.ts`, permits, [
    ['a permit that is another’s cannot be longer', 'text?.includes(permit.token) === true && ', ''],
    ['nor can one that is over', ' && !isFree(text, nowMs)\n', '\n'],
    [
      'a permit that lasts longer is long enough',
      "if (reply.kind !== 'refused') return true",
      "return reply.kind !== 'refused'",
    ],
    ['what was had is handed out', 'if (permits.length > 0) {', 'if (false) {'],
    ['who waits once there is room waits for messages', 'if (permits.length > 0) this.#full.delete(scope)', ''],
    ['what is known is not read', 'if (known !== undefined && (isFresh || hasFree)) return known.page', ''],
    ['what is known to be taken is not asked for', 'slot < slots && isFree(page[slot], nowMs)', 'slot < slots'],
    ['no more slots than the limit', 'slot => slot < slots && isFree(page[slot]', 'slot => isFree(page[slot]'],
    ['without a free slot nothing is asked for', 'if (taken.size === 0) return []', ''],
    ['a lost race brings nothing', 'if ([...taken].every(([slot, text]) => now[slot] === text))', 'if (now)'],
    [
      'what was taken without an answer is ours',
      'now[slot] === text))',
      "now[slot] === text && reply.kind === 'done'))",
    ],
    ['a page that is throttled has none', "if (reply.kind === 'throttled') return []", ''],
    ['what is known is good for a second', 'Math.abs(wall.nowMs() - known.atWallMs) < freshMs', 'true'],
    ['where all are out it is said', 'this.#full.set(scope, firstEndMs)', ''],
    [
      'where one was had it is not',
      '        this.#full.delete(scope)\n        return permits',
      '        return permits',
    ],
    [
      'what is left of some that were given back goes too',
      'if (mine.length > 0 && mine.length < permits.length) await',
      'if (false) await',
    ],
  ]),
  ...guardsOf(`${store}/dynamo/permits/leasing.ts`, permits, [
    ['a lease of no time needs none', '.filter(ms => ms > nowMs)', ''],
    ['and gets none', 'if (endMs <= nowMs) return', 'if (false) return'],
    ['without one there is no lease', 'permit === undefined ? [] : ', ''],
    [
      'what may yet come to run keeps its permit',
      "if (outcome.status === 'rejected') return []",
      "if (outcome.status === 'rejected') return permitsIn(picks)",
    ],
    ['what was leased keeps its permit', 'filter(permit => !used.has(permit))', 'filter(() => true)'],
  ]),
  ...guardsOf(`${store}/dynamo/permits/settling.ts`, permits, [
    [
      'what is finished needs no longer permit',
      "if (permit === undefined || settlement.kind !== 'extend' || !isLonger(settlement)) return",
      'if (permit === undefined) return',
    ],
    [
      'a lease is not longer than its permit by a moment',
      'nowMs: () => nowMs, wakeAt',
      'nowMs: () => tools.clock.nowMs() + 5, wakeAt',
    ],
    ['what is done with is gone', "if (message === undefined) return { kind: 'gone' }", ''],
    ['the last that is done counts', "(known?.outcome.kind === 'done' && outcome.kind !== 'done')", 'false'],
    [
      'what runs on keeps its permit',
      "if (kind === 'done') return !isLonger(settlement)",
      "if (kind === 'done') return true",
    ],
    [
      'others’ receipts have no permits here',
      'const permit = isOurs ? decodeHint(receipt.at).permit : undefined',
      'const permit = decodeHint(receipt.at).permit',
    ],
  ]),
]
