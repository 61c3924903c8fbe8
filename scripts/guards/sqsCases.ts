import { guardsOf } from './guard.ts'

const room = 'lib/protocols/sqs'
const cases = (...names: string[]): string[] => names.map(name => `test/protocols/sqs/${name}.test.ts`)

/** What the suite of the reference's cases, and generated requests, found wanting. */
export const sqsCasesGuards = [
  ...guardsOf(`${room}/site.ts`, cases('missing', 'moveTasks'), [
    [
      'what is longer than any name is the name of no queue',
      'queueNamePattern.test(text) ? text : undefined',
      '/^[\\w-]+(\\.fifo)?$/.test(text) ? text : undefined',
    ],
  ]),
  ...guardsOf(`${room}/operations/listQueues.ts`, cases('queues'), [
    ['nor the beginning of one', 'if (prefix.length > limits.queueNameCharactersMax) return {}', ''],
  ]),
  ...guardsOf(
    `${room}/receivedMessage.ts`,
    [`${room}/receivedMessage.test.ts`],
    [['a queue of our own is no source', ' || isInner({ name: source })', '']],
  ),
  ...guardsOf(`${room}/receivedMessage.ts`, cases('moveTasks', 'deadLetters'), [
    ['what was put back was sent then', "origins.findLast(({ reason }) => reason === 'redriven')?.atMs ?? ", ''],
    [
      'among dead letters the id of the message tells repetitions apart',
      'failedIn(envelope) === undefined ? envelope.deduplicationId : id',
      'envelope.deduplicationId',
    ],
  ]),
  ...guardsOf(`${room}/readQuery.ts`, cases('wire'), [
    ['what has more parts than its name is no element', 'read.filter(element => element !== undefined)', 'read'],
    [
      'nor a value',
      '(value && readElement(shape.of, value, path)) ?? empty',
      'value && readElement(shape.of, value, path)',
    ],
  ]),
]
