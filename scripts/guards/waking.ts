// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const folder = 'lib/store/dynamo'
const ways = ['test/dynamo/waking.test.ts']
const images = ['lib/store/dynamo/wakeRecord.test.ts', 'test/dynamo/goldenWaking.test.ts']
const uncounted = ['test/dynamo/uncounted.test.ts']
const both = ['test/contract/memory.test.ts', 'test/dynamo/contract.test.ts']

/** How those who push hear of messages, and what counts as a try where they lease. */
export const wakingGuards = [
  ...guardsOf(`${folder}/wakeRecord.ts`, ways, [
    ['who pushes from no queue is not woken', 'wakes ? name : undefined', 'name'],
  ]),
  ...guardsOf(`${folder}/publish.ts`, ways, [['what is published wakes', ', wakeName(queue)', '']]),
  ...guardsOf(`${folder}/block.ts`, ways, [
    ['a block says whom it wakes', 'if (block.wakes !== undefined) item.w', 'if (false) item.w'],
    [
      'a block that wakes nobody says nothing',
      'if (block.wakes !== undefined) item.w = { S: block.wakes }',
      "item.w = { S: block.wakes ?? '' }",
    ],
  ]),
  ...guardsOf(`${folder}/move.ts`, ways, [['what moves wakes where it goes', 'wakes: wakeName(to), ', '']]),
  ...guardsOf(`${folder}/ordered/run.ts`, ways, [
    ['a run says whom it wakes', 'if (run.wakes !== undefined && entries.length > 0) item.w', 'if (false) item.w'],
    ['closed numbers wake nobody', ' && entries.length > 0) item.w', ') item.w'],
  ]),
  ...guardsOf(`${folder}/ordered/prepare.ts`, ways, [
    ['what is published in order wakes', 'wakeName(queue)', 'undefined'],
  ]),
  ...guardsOf(`${folder}/ordered/leave.ts`, ways, [
    ['what leaves its group wakes where it goes', 'wakeName(to)', 'undefined'],
  ]),
  ...guardsOf(`${folder}/wakeRecord.ts`, images, [
    ['no item without keys or a name wakes', 'if (p === undefined || s === undefined || !queue) return undefined', ''],
    ['an image may be anything', "if (typeof image !== 'object' || image === null) return {}", ''],
    ['only texts are read as texts', "if (typeof S === 'string') item[name]", 'if (S !== undefined) item[name]'],
    ['when a run is ready is read', "else if (typeof N === 'string') item[name] = { N }", ''],
    ['the first of several wakes', 'Math.min(', 'Math.max('],
    [
      'what holds no message wakes nobody',
      'scope !== undefined && Number.isFinite(visibleAtMs)',
      'scope !== undefined',
    ],
  ]),
  ...guardsOf(`${folder}/keys.ts`, images, [
    ['what names no queue wakes none', 'if (uid === undefined || generation === undefined) return undefined', ''],
    ['a generation is read as it was written', 'parseInt(generation, 36)', 'parseInt(generation, 10)'],
  ]),
  ...guardsOf(
    `${folder}/dueMarks.ts`,
    ['test/dynamo/goldenWaking.test.ts', 'test/dynamo/contract.test.ts'],
    [
      ['a mark of each sake', "${sakePart('.', sake)}", ''],
      ['a mark says its sake', ', ...parseSake(sake) }', ' }'],
    ],
  ),
  ...guardsOf('lib/store/takenBack.ts', uncounted, [
    [
      'nothing is taken back that was not counted',
      'takenBack(receipt, delayMs, !isUncounted)',
      'takenBack(receipt, delayMs)',
    ],
    ['what was not counted is judged as it was', 'isUncounted ? attempts : attempts - 1', 'attempts - 1'],
  ]),
  ...guardsOf('lib/store/leased.ts', both, [
    ['a lease that does not count is told from one that does', 'attempts === before.attempts && {', 'false && {'],
  ]),
  ...guardsOf(`${folder}/handOut.ts`, both, [
    ['so it is in blocks', 'one.delivery.attempts === deliveryOf', 'false && deliveryOf'],
  ]),
  ...guardsOf(`${folder}/giveUp.ts`, both, [
    ['who gives up may count the try', 'givenUp(deliveryOf(block!, entry!), settlement)', 'deliveryOf(block!, entry!)'],
  ]),
  ...guardsOf(`${folder}/ordered/giveUp.ts`, both, [
    ['in order as well', 'givenUp(standing.delivery, settlement)', 'standing.delivery'],
  ]),
]
