import type { Command } from 'commander'
import type { SettleResult, SluiceClient } from '../../client/index.ts'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { CommandError } from '../exit.ts'
import { parseSeconds } from '../values.ts'
import { printLine, type World } from '../world.ts'

const receiptsPerCallMax = 16

const outcomes = `
Prints an outcome for each receipt. Beside the good one there are: lapsed (the lease had run out), replaced (the message
was handed out again since), gone (it is no longer in the queue), unknown (not a receipt of this queue). Exits 1 unless
every receipt had the good one.`

const settleCommand = (name: string, world: World): Command =>
  dataCommand(name, world)
    .argument('<queue>')
    .argument('<receipts...>', 'as `sluice poll` printed them')
    .addHelpText('after', outcomes)

export const ackCommand = (world: World): Command =>
  settleCommand('ack', world)
    .summary('finish messages: they are done')
    .description('Acknowledges messages that a poll has leased: they leave the queue.')
    .action((queue: string, receipts: string[], flags: CommonFlags) =>
      settle(world, flags, receipts, 'acked', (client, some) => client.ack(queue, some)),
    )

type NackFlags = CommonFlags & { delay?: number; defaultDelay?: number; reason?: string; deadLetter?: true }

export const nackCommand = (world: World): Command =>
  settleCommand('nack', world)
    .summary('give messages back, now or later')
    .description('Ends the lease of messages: others may take them at once, or after a delay.')
    .option(
      '--delay <time>',
      'hand out again not before: 0 to 12h; else as the retry policy says, else at once',
      parseSeconds,
    )
    .option('--default-delay <time>', 'the same where there is no retry policy either: 0 to 12h', parseSeconds)
    .option('--reason <words>', 'at most 256 bytes; the next consumer sees them')
    .option('--dead-letter', 'give up: move them to the dead-letter queue now')
    .action((queue: string, receipts: string[], { delay, defaultDelay, reason, deadLetter, ...flags }: NackFlags) =>
      settle(world, flags, receipts, 'nacked', (client, some) =>
        client.nack(queue, {
          receipts: some,
          delaySeconds: delay,
          defaultDelaySeconds: defaultDelay,
          reason,
          deadLetter,
        }),
      ),
    )

export const extendCommand = (world: World): Command =>
  settleCommand('extend', world)
    .summary('keep messages longer')
    .description('Makes the lease of messages last so long from now on.')
    .requiredOption('--visibility-timeout <time>', 'how long: 0 to 12h', parseSeconds)
    .action((queue: string, receipts: string[], flags: CommonFlags & { visibilityTimeout: number }) =>
      settle(world, flags, receipts, 'extended', (client, some) =>
        client.extend(queue, { receipts: some, visibilityTimeoutSeconds: flags.visibilityTimeout }),
      ),
    )

type Send = (client: SluiceClient, receipts: string[]) => Promise<SettleResult[]>

async function settle(world: World, flags: CommonFlags, receipts: string[], good: string, send: Send): Promise<void> {
  const client = connect(flags, world)
  let bad = 0
  for (let at = 0; at < receipts.length; at += receiptsPerCallMax) {
    for (const result of await send(client, receipts.slice(at, at + receiptsPerCallMax))) {
      if (result.outcome !== good) bad += 1
      await printLine(world, flags.json ? JSON.stringify(result) : `${result.outcome} ${result.receipt}`)
    }
  }
  if (bad > 0) throw new CommandError('failed', `${bad} of ${receipts.length} not ${good}`)
}
