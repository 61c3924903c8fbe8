import type { Command } from 'commander'
import { confirm } from '../confirm.ts'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { tellDone } from '../show.ts'
import type { World } from '../world.ts'

export const purgeCommand = (world: World): Command =>
  dataCommand('purge', world)
    .summary('drop every message of a queue')
    .description('Drops every message, whatever its state. Asks for the name of the queue first.')
    .argument('<queue>')
    .option('--yes', 'do not ask')
    .action(async (name: string, flags: CommonFlags & { yes?: true }) => {
      await confirm(world, `This drops every message of ${name}.`, name, flags.yes)
      await connect(flags, world).purgeQueue(name)
      await tellDone(world, flags, 'purged', name)
    })

export const deleteCommand = (world: World): Command =>
  dataCommand('delete', world)
    .summary('delete a queue and its messages')
    .description('Deletes a queue and every message in it. Asks for the name of the queue first.')
    .argument('<queue>')
    .option('--yes', 'do not ask')
    .action(async (name: string, flags: CommonFlags & { yes?: true }) => {
      await confirm(world, `This deletes ${name} and every message in it.`, name, flags.yes)
      await connect(flags, world).deleteQueue(name)
      await tellDone(world, flags, 'deleted', name)
    })
