import { guardsOf } from './guard.ts'

const folder = 'lib/store/dynamo'
const frozen = 'test/dynamo/frozen.test.ts'

/** What is seen to when somebody stood still, and before anybody begins. */
export const dynamoFrozenGuards = [
  ...guardsOf(
    `${folder}/laneBook.ts`,
    [frozen],
    [
      ['who put into the lane that never closes is not either', 'isKept(lane) || ', ''],
      ['who was quick is not held up', '(this.#wall.nowMs() - chosenAtMs) < closingMs / 4) return', '(1) < 0) return'],
      [
        'what is known is left alone',
        'lane, this.#wall.nowMs()) === undefined) return\n      await',
        'lane, this.#wall.nowMs()) === null) return\n      await',
      ],
    ],
  ),
  ...guardsOf(
    `${folder}/lanes.ts`,
    [frozen, `${folder}/lanes.test.ts`],
    [
      ['no lane is closed that is open', 'lane < own.open || ', ''],
      ['a lane that may be forgotten at any moment is closed anew', ' && nowMs < known.atMs + closingMs / 2', ''],
      ['one that was closed lately is left alone', '(known !== undefined && nowMs', '(false && nowMs'],
      ['no lane is closed twice', '.filter(one => one !== known)', ''],
    ],
  ),
  ...guardsOf(
    `${folder}/move.ts`,
    [frozen],
    [
      [
        'what moves lies where it cannot be forgotten (J2)',
        'if (level === levelDefault) return laneKept',
        'if (level === levelDefault) return { level, lane: 1 }',
      ],
    ],
  ),
  ...guardsOf(
    `${folder}/homeStore.ts`,
    [`${folder}/homeStore.test.ts`],
    [['bodies lie where all can read them', 'if (bucket !== undefined || isLocal) return', 'return']],
  ),
]
