import { Command } from 'commander'
import type { AccessKey, CreatedAccessKey, Grant } from '../../client/index.ts'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { showFields, tellDone } from '../show.ts'
import { parseSeconds } from '../values.ts'
import { note, printLine, type World } from '../world.ts'

export const accessKeyCommand = (world: World): Command =>
  new Command('access-key')
    .summary('say who may do what')
    .description('Makes, lists and revokes access keys, and entries for roles of AWS.')
    .addCommand(createCommand(world))
    .addCommand(listCommand(world))
    .addCommand(revokeCommand(world))

type CreateFlags = CommonFlags & { may: string[]; queue: string[]; expiresIn?: number; role?: string }

const examples = `
The secret is printed once. To change a key, make a second one for the same owner, hand it out, and revoke the first.

Examples:
  sluice access-key create billing --may publish --queue 'orders-*'
  sluice access-key create admin --may '*' --queue '*' --expires-in 90d
  sluice access-key create workers --may poll,ack,nack,extend --queue orders --role arn:aws:iam::123456789012:role/worker`

const gather = (text: string, earlier: string[] = []): string[] => [...earlier, ...text.split(',')]

const createCommand = (world: World): Command =>
  dataCommand('create', world)
    .summary('make an access key')
    .description('Makes an access key that may do these actions on these queues, and prints its secret.')
    .argument('<owner>', 'whose key it is')
    .requiredOption('--may <action>', "an action, or several with commas between; '*' for all of them", gather)
    .requiredOption('--queue <pattern>', "a queue; '*' stands for any characters; may be given more than once", gather)
    .option('--expires-in <duration>', 'good for so long: 90d; else until it is revoked', parseSeconds)
    .option('--role <arn>', 'for a role of AWS, which gets keys for an hour at a time, instead of a secret')
    .addHelpText('after', examples)
    .action(async (owner: string, flags: CreateFlags) => {
      const grants: Grant[] = [{ actions: flags.may, queues: flags.queue }]
      const input = { owner, grants, expiresInSeconds: flags.expiresIn, roleArn: flags.role }
      await printCreated(world, flags, await connect(flags, world).createAccessKey(input))
    })

async function printCreated(world: World, { json }: CommonFlags, key: CreatedAccessKey): Promise<void> {
  await printLine(world, json ? JSON.stringify(key) : showKey(key))
  if (key.secret !== undefined) note(world, 'keep the secret: it is not shown again')
}

const listCommand = (world: World): Command =>
  dataCommand('list', world)
    .summary('list access keys and entries of roles')
    .description('Prints each access key and each entry of a role: what it may do, and when it was last used.')
    .action(async (flags: CommonFlags) => {
      for await (const key of connect(flags, world).accessKeys())
        await printLine(world, flags.json ? JSON.stringify(key) : `${showKey(key)}\n`)
    })

const revokeCommand = (world: World): Command =>
  dataCommand('revoke', world)
    .summary('revoke an access key')
    .description('Ends an access key, or the entry of a role: within 5 seconds nobody gets in with it any more.')
    .argument('<id>')
    .action(async (id: string, flags: CommonFlags) => {
      await connect(flags, world).revokeAccessKey(id)
      await tellDone(world, flags, 'revoked', id)
    })

const showKey = (key: AccessKey & { secret?: string }): string =>
  showFields([
    ['access key', key.id],
    ['secret', key.secret],
    ['owner', key.owner],
    ['role', key.roleArn],
    ...key.grants.map(({ actions, queues }): [string, string] => [
      'may',
      `${actions.join(', ')} on ${queues.join(', ')}`,
    ]),
    ['created', key.createdAt],
    ['expires', key.expiresAt],
    ['last used', key.lastUsedAt],
  ])
