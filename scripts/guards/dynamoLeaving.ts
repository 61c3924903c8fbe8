// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const folder = 'lib/store/dynamo'
const living = ['test/dynamo/livingQueues.test.ts']
const tests = ['test/dynamo/movingAside.test.ts', 'test/dynamo/contract.test.ts']

/** What the queue that a message left still knows of it. */
export const dynamoLeavingGuards = [
  ...guardsOf(`${folder}/move.ts`, tests, [
    [
      'who comes with an old receipt learns that the message left',
      'from === undefined ? [] : leaveItems',
      'from ? [] : leaveItems',
    ],
  ]),
  ...guardsOf(`${folder}/move.ts`, living, [
    ['nothing goes into a queue that is gone', '  checkLiving(tables, to),\n', ''],
    ['nothing comes out of what was purged', '  checkLiving(tables, from),\n', ''],
  ]),
  ...guardsOf(
    `${folder}/checkLiving.ts`,
    [...living, ...tests],
    [
      ['a queue that was never saved lives', 'attribute_not_exists(p) OR (', '('],
      ['a deleted queue is gone', "'attribute_not_exists(p) OR (", "'attribute_not_exists(j) OR ("],
      ['another queue of the name is another', 'contains(j, :uid) AND', 'contains(j, :uid) OR'],
      ['what was purged is over', ' AND contains(j, :generation)', ' AND :generation <> :uid'],
      ['a generation is known to the last digit', '${generation},`', '${generation}`'],
    ],
  ),
  ...guardsOf(`${folder}/settle.ts`, tests, [
    ['an ack is not taken for done where the message left', " && place !== 'left'", ''],
  ]),
  ...guardsOf(`${folder}/change.ts`, tests, [
    ['nor is a cancel', " && (await readForward(tools, scope, id)) !== 'left'", ''],
  ]),
  ...guardsOf(`${folder}/scan.ts`, tests, [
    [
      'what only goes elsewhere is of no use to a poll',
      '({ picks, returnsAtMs }: Survey): number => (picks.length > 0',
      '({ picks, asides, returnsAtMs }: Survey): number => (picks.length + asides.length > 0',
    ],
  ]),
  ...guardsOf(`${folder}/sweepQueue.ts`, tests, [['what is left is said', '...(left > 0 && { left }), ', '']]),
  ...guardsOf(
    `${folder}/redrive.ts`,
    ['test/dynamo/redriving.test.ts'],
    [['a store that is busy is no failure of the step', 'if (error instanceof Problem) return false', '']],
  ),
  ...guardsOf(
    'lib/actions/poll.ts',
    ['test/actions/deadLetters.test.ts'],
    [['a lease whose last attempt cannot be noted goes back', 'rules, leased).catch(giveUp)', 'rules, leased)']],
  ),
  ...guardsOf(`${folder}/locate.ts`, tests, [
    ['what never moved is nowhere else', 'return Item && (Item.a', 'return (Item!.a'],
    ['what left is not found', " || place === 'left'", ''],
  ]),
]
