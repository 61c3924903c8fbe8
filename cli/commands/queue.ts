import { Command } from 'commander'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { printQueue } from '../show.ts'
import { printLine, type World } from '../world.ts'
import { deleteCommand, purgeCommand } from './queueRemoval.ts'
import { createCommand, updateCommand } from './queueSettings.ts'

export const queueCommand = (world: World): Command =>
  new Command('queue')
    .summary('create, list, show, change, empty and delete queues')
    .description('Looks after queues. Every setting is given in seconds, or with a unit: 90, 15m, 12h, 7d.')
    .addCommand(createCommand(world))
    .addCommand(listCommand(world))
    .addCommand(showCommand(world))
    .addCommand(updateCommand(world))
    .addCommand(pauseCommand(world))
    .addCommand(resumeCommand(world))
    .addCommand(purgeCommand(world))
    .addCommand(deleteCommand(world))

const listCommand = (world: World): Command =>
  dataCommand('list', world)
    .summary('list the queues')
    .description('Prints the names of the queues, one a line; with --json each queue with its settings.')
    .option('--prefix <text>', 'only names that begin so')
    .action(async ({ prefix, ...flags }: CommonFlags & { prefix?: string }) => {
      const input = { limit: 100, ...(prefix === undefined ? {} : { prefix }) }
      for await (const queue of connect(flags, world).queues(input)) {
        await printLine(world, flags.json ? JSON.stringify(queue) : queue.name)
      }
    })

const showCommand = (world: World): Command =>
  dataCommand('show', world)
    .summary('show a queue, its settings and how many messages it holds')
    .description('Prints a queue: how many messages are visible, in flight and delayed, and its settings.')
    .argument('<queue>')
    .action(async (name: string, flags: CommonFlags) => {
      const client = connect(flags, world)
      const [queue, stats] = await Promise.all([client.getQueue(name), client.queueStats(name)])
      await printQueue(world, flags, queue, stats)
    })

const pauseCommand = (world: World): Command =>
  dataCommand('pause', world)
    .summary('hand out no messages for now')
    .description('A paused queue takes messages in and hands none out: polls answer empty.')
    .argument('<queue>')
    .action(async (name: string, flags: CommonFlags) =>
      printQueue(world, flags, await connect(flags, world).pauseQueue(name)),
    )

const resumeCommand = (world: World): Command =>
  dataCommand('resume', world)
    .summary('hand out messages again')
    .description('Ends a pause.')
    .argument('<queue>')
    .action(async (name: string, flags: CommonFlags) =>
      printQueue(world, flags, await connect(flags, world).resumeQueue(name)),
    )
