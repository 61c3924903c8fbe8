import type { Command } from 'commander'
import {
  type Queue,
  type QueueChange,
  type QueueRetryPolicy,
  type QueueSettings,
  type SluiceClient,
  VersionConflictError,
} from '../../client/index.ts'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { CommandError } from '../exit.ts'
import { type OrderedFlags, toOrdered, withOrder } from '../orderedFlags.ts'
import { parseRetry, retryForms } from '../retryPolicy.ts'
import { printQueue } from '../show.ts'
import { type None, orNone, orNull, parseCount, parseSeconds } from '../values.ts'
import { note, type World } from '../world.ts'

type SettingFlags = {
  visibilityTimeout?: number
  retention?: number
  delay?: number
  wait?: number
  maxMessageBytes?: number
  deadLetter?: string | false
  maxAttempts?: number
  deadLetterExpired?: boolean
  retry?: QueueRetryPolicy | None
  maxPublishesPerSecond?: number | None
  maxInFlight?: number | None
} & OrderedFlags

const withSettings = (command: Command): Command =>
  withOrder(command)
    .option('--visibility-timeout <time>', 'how long a poll leases a message: 0 to 12h', parseSeconds)
    .option('--retention <time>', 'how long a message is kept: 60 to 15d', parseSeconds)
    .option('--delay <time>', 'delay of a message that brings none of its own: 0 to 7d', parseSeconds)
    .option('--wait <time>', 'how long a poll waits for a message: 0 to 30', parseSeconds)
    .option('--max-message-bytes <bytes>', 'body and attributes together: 1024 to 1048576', parseCount(1))
    .option(
      '--dead-letter <queue>',
      'move messages there that nobody could finish; at first together with --max-attempts',
    )
    .option('--no-dead-letter', 'move none')
    .option('--max-attempts <count>', 'hand-overs before a message is moved: 1 to 1000', parseCount(1))
    .option('--dead-letter-expired', 'move what expires too')
    .option('--no-dead-letter-expired', 'drop what expires')
    .option('--retry <policy>', `when failed messages come again: ${retryForms}, or none`, orNone(parseRetry))
    .option('--max-publishes-per-second <count>', 'messages taken in within a second, or none', orNone(parseCount(1)))
    .option(
      '--max-in-flight <count>',
      'messages handed out at the same time: 1 to 1000, or none',
      orNone(parseCount(1)),
    )

const toChange = (flags: SettingFlags): QueueChange => ({
  visibilityTimeoutSeconds: flags.visibilityTimeout,
  retentionSeconds: flags.retention,
  delaySeconds: flags.delay,
  waitSeconds: flags.wait,
  maxMessageBytes: flags.maxMessageBytes,
  ordered: toOrdered(flags),
  deadLetter: toDeadLetter(flags),
  retry: orNull(flags.retry),
  maxPublishesPerSecond: orNull(flags.maxPublishesPerSecond),
  maxInFlight: orNull(flags.maxInFlight),
})

function toDeadLetter({ deadLetter, maxAttempts, deadLetterExpired }: SettingFlags): QueueChange['deadLetter'] {
  if (deadLetter === false) return null
  const given = [deadLetter, maxAttempts, deadLetterExpired].some(value => value !== undefined)
  return given ? { queue: deadLetter, maxAttempts, expired: deadLetterExpired } : undefined
}

function toSettings(flags: SettingFlags): QueueSettings {
  const { deadLetter, ...settings } = toChange(flags)
  if (!deadLetter) return { ...settings, deadLetter }
  const { queue, maxAttempts, expired } = deadLetter
  if (queue === undefined || maxAttempts === undefined)
    throw new CommandError('usage', 'Give --dead-letter and --max-attempts together.')
  return { ...settings, deadLetter: { queue, maxAttempts, expired } }
}

type CreateFlags = CommonFlags & SettingFlags & { ifMissing?: true }

export const createCommand = (world: World): Command =>
  withSettings(dataCommand('create', world))
    .summary('create a queue')
    .description('Creates a queue and prints it. Settings left out take their defaults.')
    .argument('<queue>', '1 to 120 letters, digits, - or _; an ordered queue ends in .fifo')
    .option('--if-missing', 'leave a queue that exists as it is, and say so')
    .addHelpText('after', '\nExample:\n  sluice queue create orders --visibility-timeout 2m --retention 7d')
    .action(async (name: string, flags: CreateFlags) => {
      const client = connect(flags, world)
      const queue = (await createNew(client, name, flags)) ?? (await keepExisting(client, name, flags, world))
      await printQueue(world, flags, queue)
    })

/** Undefined when there is such a queue already. */
async function createNew(client: SluiceClient, name: string, flags: SettingFlags): Promise<Queue | undefined> {
  try {
    const { created, ...queue } = await client.putQueue(name, toSettings(flags), { onlyNew: true })
    return queue
  } catch (error) {
    if (error instanceof VersionConflictError) return undefined
    throw error
  }
}

function keepExisting(client: SluiceClient, name: string, { ifMissing }: CreateFlags, world: World): Promise<Queue> {
  if (!ifMissing) throw new CommandError('refused', `There is a queue ${name} already.`)
  note(world, `there is a queue ${name} already`)
  return client.getQueue(name)
}

export const updateCommand = (world: World): Command =>
  withSettings(dataCommand('update', world))
    .summary('change settings of a queue')
    .description('Changes the settings that are given, leaves the others, and prints the queue.')
    .argument('<queue>')
    .action(async (name: string, flags: CommonFlags & SettingFlags) => {
      const settings = toChange(flags)
      const isEmpty = Object.values(settings).every(value => value === undefined)
      if (isEmpty) throw new CommandError('usage', 'Say which setting to change: --wait 20, for example.')
      await printQueue(world, flags, await connect(flags, world).updateQueue(name, settings))
    })
