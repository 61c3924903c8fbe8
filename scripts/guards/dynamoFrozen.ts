import { guardsOf } from './guard.ts'

const folder = 'lib/store/dynamo'
const frozen = 'test/dynamo/frozen.test.ts'

/** What is seen to when somebody stood still, and before anybody begins. */
export const dynamoFrozenGuards = [
  ...guardsOf(
    `${folder}/laneBook.ts`,
    [frozen],
    [
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
    [frozen],
    [['no lane is closed that is open', 'if (isAmong(lanesToRead(lanes), { level, lane })) return undefined', '']],
  ),
  ...guardsOf(
    `${folder}/move.ts`,
    [frozen],
    [
      [
        'a lane that was forgotten is emptied again (J2)',
        "if (reply.kind === 'done') await tools.book.vouch",
        'if (false) await tools.book.vouch',
      ],
    ],
  ),
  ...guardsOf(
    `${folder}/homeStore.ts`,
    [`${folder}/homeStore.test.ts`],
    [['bodies lie where all can read them', 'if (bucket !== undefined || isLocal) return', 'return']],
  ),
]
