import { guardsOf } from './guard.ts'

/** What callers of the library and of the command line are told. */
export const clientGuards = [
  ...guardsOf(
    'client/errors.ts',
    ['client/errors.test.ts'],
    [
      ['the words of a refusal say the limit', 'limit !== undefined && `limit', 'false && `limit'],
      ['and what was given', 'got !== undefined && `got', 'false && `got'],
      ['once', 'if (text.includes(field)) text', 'if (false) text'],
    ],
  ),
  ...guardsOf(
    'client/publisher.ts',
    ['client/publisher.test.ts'],
    [
      [
        'a publisher answers the number of an ordered message',
        '(await client.publishInOrder(queue, messages)).map(fulfilled)',
        '(await client.publish(queue, messages)).map(id => fulfilled({ id }))',
      ],
    ],
  ),
  ...guardsOf(
    'cli/commands/publish.ts',
    ['cli/commands/publish.test.ts'],
    [['sluice publish prints it as JSON', 'JSON.stringify(stored)', 'JSON.stringify({ id: stored.id })']],
  ),
  ...guardsOf(
    'cli/commands/settle.ts',
    ['cli/commands/consume.test.ts'],
    [['sluice nack names a default delay', '          defaultDelaySeconds: defaultDelay,\n', '']],
  ),
]
