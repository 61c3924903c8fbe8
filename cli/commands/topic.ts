import { Command, Option } from 'commander'
import {
  type Endpoint,
  type QueueRetryPolicy,
  type QueueStats,
  type Subscription,
  type SubscriptionSettings,
  type Topic,
  VersionConflictError,
} from '../../client/index.ts'
import { confirm } from '../confirm.ts'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { CommandError } from '../exit.ts'
import { parseRetry, retryForms, showRetry } from '../retryPolicy.ts'
import { showFields, statsFields, tellDone } from '../show.ts'
import { parseAttribute, parseCount, parsePriority, parseSeconds, type StringAttributes } from '../values.ts'
import { printLine, type World } from '../world.ts'

export const topicCommand = (world: World): Command =>
  new Command('topic')
    .summary('publish once, for every subscription to get its copy')
    .description('Looks after topics and their subscriptions, and publishes to them.')
    .addCommand(createCommand(world))
    .addCommand(listCommand(world))
    .addCommand(showCommand(world))
    .addCommand(updateCommand(world))
    .addCommand(deleteCommand(world))
    .addCommand(subscribeCommand(world))
    .addCommand(unsubscribeCommand(world))
    .addCommand(publishCommand(world))

const createCommand = (world: World): Command =>
  dataCommand('create', world)
    .summary('create a topic')
    .description('Creates a topic; one that exists is refused.')
    .argument('<topic>')
    .option('--max-message-bytes <bytes>', 'the largest message: 1024 to 1048576', parseCount(1_024, 1_048_576))
    .action(async (name: string, flags: CommonFlags & { maxMessageBytes?: number }) => {
      const settings = { maxMessageBytes: flags.maxMessageBytes }
      const made = connect(flags, world).putTopic(name, settings, { onlyNew: true })
      await printTopic(world, flags, await made.catch(error => refuseExisting(error, name)))
    })

function refuseExisting(error: unknown, name: string): never {
  if (error instanceof VersionConflictError) throw new CommandError('refused', `There is a topic ${name} already.`)
  throw error
}

const updateCommand = (world: World): Command =>
  dataCommand('update', world)
    .summary('change the settings of a topic')
    .description('Changes the settings that are given, and prints the topic. Its subscriptions stay.')
    .argument('<topic>')
    .requiredOption('--max-message-bytes <bytes>', 'the largest message: 1024 to 1048576', parseCount(1_024, 1_048_576))
    .action(async (name: string, { maxMessageBytes, ...flags }: CommonFlags & { maxMessageBytes: number }) =>
      printTopic(world, flags, await connect(flags, world).updateTopic(name, { maxMessageBytes })),
    )

const listCommand = (world: World): Command =>
  dataCommand('list', world)
    .summary('list the topics')
    .description('Prints the names of the topics, one a line; with --json each topic with its settings.')
    .option('--prefix <text>', 'only names that begin so')
    .action(async ({ prefix, ...flags }: CommonFlags & { prefix?: string }) => {
      for await (const topic of connect(flags, world).topics({ limit: 100, prefix }))
        await printLine(world, flags.json ? JSON.stringify(topic) : topic.name)
    })

const showCommand = (world: World): Command =>
  dataCommand('show', world)
    .summary('show a topic and its subscriptions, or one of them')
    .description(
      'Prints a topic and the names of its subscriptions; with the name of one, what waits for it and its settings.',
    )
    .argument('<topic>')
    .argument('[subscription]')
    .action(async (topic: string, name: string | undefined, flags: CommonFlags) => {
      const client = connect(flags, world)
      if (name !== undefined) {
        const found = [client.getSubscription(topic, name), client.subscriptionStats(topic, name)] as const
        return printSubscription(world, flags, ...(await Promise.all(found)))
      }
      await printTopic(world, flags, await client.getTopic(topic))
      for await (const one of client.subscriptions(topic, { limit: 100 }))
        await printLine(world, flags.json ? JSON.stringify(one) : `  ${one.name} ${showEndpoint(one.endpoint)}`)
    })

const deleteCommand = (world: World): Command =>
  dataCommand('delete', world)
    .summary('delete a topic and its subscriptions')
    .description('Deletes a topic and its subscriptions. Asks for the name of the topic first.')
    .argument('<topic>')
    .option('--yes', 'do not ask')
    .action(async (name: string, flags: CommonFlags & { yes?: true }) => {
      await confirm(world, `This deletes ${name} and its subscriptions.`, name, flags.yes)
      await connect(flags, world).deleteTopic(name)
      await tellDone(world, flags, 'deleted', name)
    })

type SubscribeFlags = CommonFlags & {
  queue?: string
  http?: string
  tag?: string
  filter?: string
  format?: SubscriptionSettings['format']
  retry?: QueueRetryPolicy
  maxAttempts?: number
  deadLetter?: string
  maxConcurrency?: number
  maxPerSecond?: number
}

const subscribeCommand = (world: World): Command =>
  dataCommand('subscribe', world)
    .summary('have the messages of a topic copied')
    .description('Creates a subscription, or gives an existing one exactly these settings.')
    .argument('<topic>')
    .argument('<subscription>')
    .option('--queue <queue>', 'copies go into this queue')
    .option('--http <url>', 'copies go to this HTTP endpoint')
    .option('--tag <tag>', 'only messages with this tag')
    .option('--filter <policy>', 'only messages whose attributes meet this filter policy of Amazon SNS, in JSON')
    .addOption(new Option('--format <format>', 'how copies are written').choices(['raw', 'xml', 'json']))
    .option('--retry <policy>', `when a delivery that failed is tried again: ${retryForms}`, parseRetry)
    .option('--max-attempts <count>', 'tries in all: 1 to 1000', parseCount(1, 1_000))
    .option('--dead-letter <queue>', 'where copies go after the last try')
    .option('--max-concurrency <count>', 'deliveries at the same time: 1 to 1000', parseCount(1, 1_000))
    .option('--max-per-second <count>', 'deliveries begun in a second: 1 to 10000', parseCount(1, 10_000))
    .action(async (topic: string, name: string, flags: SubscribeFlags) => {
      const settings = { ...settingsOf(flags), endpoint: endpointOf(flags) }
      await printSubscription(world, flags, await connect(flags, world).putSubscription(topic, name, settings))
    })

function endpointOf({ queue, http }: SubscribeFlags): Endpoint {
  if ((queue === undefined) === (http === undefined)) throw new CommandError('usage', 'Give --queue or --http.')
  return queue === undefined ? { kind: 'http', url: http! } : { kind: 'queue', queue }
}

const settingsOf = ({ tag, filter, deadLetter, ...flags }: SubscribeFlags): SubscriptionSettings => ({
  format: flags.format,
  filter: tag === undefined && filter === undefined ? undefined : { tag, attributes: policyOf(filter) },
  retry: flags.retry,
  maxAttempts: flags.maxAttempts,
  deadLetterQueue: deadLetter,
  maxConcurrency: flags.maxConcurrency,
  maxPerSecond: flags.maxPerSecond,
})

function policyOf(filter: string | undefined): Record<string, unknown[]> | undefined {
  try {
    return filter === undefined ? undefined : JSON.parse(filter)
  } catch {
    throw new CommandError('usage', 'Write the filter policy in JSON: \'{"store": ["shop"]}\'.')
  }
}

const unsubscribeCommand = (world: World): Command =>
  dataCommand('unsubscribe', world)
    .summary('end a subscription')
    .description('Ends a subscription; what is on its way to it is dropped.')
    .argument('<topic>')
    .argument('<subscription>')
    .action(async (topic: string, name: string, flags: CommonFlags) => {
      await connect(flags, world).deleteSubscription(topic, name)
      await tellDone(world, flags, 'unsubscribed', name)
    })

type PublishFlags = CommonFlags & {
  tag?: string
  attribute?: StringAttributes
  priority?: number
  expiresIn?: number
  group?: string
}

const publishCommand = (world: World): Command =>
  dataCommand('publish', world)
    .summary('publish messages to a topic')
    .description('Publishes 1 to 16 messages, and prints their ids once every copy is sure to be made.')
    .argument('<topic>')
    .argument('<body...>', 'the messages')
    .option('--tag <tag>', 'for subscriptions to choose by')
    .option('--attribute <name=value>', 'attach a text; may be given more than once', parseAttribute)
    .option('--priority <number>', '1 to 16, 1 first; 8 where nothing is said', parsePriority)
    .option('--expires-in <time>', 'drop copies that nobody has taken by then', parseSeconds)
    .option('--group <id>', 'the group of the copies')
    .action(
      async (
        topic: string,
        bodies: string[],
        { tag, attribute, priority, expiresIn, group, ...flags }: PublishFlags,
      ) => {
        const common = { tag, attributes: attribute, priority, expiresInSeconds: expiresIn, groupId: group }
        const messages = bodies.map(body => ({ ...common, body }))
        for (const id of await connect(flags, world).publishToTopic(topic, messages))
          await printLine(world, flags.json ? JSON.stringify({ id }) : id)
      },
    )

const printTopic = (world: World, { json }: CommonFlags, topic: Topic): Promise<void> =>
  printLine(
    world,
    json
      ? JSON.stringify(topic)
      : showFields([
          ['topic', topic.name],
          ['max message', `${topic.maxMessageBytes} bytes`],
          ['subscriptions', topic.subscriptions],
          ['created', topic.createdAt],
          ['updated', topic.updatedAt],
        ]),
  )

const showEndpoint = (endpoint: Endpoint): string => (endpoint.kind === 'queue' ? endpoint.queue : endpoint.url)

const printSubscription = (world: World, { json }: CommonFlags, one: Subscription, stats?: QueueStats): Promise<void> =>
  printLine(
    world,
    json
      ? JSON.stringify(stats === undefined ? one : { ...one, stats })
      : showFields([
          ['subscription', one.name],
          ['topic', one.topic],
          [one.endpoint.kind, showEndpoint(one.endpoint)],
          ...(stats ? statsFields(stats) : []),
          ['format', one.format],
          ['tag', one.filter?.tag],
          ['filter', one.filter?.attributes && JSON.stringify(one.filter.attributes)],
          ['retry', showRetry(one.retry)],
          ['max attempts', one.maxAttempts],
          ['dead letters', one.deadLetterQueue],
          ['max concurrency', one.maxConcurrency],
          ['max per second', one.maxPerSecond],
          ['created', one.createdAt],
          ['updated', one.updatedAt],
        ]),
  )
