import { readFunctionSettings } from './config.ts'
import { functionLog } from './log.ts'
import { systemRandom } from './random.ts'
import { stackSecrets } from './stackSecrets.ts'
import { functionStore } from './store/dynamo/functionStore.ts'
import { wallClock } from './wallClock.ts'
import { type App, wire } from './wire.ts'

/**
 * The app of a function on AWS. Rejects where its environment will not do (a SettingError) or its secret cannot be read:
 * at start, never mid-request.
 */
export async function appFromEnvironment(): Promise<App> {
  const settings = readFunctionSettings()
  const { region, dynamoEndpoint, messagesTable, documentsTable, bodiesBucket } = settings
  const context = { clock: wallClock, wall: wallClock, random: systemRandom() }
  const tables = { messages: messagesTable, documents: documentsTable }
  const store = functionStore({ region, endpoint: dynamoEndpoint, tables, bucket: bodiesBucket }, context)
  const secrets = await stackSecrets({ region, id: settings.secretId, endpoint: settings.secretsEndpoint })
  const { account, publicUrl } = settings
  const identity = { auth: 'on', account, publicUrl } as const
  return wire({ ...context, store, secrets, log: functionLog(), watched: true, identity, site: settings })
}
