import { guardsOf } from './guard.ts'

const folder = 'lib/store/dynamo'
const suite = (name: string): string => `test/dynamo/${name}.test.ts`
const leasing = [suite('leasing')]
const scouting = [suite('scouting')]
const shared = [suite('sharedScan')]
const long = [suite('longWalks')]
const lanes = [suite('severalLanes')]
const handing = [suite('handingOut')]

/** How messages are looked for in DynamoDB. */
export const dynamoLookingGuards = [
  ...guardsOf(
    `${folder}/survey.ts`,
    [...leasing, ...scouting, ...handing],
    [
      ['what is leased is not visible', 'if (visibleAtMs > nowMs) {', 'if (false) {'],
      ['when it returns is known', 'survey.returnsAtMs = Math.min(survey.returnsAtMs, visibleAtMs)', ''],
      [
        'what has expired is not handed out',
        "if (verdict.kind === 'drop') survey.drops.push(entry)",
        'if (false) survey.drops.push(entry)',
      ],
      ['blocks of the expired are of use', '(drops.length + asides.length > 0 || block.entries.length === 0)', 'false'],
      ['a block without messages is deleted by who sees it', ' || block.entries.length === 0)', ')'],
      ['but not beyond some hundreds', '!(isDropping && (', '!(true && ('],
      ['no more than asked', 'count === messagesMax || ', ''],
      ['no larger than asked', '(count > 0 && bytes + pick.entry.head.bytes > bytesMax)', 'false'],
      ['a single message always comes', '(count > 0 && bytes', '(true && bytes'],
      ['an answer that is full is full', 'if (isFull) break', ''],
      [
        'a block of which nothing fits is left alone',
        'if (picks.length > 0) chosen.push({ ...survey, picks })',
        'chosen.push({ ...survey, picks })',
      ],
      ['what does not fit is not overtaken', 'if (picks.length < survey.picks.length) break', ''],
    ],
  ),
  ...guardsOf(`${folder}/scout.ts`, scouting, [
    ['J4: the start is looked at every second', 'nowMs - this.#lookedAtMs >= startEveryMs || ', ''],
    ['and when something returns', ' || this.#returnsAtMs <= nowMs', ''],
    ['but not each time', '    this.#lookedAtMs = startedAtMs\n', ''],
    [
      'the position goes back to what has returned',
      'if (walk.useful.length > 0 || walk.isWhole || this.#from < walk.takenUpTo)',
      'if (this.#from < walk.takenUpTo)',
    ],
    [
      'and not because all is taken at the start',
      'if (walk.useful.length > 0 || walk.isWhole || this.#from < walk.takenUpTo)',
      'if (true)',
    ],
    [
      'a start where all is taken is no end',
      'return walk.useful.length > 0 || walk.isWhole ? this.#turned(walk.useful) : this.#lookAhead(order)',
      'return walk.useful',
    ],
    ['a crowd does not meet at the start', 'if (isCrowded && !cameBack && !walk.isWhole) return', 'if (false) return'],
    ['not even a crowd passes over what came back', ' && !cameBack && ', ' && '],
    ['a crowd starts at random', 'if (from !== this.#from) {', 'if (false) {'],
    ['and takes what it finds there', 'if (useful.length > 0) return this.#turned(useful)', ''],
    ['what is taken is not of use', 'if (!taken) walk.useful.push(survey)', 'if (true) walk.useful.push(survey)'],
    [
      'the position stays before what may be had',
      'else if (walk.useful.length === 0) walk.takenUpTo',
      'else walk.takenUpTo',
    ],
    ['what returns is remembered', 'walk.returnsAtMs = Math.min(walk.returnsAtMs, survey.returnsAtMs)', ''],
    ['without a crowd the order is kept', 'if (this.#spreadMs === 0 || surveys.length < 2) return surveys', ''],
    ['without a crowd a look begins at the position', 'if (this.#spreadMs === 0 || lagMs <= 0) return this.#from', ''],
    [
      'no random start lies before the position, or ahead of time',
      'start > this.#from && start < readyUntil(clock.nowMs()) ? start : this.#from',
      'start',
    ],
    ['crowds come together again', 'this.#spreadMs = Math.floor(this.#spreadMs / 2)', ''],
    ['what this process has leased is not tried again', '!this.#over.has(', 'true || this.#over.has('],
    ['some thousands of slots are remembered', 'if (this.#over.size <= overMax) return', ''],
    ['polls of one process keep out of each other’s way', ' || (!isConsistent && this.#busy.has(block.key.s))', ''],
    ['J4: a sure look counts on nobody', '(!isConsistent && this.#busy', '(this.#busy'],
    [
      'J4: nor on what this process remembers',
      'isConsistent ? seen : this.#withoutOver(seen)',
      'this.#withoutOver(seen)',
    ],
    ['a block is kept from others no longer than it takes', 'this.#busy.delete(s)', ''],
  ]),
  ...guardsOf(`${folder}/scouts.ts`, scouting, [
    ['what a process knows of a lane it keeps', 'if (known !== undefined) return known', ''],
    ['a lane in which something returns is looked at from the start', 'this.#scouts.get(p)?.expect(atMs)', ''],
    ['blocks count for their second', 'known?.second === second ? known.blocks + 1 : 1', '(known?.blocks ?? 0) + 1'],
    ['a busy lane is told of once a second', 'blocks === blocksPerSecondMax + 1', 'blocks > blocksPerSecondMax'],
  ]),
  ...guardsOf(
    `${folder}/scan.ts`,
    [...shared, ...long],
    [
      [
        'a record holds no more than it may, and says when the next returns',
        'if (this.#held.length > returnsMax) this.#beyondMs = Math.min(this.#beyondMs, this.#held.pop()!.atMs)',
        '',
      ],
      ['a record holds what returns first', 'at === -1 ? this.#held.length : at', '0'],
      ['what never returns is not waited for', 'if (Number.isFinite(atMs)) returns.add', 'returns.add'],
      ['a walk began when its first page was asked for', ' - Math.abs(wall.nowMs() - beganMs)', ''],
      ['and no later by a clock that was set back', 'Math.abs(wall.nowMs() - beganMs)', '(wall.nowMs() - beganMs)'],
      ['a walk says that it goes on', 'if (page.serverMs !== undefined) await goesOn(page.serverMs)', ''],
      ['what is visible is of use now', '(picks.length > 0 ? longAgoMs', '(false ? longAgoMs'],
      ['J4: by every clock', 'const longAgoMs = 0', 'const longAgoMs = Date.now()'],
      ['a walk ends early', 'returns.isFull && returns.latestMs <= nowMs ? undefined : page.next', 'page.next'],
      ['but only when it is of use to all', 'returns.isFull && returns.latestMs <= nowMs ?', 'returns.isFull ?'],
      ['and not before it is', 'returns.isFull && returns.latestMs <= nowMs ?', 'returns.latestMs <= nowMs ?'],
      ['J4: a walk is consistent', '{ isConsistent: true }', '{ isConsistent: false }'],
    ],
  ),
  ...guardsOf(
    `${folder}/sureLook.ts`,
    [...shared, ...scouting, ...long],
    [
      [
        'a lane that is not crowded needs no record',
        'if (walk.useful.length > 0 || walk.isWhole) return',
        'if (walk.useful.length > 0) return',
      ],
      [
        'J4: the look before an empty answer is consistent',
        'from: firstBlock, isConsistent: true, pagesMax: 1, limit',
        'from: firstBlock, isConsistent: false, pagesMax: 1, limit',
      ],
      [
        'J4: and begins at the start',
        'from: firstBlock, isConsistent: true, pagesMax: 1, limit',
        'from: scout.from, isConsistent: true, pagesMax: 1, limit',
      ],
      ['who has seen nothing goes on', 'if (sight !== undefined) return sight', 'return sight!'],
      [
        'without a date of the server no record counts',
        'if (serverMs === undefined) return walkAll(',
        'if (false) return walkAll(',
      ],
      ['a record is read', 'if (known !== undefined) {', 'if (false) {'],
      [
        'J4: what is too old answers nothing',
        'if (surveys.length > 0 || isConclusive(sight, known, tools.clock.nowMs())) return sight',
        'return sight',
      ],
      ['J4: a record ages', 'glance.askedAtMs - ageMs(scan, serverMs)', 'glance.askedAtMs'],
      ['a crowd shares the next walk', 'isNew ? first.askedAtMs : 0', '0'],
      ['J4: what was left before a look is not new to it', ' && by !== first.record.scan?.by', ''],
      ['J4: nor what was begun before it', ' && by !== first.record.claim?.by', ''],
      ['J4: a record names not all that returns', ' && nowMs < beyondMs', ''],
      ['what has returned is found', 'if (back.flat().length > 0) return back.flat()', ''],
      [
        'where the first are gone the others are tried',
        '[due.slice(0, order.maxMessages), due.slice(order.maxMessages)]',
        '[due.slice(0, order.maxMessages)]',
      ],
      ['what is gone has not returned', 'if (block === undefined) return []', ''],
      [
        'what was put behind the walk is found',
        '  return walk.useful\n}\n\nasync function surveyOne',
        '  return []\n}\n\nasync function surveyOne',
      ],
      ['one of the crowd walks', "if (won.kind !== 'done') return undefined", ''],
      [
        'and leaves what it found',
        "await send.call('UpdateItem', leaveScanRequest(tables.messages, scout.p, by, own))",
        '',
      ],
      ['a look ends', 'while (tools.wall.nowMs() < order.untilWallMs) {', 'while (true) {'],
      [
        'J4: nor what was begun before it and is left late',
        'isOther && scan.startedServerMs >= (first.serverMs ?? 0) - 1_000',
        'isOther',
      ],
      ['a walk says once a second that it goes on', 'if (nowServerMs < saidServerMs + 1_000) return', ''],
      ['and from when on', '{ ...wish, atServerMs: nowServerMs, ', '{ ...wish, '],
      ['and goes on though it cannot say so', ').catch(() => {})', ')'],
    ],
  ),
  ...guardsOf(
    `${folder}/poll.ts`,
    [...leasing, ...shared, ...lanes, ...long],
    [
      ['a poll that always loses gives up', 'progress.rounds < roundsMax && ', ''],
      ['a poll ends in time', ' && tools.wall.nowMs() < untilWallMs) {', ') {'],
      ['an empty answer is one', 'if (isEmpty) {', 'if (false) {'],
      ['a poll leases for one answer', 'if (leased.length > 0 || progress.isFull) return polled(leased)', ''],
      ['looks that all take too long end', 'if (found.length === 0) progress.rounds += 1', ''],
      [
        'clearing away is no lost race',
        'if (leased.length > 0 || cleared === 0) progress.rounds += 1',
        'progress.rounds += 1',
      ],
      ['a lost race is one', 'if (leased.length > 0 || cleared === 0) progress.rounds += 1', ''],
      ['clearing away keeps no poll from its messages', 'progress.cleared < clearedMax', 'true'],
      ['a lane that has something is enough', 'if (surveys.length > 0) return { scout, surveys }', ''],
      ['a throttled lane is passed over', 'if (!(error instanceof Problem) || busy !== undefined) throw', 'throw'],
      ['a fault is told', 'if (!(error instanceof Problem) || busy', 'if (busy'],
      ['a store that does not answer is not asked on and on', ' || busy !== undefined) throw error', ') throw error'],
      ['empty lanes are tidied', 'void tidyLanes(tools, scope).catch(() => {})', ''],
      [
        'upkeep that fails fails no poll',
        'void tidyLanes(tools, scope).catch(() => {})',
        'await tidyLanes(tools, scope)',
      ],
      [
        'what was found is had though another lane is silent',
        'if (found.length > 0) return { found, isEmpty: false }',
        '',
      ],
      ['J4: a lane that is silent is not empty', "if (look.status === 'rejected') throw look.reason", ''],
      ['J4: a look that took too long answers nothing', ' && areRecent(tools, sights)', ''],
      [
        'J4: nor does one into lanes that were asked for too long ago',
        '(await areStill(tools, scope, lanes, sights))',
        'true',
      ],
      ['J4: every lane is looked into', 'Promise.allSettled(scouts.map(', 'Promise.allSettled(scouts.slice(0, 1).map('],
    ],
  ),
]
