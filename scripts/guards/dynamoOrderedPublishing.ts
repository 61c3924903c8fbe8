import { guardsOf } from './guard.ts'
import { orderedFolder as folder, orderedTests as tests } from './orderedTests.ts'

/** Numbers, keys and runs, on DynamoDB. */
export const dynamoOrderedPublishingGuards = [
  ...guardsOf(`${folder}/originals.ts`, tests, [
    ['a key that nobody has is claimed', 'if (other === undefined)', 'if (false)'],
    ['a repetition answers the first one', "if (fate === 'stored' && !isOver)", 'if (false)'],
    ['after its window a key stands for nothing', "fate === 'stored' && !isOver", "fate === 'stored'"],
    ['a dead publisher burns no key', "if (fate !== 'open')", 'if (false)'],
    ['what is claimed is claimed', 'if (found === undefined || found.a!.S === a)', 'if (false)'],
    ['what an earlier group has stored is no original', 'run.isClosed || run.epoch !== epoch ?', 'run.isClosed ?'],
    ['a key of what is stored is not taken over', 'if (run !== undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/place.ts`, tests, [
    [
      'an id of a standard queue is no place in a group',
      'if (bytes === undefined || (bytes[7]! & kindMask) !== kind)',
      'if (false)',
    ],
  ]),
  ...guardsOf(`${folder}/prepare.ts`, tests, [
    ['a message without a key is no duplicate', 'if (key === undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/publish.ts`, tests, [
    [
      'who finds his first number closed leaves no other open',
      'if (run.span > 1) await closeRest',
      'if (false) await closeRest',
    ],
    ['a request key stores once', 'if (request !== undefined)', 'if (false)'],
    [
      'a request that was answered is answered the same',
      'if (earlier !== undefined) return recalled(earlier, request)',
      'if (false)',
    ],
    ['a fault is no refusal', 'if (!(error instanceof Problem))', 'if (false)'],
    ['numbers that nobody needs hold nobody up', 'if (run.isClosed)', 'if (false)'],
    ['what is stored is answered', "if (reply.kind === 'done' || run.isClosed)", 'if (false)'],
    [
      'who has stored a run knows it again',
      "if (reply.kind === 'refused' && reply.items[0]?.x?.S === run.nonce)",
      'if (false)',
    ],
    [
      'where one of its groups had its number closed the others wait for nothing',
      'await Promise.all(all.map(one => giveUp(tools, scope, one)))\n    if (record !== undefined) return record',
      'if (record !== undefined) return record',
    ],
    ['of two calls with one request key one stores', 'if (record !== undefined)', 'if (false)'],
    ['a request key stands for one request', 'if (ids === undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/shares.ts`, tests, [
    ['in one call one key is one message', 'if (first !== undefined)', 'if (false)'],
    ['groups that begin with one call begin in its order', 'turn: turn + position', 'turn: turn - position'],
    ['the first of a call has the key', 'if (key !== undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/run.ts`, tests, [
    ['what was closed is known as such', 'if (run.isClosed)', 'if (false)'],
    ['a run without messages can be written', 'if (entries.length > 0)', 'if (false)'],
    ['what the last worker said goes along', 'if (nackReason !== undefined)', 'if (false)'],
    ['envelopes lie in their run', 'if (run.envelopes !== undefined)', 'if (false)'],
    ['large ones are found elsewhere', 'if (run.object !== undefined)', 'if (false)'],
    ['a run without messages can be read', 'if (item.h === undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${folder}/runBody.ts`, tests, [
    ['what lies in its run is read there', 'if (envelopes !== undefined)', 'if (false)'],
    ['what is missing is said to be', 'if (bytes === undefined)', 'if (false)'],
  ]),
  ...guardsOf(
    `${folder}/runBody.ts`,
    ['test/dynamo/budgets/ordered.test.ts'],
    [['what is small lies in its run', 'if (bytes.length <= itemBytesMax)', 'if (false)']],
  ),
]
