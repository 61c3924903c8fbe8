import { guardsOf } from './guard.ts'

const folder = 'lib/store/dynamo'
const tests = ['test/dynamo/movingAside.test.ts', 'test/dynamo/contract.test.ts']

/** What the queue that a message left still knows of it. */
export const dynamoLeavingGuards = [
  ...guardsOf(`${folder}/move.ts`, tests, [
    [
      'who comes with an old receipt learns that the message left',
      'to.scope === scope ? [] : leaveItems',
      'to.scope ? [] : leaveItems',
    ],
  ]),
  ...guardsOf(`${folder}/settle.ts`, tests, [
    ['an ack is not taken for done where the message left', " && place !== 'left'", ''],
  ]),
  ...guardsOf(`${folder}/locate.ts`, tests, [
    ['what never moved is nowhere else', 'if (Item === undefined) return undefined', ''],
    ['what left is not found', " || place === 'left'", ''],
  ]),
]
