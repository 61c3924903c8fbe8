import type { Logger } from '@aws-lambda-powertools/logger'
import type { Services } from './actions/services.ts'
import type { Settings } from './config.ts'
import type { Clock } from './domain/clock.ts'
import { Keyring } from './domain/keyring.ts'
import type { Random } from './domain/random.ts'
import type { Answer } from './http/message.ts'
import { makePerform, type Perform } from './identity/perform.ts'
import type { Secrets } from './installation.ts'
import { makeNative } from './protocols/native/native.ts'
import type { Store, StoreContext } from './store/store.ts'

/** All protocols over one store: what the functions and the local server serve. */
export type App = {
  native: Answer
  /** The one door to the actions, for the protocols that only some functions speak. */
  perform: Perform
  onFault: (thrown: unknown, requestId: string) => void
  site: SiteSettings
  /** What the actions work with, for who has no caller. */
  services: Services
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

export type Parts = StoreContext & { store: Store; secrets: Secrets; log: Logger; watched: boolean; site: SiteSettings }

/** What foreign protocols go by: whose queues they are, where, and how strict SQS is. */
export type SiteSettings = Pick<Settings, 'account' | 'region' | 'publicUrl' | 'sqsStrict' | 'sqsCooldownSeconds'>

/** Puts an app together of parts that are open. */
export function wire({ clock, wall, random, store, secrets, log, watched, site }: Parts): App {
  const services: Services = { store, clock, wall, random, keyring: new Keyring(secrets) }
  const perform = makePerform(services)
  const onFault = (thrown: unknown, requestId: string): void =>
    log.error('fault', { requestId, error: asError(thrown) })
  const native = makeNative({ perform, clock, onFault })
  return { native, perform, onFault, site, services, clock, wall, random, log, watched, close: () => store.close() }
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
