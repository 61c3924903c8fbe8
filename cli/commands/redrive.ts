import { Command, Option } from 'commander'
import type { Redrive, RedriveInput, SluiceClient } from '../../client/index.ts'
import { sleep, systemTime } from '../../client/time.ts'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { CommandError } from '../exit.ts'
import { startProgress } from '../progress.ts'
import { showFields } from '../show.ts'
import { parseAttribute, parseCount, type StringAttributes } from '../values.ts'
import { note, printLine, type World } from '../world.ts'

const reasons = ['attemptsExhausted', 'nacked', 'rejected', 'expired', 'redriven'] as const
const messagesPerSecondMax = 10_000
const lookMs = 1_000

export const redriveCommand = (world: World): Command =>
  new Command('redrive')
    .summary('put the messages of a dead-letter queue back')
    .description('Moves messages out of a queue, as new ones, to where they came from or to another queue.')
    .addCommand(startCommand(world), { isDefault: true })
    .addCommand(listCommand(world))
    .addCommand(showCommand(world))
    .addCommand(cancelCommand(world))

type StartFlags = CommonFlags & {
  to?: string
  id?: string[]
  reason?: Redrive['reason']
  attribute?: StringAttributes
  rate?: number
  wait?: true
}

const examples = `
What is in flight or delayed is left alone, and so is what comes into the queue after the redrive has begun.

Examples:
  sluice redrive dead
  sluice redrive dead --to orders --reason nacked --rate 50 --wait`

const gather = (text: string, earlier: string[] = []): string[] => [...earlier, text]

const startCommand = (world: World): Command =>
  dataCommand('start', world)
    .summary('begin to move messages (this is what `sluice redrive QUEUE` does)')
    .description('Begins to move what is visible in a queue, in the background, and prints the redrive.')
    .argument('<queue>')
    .option('--to <queue>', 'where to; else each message goes to the queue that it came from')
    .option('--id <id>', 'only this message; may be given more than once', gather)
    .addOption(new Option('--reason <reason>', 'only what came into the queue so').choices(reasons))
    .option('--attribute <name=value>', 'only what has this; may be given more than once', parseAttribute)
    .option('--rate <count>', 'messages a second; else as fast as it goes', parseCount(1, messagesPerSecondMax))
    .option('--wait', 'wait until it is over; exits 1 unless it was completed')
    .addHelpText('after', examples)
    .action(async (queue: string, flags: StartFlags) => {
      const client = connect(flags, world)
      const begun = await client.startRedrive(queue, inputOf(flags))
      if (flags.wait !== true) return printRedrive(world, flags, begun)
      await printEnd(world, flags, await untilOver(world, client, begun))
    })

const inputOf = ({ to, id, reason, attribute, rate }: StartFlags): RedriveInput => ({
  to,
  ids: id,
  reason,
  attributes: attribute && Object.fromEntries(Object.entries(attribute).map(([name, { value }]) => [name, value])),
  messagesPerSecond: rate,
})

async function untilOver(world: World, client: SluiceClient, begun: Redrive): Promise<Redrive> {
  const progress = await startProgress(world, begun.queue, 'messages', begun.toMove)
  try {
    for (let redrive = begun; ; redrive = await client.getRedrive(begun.id)) {
      progress.update(redrive.moved)
      if (redrive.endedAt !== undefined) return redrive
      await sleep(world.transport?.time ?? systemTime, lookMs)
    }
  } finally {
    progress.stop()
  }
}

async function printEnd(world: World, flags: CommonFlags, redrive: Redrive): Promise<void> {
  await printRedrive(world, flags, redrive)
  if (redrive.state !== 'completed') throw new CommandError('failed', `the redrive was not completed: ${redrive.state}`)
}

const listCommand = (world: World): Command =>
  dataCommand('list', world)
    .summary('list the redrives of a queue, the latest first')
    .description('Prints the redrive of a queue that is under way and the last ten that are over.')
    .argument('<queue>')
    .action(async (queue: string, flags: CommonFlags) => {
      const redrives = await connect(flags, world).listRedrives(queue)
      for (const redrive of redrives)
        await printLine(world, flags.json ? JSON.stringify(redrive) : `${redrive.id} ${redrive.state} ${redrive.moved}`)
      if (redrives.length === 0) note(world, `${queue} has had no redrive`)
    })

const showCommand = (world: World): Command =>
  dataCommand('show', world)
    .summary('show how far a redrive has come')
    .description('Prints a redrive.')
    .argument('<id>')
    .action(async (id: string, flags: CommonFlags) =>
      printRedrive(world, flags, await connect(flags, world).getRedrive(id)),
    )

const cancelCommand = (world: World): Command =>
  dataCommand('cancel', world)
    .summary('stop a redrive')
    .description('Stops a redrive. What was moved stays moved.')
    .argument('<id>')
    .action(async (id: string, flags: CommonFlags) =>
      printRedrive(world, flags, await connect(flags, world).cancelRedrive(id)),
    )

const printRedrive = (world: World, { json }: CommonFlags, redrive: Redrive): Promise<void> =>
  printLine(world, json ? JSON.stringify(redrive) : showRedrive(redrive))

const showRedrive = (redrive: Redrive): string =>
  showFields([
    ['redrive', redrive.id],
    ['queue', redrive.queue],
    ['to', redrive.to],
    ['state', redrive.failure === undefined ? redrive.state : `${redrive.state}: ${redrive.failure}`],
    ['moved', `${redrive.moved} of about ${redrive.toMove}`],
    ['skipped', redrive.skipped === 0 ? undefined : redrive.skipped],
    ['rate', redrive.messagesPerSecond && `${redrive.messagesPerSecond} a second`],
    ['started', redrive.startedAt],
    ['ended', redrive.endedAt],
  ])
