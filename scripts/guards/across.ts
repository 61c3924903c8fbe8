import { guardsOf } from './guard.ts'

const matrix = ['test/protocols/across/matrix.test.ts']
const mns = 'lib/protocols/mns'
const port = ['test/cli/mnsPort.test.ts']

/** What a message becomes by another protocol, and what clients of MNS need to get it. */
export const acrossGuards = [
  ...guardsOf(`${mns}/receivedMessage.ts`, matrix, [
    ['a body as base64 is marked', "isMarked ? mark : ''", "''"],
    ['bytes are not shown as text', "kind === 'text' ? buffer.toString() : undefined", 'buffer.toString()'],
  ]),
  ...guardsOf('lib/xmlText.ts', matrix, [['a carriage return is written out', "'\\r': '&#xD;'", "'\\r': '\\r'"]]),
  ...guardsOf(`${mns}/properties.ts`, matrix, [
    ['a flag stays one', "isFlag ? 'BOOLEAN' : 'STRING'", "'STRING'"],
    ['a flag is true or false', 'label === booleanLabel && flag.test(shown)', 'label === booleanLabel'],
  ]),
  ...guardsOf(
    `${mns}/properties.ts`,
    ['test/protocols/mns/sending.test.ts'],
    [['a line begins in front of properties', '`\\n${wanted', '`${wanted']],
  ),
  ...guardsOf(
    `${mns}/reply.ts`,
    ['test/protocols/mns/headerNames.test.ts'],
    [['Location has its capital', 'headers.Location = location', 'headers.location = location']],
  ),
  ...guardsOf('cli/verify/mnsPort.ts', port, [
    ['an ack that came too late does not count', '!late.has(receipt)', 'true'],
  ]),
  ...guardsOf('cli/mns/caller.ts', port, [
    ['an error is none for its status', '(code === undefined || code === noMessage)', 'true'],
    ['what passes is told apart', 'if (answer.status >= 500)', 'if (false)'],
  ]),
]
