import type { Logger } from '@aws-lambda-powertools/logger'
import type { RenderCopy, Services } from './actions/services.ts'
import type { Settings } from './config.ts'
import type { Clock } from './domain/clock.ts'
import { Keyring } from './domain/keyring.ts'
import type { Random } from './domain/random.ts'
import type { Answer } from './http/message.ts'
import type { Audit } from './identity/audit.ts'
import type { Exchange } from './identity/exchange.ts'
import { type Authenticators, type AuthOptions, makeAuthenticators } from './identity/makeAuthenticators.ts'
import { makePerform, type Perform } from './identity/perform.ts'
import type { AskSts } from './identity/roleExchange.ts'
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
  /** Where others reach us; a server that takes any free port learns it late. */
  where: { url: string }
  /** Who sends a request, for each way of saying it. */
  authenticators: Authenticators
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

export type Identity = AuthOptions & {
  /** What roles sign for; without one they cannot. */
  publicUrl?: string | undefined
  /** Another way to STS than its own, for tests. */
  askSts?: AskSts | undefined
}

export type Parts = StoreContext & {
  store: Store
  secrets: Secrets
  log: Logger
  watched: boolean
  identity: Identity
  site: SiteSettings
}

/** What foreign protocols go by: whose queues they are, where, and how strict SQS is; and where services of AWS are. */
export type SiteSettings = Pick<
  Settings,
  | 'account'
  | 'region'
  | 'publicUrl'
  | 'pushAllow'
  | 'sqsStrict'
  | 'sqsCooldownSeconds'
  | 'timerQueueUrl'
  | 'sqsEndpoint'
  | 'lambdaEndpoint'
  | 'ingest'
> & {
  /** The folder below which triggers may name modules; none may without one. */
  modules?: string | undefined
}

/** Puts an app together of parts that are open. */
export function wire({ clock, wall, random, store, secrets, log, watched, identity, site }: Parts): App {
  const renderCopy = makeRenderCopy(site)
  const mayPush = makeMayPush(site)
  const services: Services = { store, clock, wall, random, keyring: new Keyring(secrets), renderCopy, mayPush }
  // As warnings, so that a stage that logs less still has them.
  const audit: Audit = entry => log.warn('audit', entry)
  const perform = makePerform(services, audit)
  const authenticators = makeAuthenticators(services, identity)
  const exchange = makeExchange(services, identity, audit)
  const onFault = (thrown: unknown, requestId: string): void =>
    log.error('fault', { requestId, error: asError(thrown) })
  const native = makeNative({ perform, authenticate: authenticators.bearer, exchange, clock, onFault })
  const spoken = { native, perform, authenticators, onFault, site, where: { url: site.publicUrl ?? '' } }
  return { ...spoken, services, clock, wall, random, log, watched, close: () => store.close() }
}

/** Most copies are as they were published, so it is loaded for those that are not. */
const makeRenderCopy =
  ({ account }: SiteSettings): RenderCopy =>
  async (...copy) => {
    const { makeRenderCopy } = await import('./protocols/mns/push/renderCopy.ts')
    return makeRenderCopy(account)(...copy)
  }

/** Asked for only where an endpoint is named by its address. */
const makeMayPush =
  ({ pushAllow = [] }: SiteSettings): NonNullable<Services['mayPush']> =>
  async address => {
    const { makeAddressGuard } = await import('./push/addressGuard.ts')
    return makeAddressGuard(pushAllow)(address)
  }

/** Seldom asked for, so loaded when it is. */
function makeExchange(services: Services, { askSts, publicUrl: audience }: Identity, audit: Audit): Exchange {
  return async input => {
    const [{ exchange }, sts] = await Promise.all([import('./identity/roleExchange.ts'), import('./askSts.ts')])
    return exchange(input, { services, askSts: askSts ?? sts.askSts, audience, audit })
  }
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
