import { guardsOf } from './guard.ts'

const folder = 'lib/store/dynamo'
const suite = (name: string): string => `test/dynamo/${name}.test.ts`
const leasing = [suite('leasing')]
const scouting = [suite('scouting')]
const lanes = [suite('severalLanes')]
const handing = [suite('handingOut')]
const watching = [suite('watching')]
const contract = ['test/dynamo/contract.test.ts']

/** How messages are leased in DynamoDB, handed out and waited for. */
export const dynamoTakingGuards = [
  ...guardsOf(
    `${folder}/take.ts`,
    [...leasing, ...scouting],
    [
      [
        'the scout hears of collisions',
        'if (leased.length < chosen.length) scout.collided()',
        'if (false) scout.collided()',
      ],
      ['and of their absence', 'else if (chosen.length > 0) scout.parted()', ''],
      ['where nothing was tried there was none', 'else if (chosen.length > 0) scout.parted()', 'else scout.parted()'],
      ['a failure is no empty answer', 'if (failed !== undefined && leased.length === 0) throw failed.reason', ''],
      [
        'what was leased is handed out though others failed',
        'if (failed !== undefined && leased.length === 0)',
        'if (failed !== undefined)',
      ],
      ['the scout hears what was leased', 'for (const one of leased) scout.areOver(one.block, one.over)', ''],
    ],
  ),
  ...guardsOf(`${folder}/lease.ts`, leasing, [
    [
      'J1: a slot is leased by its exact value',
      '.map(({ index, slot }) => slotIs(index, slot))\n  const { Expr',
      ".map(() => ({ clauses: ['attribute_exists(p)'], values: {} }))\n  const { Expr",
    ],
    ['what was leased at once is leased', "if (first.kind === 'leased') return first", ''],
    [
      'where nothing is left nothing is leased',
      'if (again === undefined || picks.length === 0) return { block: survey.block, leased: [], over: [] }',
      '',
    ],
    ['what is left is tried once more', 'const picks = within(again?.picks ?? [], survey.picks)', 'const picks = []'],
    ['and no more of it than was asked', 'picks.slice(0, chosen.length)', '[...picks]'],
    ['nor larger', 'while (bytesOf(some) > bytesOf(chosen)) some.pop()', ''],
    ['a throttled lease is not repeated', 'request, { stopWhenThrottled: true }', 'request'],
    ['a throttled poll waits before it looks anew', "if (reply.kind === 'throttled') await", 'if (false) await'],
    ['a lease that was done is one', "if (reply.kind === 'done') return", 'if (false) return'],
    ['J1: a lost reply is known by its token', 'if (ours.length > 0) return', 'if (false) return'],
    ['J1: what others leased is not ours', '?.S?.startsWith(token))', '?.S !== undefined)'],
    ['J1: nor what somebody has ended since', 'leased: ours, over }', 'leased, over }'],
    [
      'the lease holds as long as the judge says',
      'visibleAtMs: grant === undefined ? verdict.untilMs',
      'visibleAtMs: grant === undefined ? leasedAtMs',
    ],
    ['what has expired goes with the lease', 'const removes = drops.map', 'const removes = [].map'],
    [
      'J3: a block with a lease in it stays',
      "if (isAll) await send.call('DeleteItem'",
      "if (true) await send.call('DeleteItem'",
    ],
    [
      'a block of the expired goes',
      "if (isAll) await send.call('DeleteItem'",
      "if (false) await send.call('DeleteItem'",
    ],
    ['clearing away is tried once', 'const once = { attempts: 1 }', 'const once = {}'],
  ]),
  ...guardsOf(`${folder}/handOut.ts`, handing, [
    ['what could not be read is given back', 'if (failed !== undefined) await giveBack(', 'if (false) await giveBack('],
    ['what cannot be given back takes nothing with it', '.catch(() => undefined)', ''],
    [
      'where nothing can be read the poll fails',
      'if (failed !== undefined && leased.length === 0) throw failed.reason',
      '',
    ],
    [
      'what could be read is handed out',
      'if (failed !== undefined && leased.length === 0)',
      'if (failed !== undefined)',
    ],
    [
      'what was not handed out does not count',
      '...undone(one, unreadableMs)',
      '...undone(one, unreadableMs), countAttempt: true',
    ],
    ['J7: what has expired by now is not handed out', "return judge(candidate, nowMs).kind === 'lease'", 'return true'],
  ]),
  ...guardsOf(`${folder}/tidyLanes.ts`, lanes, [
    ['lanes retire', 'if (shrunk(lanes, wall.nowMs()) !== undefined) await book.change(scope, shrunk)', ''],
    [
      'nothing is written while there is nothing to do',
      'if (shrunk(lanes, wall.nowMs()) !== undefined) await',
      'await',
    ],
    ['nothing is written while no lane is clear', 'if (gone.length > 0)', 'if (true)'],
    ['a lane that holds anything is kept', 'return Items?.length === 0', 'return true'],
    ['a lane that has changed since is kept', 'now.version === lanes.version ? ', 'true ? '],
  ]),
  ...guardsOf(`${folder}/dynamoStore.ts`, contract, [
    ['a closed store says so', "if (this.#closed) throw new Problem('ShuttingDown')", ''],
  ]),
  ...guardsOf(`${folder}/dynamoStore.ts`, scouting, [
    [
      'an ack brings nothing back',
      "if (settlement.kind !== 'release' && settlement.kind !== 'extend') {",
      'if (false) {',
    ],
  ]),
  ...guardsOf(`${folder}/dynamoStore.ts`, lanes, [
    ['a generation ends though others write its record', 'tries < discardTriesMax &&', 'tries < 1 &&'],
    ['a generation that is over hands out nothing', 'this.#isDead(queue) ? nothing : await', 'await'],
    ['and shows nothing', 'this.#isDead(queue) ? { messages: [] } : (await', '(await'],
    ['and finds nothing', 'this.#isDead(queue) ? undefined : (await', '(await'],
  ]),
  ...guardsOf(`${folder}/dynamoStore.ts`, watching, [
    [
      'a message brought forward ends a wait',
      "if (outcome === 'done' && visibleAtMs !== undefined) this.#watch",
      'if (false) this.#watch',
    ],
  ]),
  ...guardsOf(`${folder}/watch.ts`, watching, [
    ['nobody looks where nobody waits', 'if (round.waiters === 0) this.#end(scope, round)', ''],
    ['looks go on while anybody waits', 'if (round.waiters === 0) this.#end(scope, round)', 'this.#end(scope, round)'],
    ['a round that is over looks no more', '    round.cancel()\n', ''],
    ['a generation that is over wakes all', "if (seen === 'dead') this.#waiters.wakeAll(scope)", ''],
    ['what others publish wakes', "if (seen === 'something') this.#waiters.wakeOne(scope)", ''],
    [
      'and wakes one',
      "if (seen === 'something') this.#waiters.wakeOne(scope)",
      "if (seen === 'something') this.#waiters.wakeAll(scope)",
    ],
    ['a look that was overtaken goes on with no round', 'if (this.#rounds.get(scope) !== round) return', ''],
    ['where something is there may be more soon', "seen === 'something' ? firstPauseMs : ", ''],
    ['looks come every second at least', 'Math.min(lastPauseMs, pauseMs * pauseGrowth)', 'pauseMs * pauseGrowth'],
    ['and grow rare', 'Math.min(lastPauseMs, pauseMs * pauseGrowth)', 'firstPauseMs'],
    ['a look that fails is followed by the next', ".catch(() => 'nothing' as const)", ''],
    ['a throttled lane hides no other', '.catch(() => [])', ''],
    ['a generation that is over is known', "if (lanes.dead) return 'dead'", ''],
    ['something is something', "if (surveys.length > 0) return 'something'", ''],
    ['every lane is looked into', 'of lanesToRead(lanes)) {', 'of lanesToRead(lanes).slice(0, 1)) {'],
    ['what others change is looked for every second', "order.for === 'change' || ", ''],
    ['nobody waits for a generation that is over', ' || this.#tools.book.known(scope).dead', ''],
    ['one round of looks for all', 'this.#rounds.get(scope) ?? this.#begin(scope,', 'this.#begin(scope,'],
    [
      'what others took is not waited beside',
      'if (untilMs.length === 0) this.#of(scope).none(this.#tools.clock.nowMs())',
      '',
    ],
    ['a poll that found nothing wakes nobody', 'if (untilMs.length === 0) return', ''],
    ['what this process knows of a queue it keeps', 'if (known !== undefined) return known', ''],
  ]),
]
