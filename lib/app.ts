import type { Logger } from '@aws-lambda-powertools/logger'
import { VirtualClock, wallClock } from './clock.ts'
import { readFunctionSettings, type Settings } from './config.ts'
import type { Clock } from './domain/clock.ts'
import { Keyring } from './domain/keyring.ts'
import type { Random } from './domain/random.ts'
import type { Answer } from './http/message.ts'
import { makePerform } from './identity/perform.ts'
import { folderSecrets, newSecret, type Secrets } from './installation.ts'
import { functionLog, homeLog } from './log.ts'
import { withDevClock } from './protocols/native/devClock.ts'
import { makeNative } from './protocols/native/native.ts'
import { systemRandom } from './random.ts'
import { openStore } from './store/openStore.ts'
import type { Store, StoreContext } from './store/store.ts'

/** All protocols over one store: what the functions and the local server serve. */
export type App = {
  native: Answer
  /** The time of queues. */
  clock: Clock
  wall: Clock
  random: Random
  log: Logger
  /** Whether requests are logged and counted, not only failures. */
  watched: boolean
  /** Frees the store; what is asked afterwards is answered ShuttingDown. */
  close(): Promise<void>
}

type Parts = StoreContext & { store: Store; secrets: Secrets; log: Logger; watched: boolean }

function wire({ clock, wall, random, store, secrets, log, watched }: Parts): App {
  const perform = makePerform({ store, clock, wall, random, keyring: new Keyring(secrets) })
  const onFault = (thrown: unknown, requestId: string): void =>
    log.error('fault', { requestId, error: asError(thrown) })
  const native = makeNative({ perform, clock, onFault })
  return { native, clock, wall, random, log, watched, close: () => store.close() }
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))

/**
 * The app of one machine, for `sluice serve`. Rejects with an Error that names the folder where the store or the secret
 * in it cannot be used.
 */
export async function makeApp(settings: Settings): Promise<App> {
  const random = systemRandom()
  const virtual = settings.clock === 'virtual' ? new VirtualClock(wallClock.nowMs()) : undefined
  const context = { clock: virtual ?? wallClock, wall: wallClock, random }
  const store = await openStore(settings, context)
  try {
    const secrets = settings.store === 'memory' ? ([newSecret(random)] as const) : folderSecrets(settings.data, random)
    const app = wire({ ...context, store, secrets, log: homeLog(), watched: false })
    return virtual === undefined ? app : { ...app, native: withDevClock(app.native, virtual) }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** The app of a function on AWS. Throws a SettingError where its environment will not do: at start, never mid-request. */
export const appFromEnvironment = (): App =>
  wire({
    clock: wallClock,
    wall: wallClock,
    random: systemRandom(),
    ...sharedParts(),
    log: functionLog(),
    watched: true,
  })

/** The store and the secret that all functions share. */
function sharedParts(): Pick<Parts, 'store' | 'secrets'> {
  return readFunctionSettings()
}
