import { Command, InvalidArgumentError, type Command as Line } from 'commander'
import { type Trigger, type TriggerSettings, type TriggerTarget, VersionConflictError } from '../../client/index.ts'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { CommandError } from '../exit.ts'
import { showFields, tellDone } from '../show.ts'
import { type None, orNone, orNull, parseCount, parseSeconds } from '../values.ts'
import { printLine, type World } from '../world.ts'

export const triggerCommand = (world: World): Command =>
  new Command('trigger')
    .summary('have the messages of a queue pushed')
    .description('Looks after the triggers of queues: who their messages are pushed to.')
    .addCommand(createCommand(world))
    .addCommand(listCommand(world))
    .addCommand(showCommand(world))
    .addCommand(updateCommand(world))
    .addCommand(deleteCommand(world))

const forms = 'arn:… (a Lambda function), https://…, queue:NAME, sqs:URL or ./handler.ts'

/** Where messages go, by how it is written. */
export function parseTarget(text: string): TriggerTarget {
  const [, scheme, rest = ''] = /^(queue|sqs):(.+)$/.exec(text) ?? []
  if (scheme === 'queue') return { kind: 'queue', queue: rest }
  if (scheme === 'sqs') return { kind: 'sqs', url: rest }
  if (text.startsWith('arn:')) return { kind: 'function', function: text }
  if (/^https?:\/\//.test(text)) return { kind: 'http', url: text }
  if (/\.(ts|js|mjs)$/.test(text)) return { kind: 'module', path: text }
  throw new InvalidArgumentError(`Write ${forms}.`)
}

export const showTarget = (target: TriggerTarget): string => {
  if (target.kind === 'queue') return `queue:${target.queue}`
  if (target.kind === 'sqs') return `sqs:${target.url}`
  if (target.kind === 'function') return target.function
  return target.kind === 'http' ? target.url : target.path
}

type SettingFlags = CommonFlags & {
  to?: TriggerTarget
  batchSize?: number
  window?: number
  timeout?: number
  concurrency?: number | None
  rate?: number | None
  filter?: Record<string, unknown[]> | None
}

const withSettings = (command: Line): Line =>
  command
    .option(
      '--batch-size <count>',
      'messages handed over at once: 1 to 100; 10 where nothing is said',
      parseCount(1, 100),
    )
    .option('--window <time>', 'how long to wait for more of them after the first: 0 to 5m', parseSeconds)
    .option(
      '--timeout <time>',
      'how long the target may take for a batch: 1 to 14m; 1m where nothing is said',
      parseSeconds,
    )
    .option('--concurrency <count>', 'batches at the same time: 1 to 1000, or none', orNone(parseCount(1, 1_000)))
    .option('--rate <count>', 'batches begun in a second: 1 to 10000, or none', orNone(parseCount(1, 10_000)))
    .option(
      '--filter <policy>',
      'only messages whose attributes meet this filter policy in JSON, or none',
      orNone(parsePolicy),
    )

function parsePolicy(text: string): Record<string, unknown[]> {
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidArgumentError('Write the filter policy in JSON: \'{"store": ["shop"]}\'.')
  }
}

const settingsOf = ({ filter, ...flags }: SettingFlags): TriggerSettings => ({
  target: flags.to,
  batchSize: flags.batchSize,
  batchWindowSeconds: flags.window,
  timeoutSeconds: flags.timeout,
  maxConcurrency: orNull(flags.concurrency),
  maxPerSecond: orNull(flags.rate),
  filter: filter === 'none' ? null : filter && { attributes: filter },
})

const examples = `
Examples:
  sluice trigger create orders local --to ./handler.ts
  sluice trigger create orders bill --to arn:aws:lambda:eu-central-1:123456789012:function:bill --batch-size 50
  sluice trigger create orders refunds --to https://example.com/refunds --filter '{"kind": ["refund"]}'`

const createCommand = (world: World): Line =>
  withSettings(
    dataCommand('create', world)
      .summary('have messages pushed')
      .description('Creates a trigger; one that exists is refused. What lies in the queue is pushed too.')
      .argument('<queue>')
      .argument('<trigger>')
      .requiredOption('--to <target>', `where messages go: ${forms}`, parseTarget)
      .addHelpText('after', examples),
  ).action(async (queue: string, name: string, flags: SettingFlags & { to: TriggerTarget }) => {
    const settings = { ...settingsOf(flags), target: flags.to }
    const made = connect(flags, world).putTrigger(queue, name, settings, { onlyNew: true })
    await printTrigger(world, flags, await made.catch(error => refuseExisting(error, queue, name)))
  })

function refuseExisting(error: unknown, queue: string, name: string): never {
  if (error instanceof VersionConflictError)
    throw new CommandError('refused', `The queue ${queue} has a trigger ${name} already.`)
  throw error
}

const updateCommand = (world: World): Line =>
  withSettings(
    dataCommand('update', world)
      .summary('change the settings of a trigger')
      .description('Changes the settings that are given, and prints the trigger.')
      .argument('<queue>')
      .argument('<trigger>')
      .option('--to <target>', `where messages go: ${forms}`, parseTarget),
  ).action(async (queue: string, name: string, flags: SettingFlags) =>
    printTrigger(world, flags, await connect(flags, world).updateTrigger(queue, name, settingsOf(flags))),
  )

const listCommand = (world: World): Line =>
  dataCommand('list', world)
    .summary('list the triggers of a queue')
    .description(
      'Prints the names of the triggers and where messages go, one a line; with --json each with its settings.',
    )
    .argument('<queue>')
    .action(async (queue: string, flags: CommonFlags) => {
      for await (const one of connect(flags, world).triggers(queue, { limit: 100 }))
        await printLine(world, flags.json ? JSON.stringify(one) : `${one.name} ${showTarget(one.target)}`)
    })

const showCommand = (world: World): Line =>
  dataCommand('show', world)
    .summary('show a trigger')
    .description('Prints the settings of a trigger.')
    .argument('<queue>')
    .argument('<trigger>')
    .action(async (queue: string, name: string, flags: CommonFlags) =>
      printTrigger(world, flags, await connect(flags, world).getTrigger(queue, name)),
    )

const deleteCommand = (world: World): Line =>
  dataCommand('delete', world)
    .summary('end a trigger')
    .description('Ends a trigger; what is left stays in the queue.')
    .argument('<queue>')
    .argument('<trigger>')
    .action(async (queue: string, name: string, flags: CommonFlags) => {
      await connect(flags, world).deleteTrigger(queue, name)
      await tellDone(world, flags, 'deleted', name)
    })

const printTrigger = (world: World, { json }: CommonFlags, one: Trigger): Promise<void> =>
  printLine(
    world,
    json
      ? JSON.stringify(one)
      : showFields([
          ['trigger', one.name],
          ['queue', one.queue],
          ['to', showTarget(one.target)],
          ['filter', one.filter?.attributes && JSON.stringify(one.filter.attributes)],
          ['batch size', one.batchSize],
          ['window', `${one.batchWindowSeconds} s`],
          ['timeout', `${one.timeoutSeconds} s`],
          ['concurrency', one.maxConcurrency],
          ['rate', one.maxPerSecond],
          ['created', one.createdAt],
          ['updated', one.updatedAt],
        ]),
  )
