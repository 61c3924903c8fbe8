import type { Command } from 'commander'
import { bodyBytes, type LeasedMessage, type SluiceClient } from '../../client/index.ts'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { CommandError } from '../exit.ts'
import { showLeased } from '../show.ts'
import { parseCount, parseSeconds } from '../values.ts'
import { note, print, printLine, type World } from '../world.ts'

type PollFlags = CommonFlags & {
  max: number
  wait?: number
  visibilityTimeout?: number
  ack?: true
  bodies?: true
  attemptId?: string
}

const explanation = `
A poll LEASES what it prints: nobody else gets these messages until the visibility timeout ends. Then each comes back
with one attempt more, unless it was acknowledged: by --ack, or by \`sluice ack QUEUE RECEIPT\`. To look without
leasing use \`sluice peek\`.

With --ack a message is acknowledged after it was printed. If the output cannot be written, it is not.

Examples:
  sluice poll orders --max 10 --ack
  sluice poll orders --wait 20 --json | jq -r .receipt
  sluice poll orders --ack --bodies > order.txt`

export const pollCommand = (world: World): Command =>
  dataCommand('poll', world)
    .summary('lease messages and print them')
    .description('Takes messages under a lease and prints them.')
    .argument('<queue>')
    .option('--max <count>', 'how many at most: 1 to 16', parseCount(1, 16), 1)
    .option('--wait <time>', "how long to wait for one: 0 to 30; default: the queue's", parseSeconds)
    .option('--visibility-timeout <time>', "how long the lease lasts: 0 to 12h; default: the queue's", parseSeconds)
    .option('--attempt-id <id>', 'for ordered queues: the same id answers the same messages again for 5 minutes')
    .option('--ack', 'acknowledge them once they are printed')
    .option('--bodies', 'print nothing but the bodies, as they were published, one a line')
    .addHelpText('after', explanation)
    .action((queue: string, flags: PollFlags) => poll(world, queue, flags))

async function poll(world: World, queue: string, flags: PollFlags): Promise<void> {
  if (flags.json && flags.bodies) throw new CommandError('usage', 'Give --json or --bodies, not both.')
  const client = connect(flags, world)
  const input = {
    maxMessages: flags.max,
    waitSeconds: flags.wait,
    visibilityTimeoutSeconds: flags.visibilityTimeout,
    attemptId: flags.attemptId,
  }
  const messages = await client.poll(queue, input)
  if (messages.length === 0) note(world, `${queue} has nothing to hand out now`)
  for (const [index, message] of messages.entries()) await printMessage(world, message, index, flags)
  if (flags.ack && messages.length > 0) await acknowledge(client, queue, messages)
}

async function printMessage(world: World, message: LeasedMessage, index: number, flags: PollFlags): Promise<void> {
  if (flags.json) return printLine(world, JSON.stringify(message))
  if (flags.bodies) return print(world, Buffer.concat([bodyBytes(message), Buffer.from('\n')]))
  await printLine(world, `${index > 0 ? '\n' : ''}${showLeased(message)}`)
}

async function acknowledge(client: SluiceClient, queue: string, messages: LeasedMessage[]): Promise<void> {
  const receipts = messages.map(({ receipt }) => receipt)
  const results = await client.ack(queue, receipts)
  const late = results.flatMap(({ outcome }, index) => (outcome === 'acked' ? [] : `${messages[index]!.id} ${outcome}`))
  if (late.length > 0) throw new CommandError('failed', `not acknowledged: ${late.join(', ')}`)
}
