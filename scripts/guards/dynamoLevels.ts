// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const folder = 'lib/store/dynamo'
const contract = ['test/dynamo/contract.test.ts', 'test/dynamo/levels.test.ts']
const lanes = [`${folder}/lanesOfLevels.test.ts`]
const book = [`${folder}/laneBook.test.ts`]

/** Priorities on DynamoDB: levels of lanes. */
export const dynamoLevelsGuards = [
  ...guardsOf(`${folder}/lanes.ts`, lanes, [
    [
      'readers know a level before writers use it (J2)',
      '{ before: 0, fromMs: nowMs + announcedMs }',
      '{ before: 1, fromMs: nowMs }',
    ],
    [
      'a level that is known is used at once',
      'isKnown ? { before: 1, fromMs: nowMs } : {',
      'false ? { before: 1, fromMs: nowMs } : {',
    ],
    [
      'a level that is new goes with the default one',
      'own.length > 0) ?? count(levelDefault, toWrite(lanes, nowMs))',
      'own.length > 0) ?? []',
    ],
    ['a side that is new goes with its priority', '[level, mainOf(level)].map', '[level].map'],
    ['a level that is there is not added', 'levels.filter(level => levelOf(lanes, level).open === 0)', '[...levels]'],
    ['nothing is added to a dead generation', 'lanes.dead ? [] : ', ''],
    ['nothing to add is no change', 'if (missing.length === 0) return undefined', ''],
    ['nothing to close is no change', 'if (ripe.length === 0) return undefined', ''],
    [
      'a level grows by itself',
      'const own = levelOf(lanes, level)\n  const { open, fromMs, closed } = own',
      'const own = levelOf(lanes, levelDefault)\n  const { open, fromMs, closed } = own',
    ],
    ['a level without lanes does not grow', 'open === 0 || open >=', 'open >='],
    ['the default level keeps a lane', 'level !== levelDefault && nowMs', 'nowMs'],
    ['what is rare is kept for a week', 'nowMs >= fromMs + rareMs', 'nowMs >= fromMs + quietMs'],
    ['what is rare is kept for another while it is emptied', '(lane === 0 ? rareMs : closingMs)', '(closingMs)'],
    ['a lane of another level is another lane', 'one.level === level && one.lane === lane', 'one.lane === lane'],
    [
      'better levels are read first',
      '[...Object.keys(levels).map(Number), levelDefault].sort(byNumber)',
      '[...Object.keys(levels).map(Number), levelDefault]',
    ],
    ['a level without lanes leaves nothing', 'open > 0 || closed.length > 0', 'true'],
    ['nor does the last', 'used.length > 0 ? Object.fromEntries(used) : undefined', 'Object.fromEntries(used)'],
    ['closed lanes that open are not closed', 'level.closed.filter(({ lane }) => lane > 0)', 'level.closed'],
  ]),
  ...guardsOf(`${folder}/laneBook.ts`, book, [
    ['the default level costs nothing', 'levels.filter(level => level !== levelDefault)', '[...levels]'],
    ['who lost a race for a level tries again', 'tries < openTriesMax && ', 'tries < 1 && '],
    ['but not for ever', 'tries < openTriesMax && ', ''],
  ]),
  ...guardsOf(`${folder}/levels.ts`, contract, [
    ['the worst has its share', 'if (drawn === undefined) return []', 'if (true) return []'],
    ['and no more', 'levels.length > 1 ? drawShare(random) : undefined', 'levels.length > 1 ? 0 : undefined'],
    ['so has what stands between it and the best', 'restInTurn(levels, drawn)', 'restInTurn(levels, 0)'],
    ['the share begins at the worst', 'restInTurn(levels, drawn)', 'levels.slice(1)'],
    ['of what has waited long', '< nowMs - agedMs', '< nowMs'],
    ['for longer than that', '< nowMs - agedMs', '<= nowMs - agedMs'],
    ['a poll that begins at the worst takes what it finds', 'if (surveys.length > 0) return { scout, surveys }', ''],
    ['what is throttled costs the others nothing', 'if (!(error instanceof Problem)) throw error', 'throw error'],
    ['a fault is told', 'if (!(error instanceof Problem)) throw error', ''],
  ]),
  ...guardsOf(`${folder}/poll.ts`, contract, [
    ['what has waited long is handed out', 'if (old !== undefined) return old', ''],
  ]),
  ...guardsOf(`${folder}/putBlock.ts`, contract, [
    ['messages lie with their priority', 'wall.nowMs(), level)', 'wall.nowMs())'],
  ]),
  ...guardsOf(`${folder}/publish.ts`, contract, [
    [
      'a level is written down before it is used',
      '  await tools.book.open(scopeOf(queue), levelsFor(envelopes))\n',
      '',
    ],
  ]),
  ...guardsOf(`${folder}/move.ts`, contract, [
    [
      'what moves keeps its priority',
      'level === undefined || others.length > 0 ? placeOfBlock(source).level : ',
      'level === undefined ? 8 : ',
    ],
    [
      'what is edited has the priority that it says',
      'placeOfBlock(source).level : level',
      'placeOfBlock(source).level : placeOfBlock(source).level',
    ],
  ]),
  ...guardsOf(`${folder}/share.ts`, contract, [
    ['messages of one block have one priority', 'const key = `${level} ${readyAtMs}`', 'const key = `${readyAtMs}`'],
  ]),
]
