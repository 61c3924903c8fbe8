import { Command, Option } from 'commander'
import { withServices } from '../../lib/app.ts'
import { definitions, type Flags, readSettings, SettingError } from '../../lib/config.ts'
import { makeAdminKey } from '../../lib/identity/firstKey.ts'
import { CommandError } from '../exit.ts'
import { note, printLine, type World } from '../world.ts'
import { showKeyOf } from './showFirstKey.ts'

const about = `
Whoever can write to the store can do this: it asks no server, and nobody. On the store of a stack:

  export SLUICE_STORE=dynamo SLUICE_REGION=eu-central-1 SLUICE_MESSAGES_TABLE=… SLUICE_DOCUMENTS_TABLE=…
  export SLUICE_BODIES_BUCKET=… SLUICE_SECRET_ID=…      # all outputs of the stack
  sluice access-key bootstrap`

const names = ['store', 'data', 'region', 'messagesTable', 'documentsTable', 'dynamoEndpoint'] as const

/** `sluice access-key bootstrap`: the key that all others are made with, where there is none, or none that anybody has. */
export function bootstrapCommand(world: World): Command {
  const command = new Command('bootstrap')
    .summary('make a key that may do everything, in the store itself')
    .description('Makes an access key that may do everything, directly in the store, and prints its secret once.')
    .option('--owner <name>', 'whose key it is', 'admin')
    .option('--json', 'print JSON')
    .addHelpText('after', about)
    .action((flags: Flags & { owner: string; json?: true }) => run(world, flags))
  for (const name of names) {
    const { flag, placeholder, help, variable } = definitions[name]
    command.addOption(new Option(`${flag} <${placeholder.toLowerCase()}>`, `${help} (${variable})`))
  }
  return command
}

async function run(world: World, { owner, json, ...flags }: Flags & { owner: string; json?: true }): Promise<void> {
  const settings = settingsOf(flags)
  if (settings.store === 'memory')
    throw new CommandError('usage', 'The memory store keeps nothing: choose another one.')
  const key = await withServices(settings, services => makeAdminKey(services, owner))
  await printLine(world, json ? JSON.stringify(key) : showKeyOf(key))
  note(world, 'keep the secret: it is not shown again')
}

function settingsOf(flags: Flags): ReturnType<typeof readSettings> {
  try {
    return readSettings(flags)
  } catch (error) {
    if (error instanceof SettingError) throw new CommandError('usage', error.message)
    throw error
  }
}
