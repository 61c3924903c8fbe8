import { guardsOf } from './guard.ts'

const functions = ['functions/deadLetters.test.ts']
const memory = ['test/contract/memory.test.ts']
const embedded = ['test/embedded/contract.test.ts']
const dynamo = ['test/dynamo/contract.test.ts', 'test/dynamo/movingAside.test.ts']
const folder = 'lib/store'

/** What keeps the count of dead letters honest. */
export const deadLetterCountsGuards = [
  ...guardsOf(`${folder}/memory/memoryStore.ts`, memory, [
    ['only what went is told', 'if (isMoved) aside', 'aside'],
    ['what went is told', 'if (isMoved) aside', 'if (false) aside'],
  ]),
  ...guardsOf(`${folder}/embedded/embeddedStore.ts`, embedded, [
    ['of nothing nothing is told', 'if (aside === undefined || messages === 0)', 'if (aside === undefined)'],
    ['what went is told', '    aside.onMoved?.(messages)\n', ''],
    [
      'what is given up is told too',
      "if (settlement.kind === 'moveAside' && settled[at]!",
      'if (false && settled[at]!',
    ],
    ['only what went is told', " && settled[at]!.outcome.kind === 'done'", ''],
  ]),
  ...guardsOf(`${folder}/dynamo/moveAside.ts`, dynamo, [
    ['only what went is told', 'if (isDone) onMoved', 'onMoved'],
    ['what went is told', 'if (isDone) onMoved', 'if (false) onMoved'],
  ]),
  ...guardsOf(`${folder}/dynamo/ordered/leaveAside.ts`, dynamo, [
    ['only what went is told', 'if (isDone) onMoved', 'onMoved'],
    ['what went is told', 'if (isDone) onMoved', 'if (false) onMoved'],
  ]),
  ...guardsOf('lib/actions/deadLetters.ts', functions, [
    ['who counts is told which queue it was', 'services.onMovedAside?.(queue.name, messages)', 'undefined'],
  ]),
  ...guardsOf('functions/deadLetters.ts', functions, [
    ['at home nobody counts', 'if (!watched) return', ''],
    ['it is counted by its queue', '    metrics.addDimensions({ QueueName: queue })\n', ''],
    ['a count does not wait', '    metrics.publishStoredMetrics()\n', ''],
  ]),
  ...guardsOf('functions/poll.ts', functions, [['what a poll moves is counted', '  countQueues(app)\n', '']]),
  ...guardsOf('functions/ack.ts', functions, [['what a nack moves is counted', '  countQueues(app)\n', '']]),
  ...guardsOf('functions/upkeep.ts', functions, [['what upkeep moves is counted', '  countQueues(app)\n', '']]),
]
