import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { QueueRetryPolicy } from '../../client/index.ts'
import { confirm } from '../confirm.ts'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { CommandError } from '../exit.ts'
import { textOrBytes } from '../lines.ts'
import { parseRetry, retryForms } from '../retryPolicy.ts'
import { printMessage, tellDone } from '../show.ts'
import {
  parseAttribute,
  parseCount,
  parseInstant,
  parsePriority,
  parseSeconds,
  type StringAttributes,
} from '../values.ts'
import type { World } from '../world.ts'

export const messageCommand = (world: World): Command =>
  new Command('message')
    .summary('look up, edit, reschedule or cancel one message by its id')
    .description('Looks after a single message. A publish prints its id, and so do poll and peek.')
    .addCommand(showCommand(world))
    .addCommand(editCommand(world))
    .addCommand(cancelCommand(world))

const showCommand = (world: World): Command =>
  dataCommand('show', world)
    .summary('show a message')
    .description('Prints a message without leasing it.')
    .argument('<queue>')
    .argument('<id>')
    .action(async (queue: string, id: string, flags: CommonFlags) =>
      printMessage(world, flags, await connect(flags, world).getMessage(queue, id)),
    )

type EditFlags = CommonFlags & {
  body?: string
  file?: string
  delay?: number
  at?: string
  expiresIn?: number
  priority?: number
  attribute?: StringAttributes
  maxAttempts?: number
  retry?: QueueRetryPolicy
}

const examples = `
Only a message that waits can be changed; while it is leased the server refuses. --attribute replaces all attributes.

Examples:
  sluice message edit reminders ID --at 2032-01-01T09:00:00Z
  sluice message edit orders ID --delay 0 --body 'two orders'`

const editCommand = (world: World): Command =>
  dataCommand('edit', world)
    .summary('edit or reschedule a message')
    .description('Changes what is given, leaves the rest, and prints the message.')
    .argument('<queue>')
    .argument('<id>')
    .option('--body <text>', 'a new body')
    .option('--file <path>', 'a new body from a file')
    .option('--delay <time>', 'hand out not before, counted from now', parseSeconds)
    .option('--at <instant>', 'hand out not before, as 2031-01-01T09:00:00Z', parseInstant)
    .option('--expires-in <time>', 'drop it if nobody has taken it by then, counted from now', parseSeconds)
    .option('--priority <number>', '1 to 16, 1 first', parsePriority)
    .option('--attribute <name=value>', 'attach a text; may be given more than once', parseAttribute)
    .option('--max-attempts <count>', 'hand-overs before it is moved aside or parked: 1 to 1000', parseCount(1))
    .option('--retry <policy>', `when it comes again after a failure: ${retryForms}`, parseRetry)
    .addHelpText('after', examples)
    .action(async (queue: string, id: string, flags: EditFlags) => {
      checkChange(flags)
      const { delay, at, expiresIn, priority, attribute, maxAttempts, retry } = flags
      const times = { delaySeconds: delay, deliverAt: at, expiresInSeconds: expiresIn }
      const change = { body: await newBody(flags), ...times, priority, attributes: attribute, maxAttempts, retry }
      await printMessage(world, flags, await connect(flags, world).editMessage(queue, id, change))
    })

function checkChange(flags: EditFlags): void {
  const { body, file, delay, at, expiresIn, priority, attribute, maxAttempts, retry } = flags
  const given = [body, file, delay, at, expiresIn, priority, attribute, maxAttempts, retry].filter(
    value => value !== undefined,
  )
  if (given.length === 0) throw new CommandError('usage', 'Say what to change: --delay 1h, for example.')
  if (body !== undefined && file !== undefined) throw new CommandError('usage', 'Give --body or --file, not both.')
  if (delay !== undefined && at !== undefined) throw new CommandError('usage', 'Give --delay or --at, not both.')
}

const newBody = async ({ body, file }: EditFlags): Promise<string | Uint8Array | undefined> =>
  file === undefined ? body : textOrBytes(await readFile(file))

const cancelCommand = (world: World): Command =>
  dataCommand('cancel', world)
    .summary('take a message back before anybody gets it')
    .description('Removes a message that waits; while it is leased the server refuses. Asks for the id first.')
    .argument('<queue>')
    .argument('<id>')
    .option('--yes', 'do not ask')
    .action(async (queue: string, id: string, flags: CommonFlags & { yes?: true }) => {
      await confirm(world, `This removes message ${id} from ${queue}.`, id, flags.yes)
      await connect(flags, world).cancelMessage(queue, id)
      await tellDone(world, flags, 'cancelled', id)
    })
