import type { Services } from './actions/services.ts'
import { VirtualClock, wallClock } from './clock.ts'
import type { Settings } from './config.ts'
import { Keyring } from './domain/keyring.ts'
import type { Random } from './domain/random.ts'
import { folderSecrets, newSecret, type Secrets } from './installation.ts'
import { homeLog } from './log.ts'
import { withDevClock } from './protocols/native/devClock.ts'
import { keepPushing } from './push/keepPushing.ts'
import { makePushing, modulesFor } from './pushing.ts'
import { systemRandom } from './random.ts'
import { openStore } from './store/openStore.ts'
import { keepUp } from './upkeep/everyMinute.ts'
import { keepFanningOut } from './upkeep/keepFanningOut.ts'
import { keepRedriving } from './upkeep/keepRedriving.ts'
import { type App, type Identity, wire } from './wire.ts'

export type { App } from './wire.ts'

/**
 * The app of one machine, for `sluice serve`. Rejects with an Error that names the folder where the store or the secret
 * in it cannot be used.
 */
export async function makeApp(settings: Settings, askSts?: Identity['askSts']): Promise<App> {
  const random = systemRandom()
  const virtual = settings.clock === 'virtual' ? new VirtualClock(wallClock.nowMs()) : undefined
  const context = { clock: virtual ?? wallClock, wall: wallClock, random }
  const store = await openStore(settings, context)
  try {
    const secrets = await secretsOf(settings, random)
    const log = homeLog()
    const identity = { ...identityOf(settings), askSts }
    const site = { ...settings, modules: modulesOf(settings) }
    const app = kept(wire({ ...context, store, secrets, log, watched: false, identity, site }), settings)
    return virtual === undefined
      ? app
      : { ...app, native: withDevClock(app.native, virtual, app.authenticators.bearer) }
  } catch (error) {
    await store.close()
    throw error
  }
}

const identityOf = ({ auth, account, publicUrl, signingRegion, region }: Settings): Identity => ({
  auth,
  account,
  publicUrl,
  signingRegion: signingRegion === 'own' ? region : undefined,
})

/**
 * What the actions work with on a store that no server of ours need be up for: it is opened for this work alone. Rejects as
 * `makeApp` does.
 */
export async function withServices<Result>(
  settings: Settings,
  work: (services: Services) => Promise<Result>,
): Promise<Result> {
  const random = systemRandom()
  const context = { clock: wallClock, wall: wallClock, random }
  const store = await openStore(settings, context)
  try {
    return await work({ ...context, store, keyring: new Keyring(await secretsOf(settings, random)) })
  } finally {
    await store.close()
  }
}

/** Who reaches a server without auth reaches this machine: it is theirs to run things on. */
const modulesOf = ({ modules, auth }: Settings): string | undefined => modules ?? (auth === 'off' ? '.' : undefined)

/** An app that looks after what falls due though nobody polls, works on redrives, finishes what topics have begun, and pushes if it is to. */
function kept(app: App, { push }: Settings): App {
  const tell = (error: unknown): void => app.log.error('upkeep failed', { error: error as Error })
  const kept = [keepUp, keepRedriving, keepFanningOut].map(keep => keep(app.services, tell))
  if (push === 'on') kept.push(keptPushing(app))
  const close = async (): Promise<void> => {
    await Promise.all(kept.map(one => one.stop()))
    await app.close()
  }
  return { ...app, close }
}

function keptPushing(app: App): { stop(): Promise<void> } {
  const modules = modulesFor(app)
  app.services.mayRunModule = modules?.mayRun
  const pushing = keepPushing(app.services, makePushing(app, modules?.target))
  return { stop: () => pushing.stop().finally(() => modules?.close()) }
}

/** A store that forgets needs no secret that lasts; several servers on the same tables need the same one. */
async function secretsOf(
  { store, data, region, secretId, secretsEndpoint }: Settings,
  random: Random,
): Promise<Secrets> {
  if (store === 'memory') return [newSecret(random)]
  if (store === 'embedded' || secretId === undefined) return folderSecrets(data, random)
  const { stackSecrets } = await import('./stackSecrets.ts')
  return stackSecrets({ region, id: secretId, endpoint: secretsEndpoint })
}
