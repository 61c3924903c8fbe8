import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { OutgoingMessage, PublishedMessage, QueueRetryPolicy } from '../../client/index.ts'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { CommandError, exitOf, wordsOf } from '../exit.ts'
import { readLines, textOrBytes } from '../lines.ts'
import { type Progress, startProgress } from '../progress.ts'
import { type Numbered, publishMany } from '../publishMany.ts'
import { parseRetry, retryForms } from '../retryPolicy.ts'
import {
  parseAttribute,
  parseCount,
  parseInstant,
  parsePriority,
  parseSeconds,
  type StringAttributes,
} from '../values.ts'
import { note, printLine, type World } from '../world.ts'

type MessageFlags = {
  delay?: number
  at?: string
  expiresIn?: number
  maxAttempts?: number
  priority?: number
  attribute?: StringAttributes
  group?: string
  deduplicationId?: string
  retry?: QueueRetryPolicy
}

type PublishFlags = CommonFlags & MessageFlags & { file?: string; jsonLines?: true }

const examples = `
Without a body and without --file each line of stdin is one message; a line that is not UTF-8 is published as bytes.
With --json-lines each line is a JSON object with "body" and, if wanted, "bodyEncoding" ("text" or "base64"),
"attributes", "delaySeconds" or "deliverAt", "expiresInSeconds", "maxAttempts", "priority", "retry", "groupId" and
"deduplicationId". To an ordered queue (its name ends in .fifo) the lines go in their order.

Examples:
  sluice publish orders 'one order'
  sluice publish reminders 'renew the licence' --at 2031-01-01T09:00:00Z
  sluice publish invoices --file invoice.pdf --attribute type=application/pdf
  sluice publish alarms 'the pump has stopped' --priority 1
  sluice publish orders < orders.txt
  sluice publish payments.fifo 'one payment' --group customer-7 --deduplication-id invoice-12
  echo '{"body":"hi","attributes":{"n":{"type":"number","value":"1"}}}' | sluice publish orders --json-lines`

export const publishCommand = (world: World): Command =>
  dataCommand('publish', world)
    .summary('put messages into a queue')
    .description('Publishes the body, a file, or each line of stdin, and prints the ids once they are stored.')
    .argument('<queue>')
    .argument('[body]', 'the message')
    .option('--file <path>', 'publish a file as one message')
    .option('--json-lines', 'stdin holds one JSON object a line')
    .option('--delay <time>', 'hand out not before: 90, 15m, 12h, 7d', parseSeconds)
    .option('--at <instant>', 'hand out not before, as 2031-01-01T09:00:00Z', parseInstant)
    .option('--expires-in <time>', 'drop it if nobody has taken it by then', parseSeconds)
    .option('--max-attempts <count>', 'hand-overs before it is moved aside or parked: 1 to 1000', parseCount(1))
    .option('--priority <number>', '1 to 16, 1 first; 8 where nothing is said', parsePriority)
    .option('--attribute <name=value>', 'attach a text; may be given more than once', parseAttribute)
    .option(
      '--group <id>',
      'the group, which an ordered queue keeps in order, and others keep from making the rest wait',
    )
    .option('--deduplication-id <id>', 'for ordered queues: the same id again stores nothing')
    .option('--retry <policy>', `when it comes again after a failure: ${retryForms}`, parseRetry)
    .addHelpText('after', examples)
    .action((queue: string, body: string | undefined, flags: PublishFlags) => publish(world, queue, body, flags))

async function publish(world: World, queue: string, body: string | undefined, flags: PublishFlags): Promise<void> {
  checkSource(body, flags)
  const messages = body === undefined && flags.file === undefined ? fromStdin(world, flags) : fromOne(body, flags)
  const bar = lazyBar(world)
  const errors: unknown[] = []
  const onStored = async (stored: PublishedMessage, from: Numbered): Promise<void> => {
    await printLine(world, flags.json ? JSON.stringify(stored) : stored.id)
    await bar.update(from)
  }
  const onError = (error: unknown, { line }: Numbered): void => {
    errors.push(error)
    note(world, `sluice: line ${line}: ${wordsOf(error)}`)
  }
  const published = await publishMany(connect(flags, world), queue, messages, { onStored, onError }).finally(bar.stop)
  if (errors.length === 0) return
  throw new CommandError(exitOf(errors[0]), `${published} published, ${errors.length} not; the rest was not read`)
}

function checkSource(body: string | undefined, { file, jsonLines, delay, at }: PublishFlags): void {
  if (body !== undefined && file !== undefined) throw new CommandError('usage', 'Give a body or --file, not both.')
  if (jsonLines && (body !== undefined || file !== undefined)) {
    throw new CommandError('usage', '--json-lines reads stdin: give no body and no --file with it.')
  }
  if (delay !== undefined && at !== undefined) throw new CommandError('usage', 'Give --delay or --at, not both.')
}

const common = ({
  delay,
  at,
  expiresIn,
  maxAttempts,
  priority,
  attribute,
  group,
  deduplicationId,
  retry,
}: MessageFlags): Omit<OutgoingMessage, 'body'> => ({
  delaySeconds: delay,
  deliverAt: at,
  expiresInSeconds: expiresIn,
  maxAttempts,
  priority,
  attributes: attribute,
  groupId: group,
  deduplicationId,
  retry,
})

async function* fromOne(body: string | undefined, flags: PublishFlags): AsyncGenerator<Numbered, void> {
  const content = flags.file === undefined ? body! : textOrBytes(await readFile(flags.file))
  yield { line: 1, endByte: 0, message: { ...common(flags), body: content } }
}

async function* fromStdin(world: World, flags: PublishFlags): AsyncGenerator<Numbered, void> {
  if (world.stdin.isTTY) note(world, 'reading one message a line; end with Ctrl-D')
  for await (const { number, bytes, endByte } of readLines(world.stdin)) {
    if (flags.jsonLines && bytes.length === 0) continue
    const own = flags.jsonLines ? parseMessage(bytes, number) : { body: textOrBytes(bytes) }
    // What the line says goes before what the flags say.
    yield { line: number, endByte, message: { ...common(flags), ...own } }
  }
}

/** Only as far as needed to send it: the server names what is wrong with the fields. */
function parseMessage(bytes: Uint8Array, line: number): OutgoingMessage {
  const value = parseJson(bytes)
  if (typeof value === 'object' && value !== null && 'body' in value && value.body !== null)
    return value as OutgoingMessage
  throw new CommandError('failed', `line ${line}: not a JSON object with a body`)
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return undefined
  }
}

const barFromMessages = 100

/** Short inputs are over before a bar could be read, so it starts with the hundredth message. */
function lazyBar(world: World): { update: (from: Numbered) => Promise<void>; stop: () => void } {
  let bar: Progress | undefined
  let count = 0
  const totalBytes = world.stdinBytes
  const start = () => startProgress(world, 'publishing', totalBytes === undefined ? 'messages' : 'bytes', totalBytes)
  return {
    update: async ({ endByte }) => {
      if (++count === barFromMessages) bar = await start()
      bar?.update(totalBytes === undefined ? count : endByte)
    },
    stop: () => bar?.stop(),
  }
}
