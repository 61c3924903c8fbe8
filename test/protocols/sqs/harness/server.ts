import { onTestFinished } from 'vitest'
import { makeDispatch } from '../../../../cli/serve/dispatch.ts'
import type { Services } from '../../../../lib/actions/services.ts'
import { VirtualClock } from '../../../../lib/clock.ts'
import { readSettings } from '../../../../lib/config.ts'
import type { Clock } from '../../../../lib/domain/clock.ts'
import { limits } from '../../../../lib/domain/limits.ts'
import type { Handler, HttpResult } from '../../../../lib/http/event.ts'
import { Door } from '../../../../lib/http/node.ts'
import { requestIds } from '../../../../lib/http/requestIds.ts'
import type { Authenticate } from '../../../../lib/identity/authenticate.ts'
import { homeLog } from '../../../../lib/log.ts'
import { seededRandom } from '../../../../lib/random.ts'
import { keepRedriving } from '../../../../lib/upkeep/keepRedriving.ts'
import { type SiteSettings, wire } from '../../../../lib/wire.ts'
import type { MakeStore } from '../../../contract/open.ts'
import { startMs } from '../../../fixtures.ts'
import { Sleepers } from './sleepers.ts'

export type Wish = Partial<Pick<SiteSettings, 'sqsStrict' | 'sqsCooldownSeconds' | 'publicUrl' | 'pushAllow'>> & {
  auth?: 'on' | 'off'
  /** A wall clock of its own; else it is that of queues. */
  wall?: Clock
  /** Where virtual time starts. */
  atMs?: number
  /** Another way to find out who signed, over the same services. */
  sigV4?: (services: Services) => Authenticate
}

/** A server on a port of its own over any store, its time in a virtual clock; stopped when the test ends. */
export async function startServer(makeStore: MakeStore, { atMs = startMs, ...wish }: Wish = {}) {
  const clock = new VirtualClock(atMs)
  return { ...(await startAt(clock, makeStore, wish)), clock }
}

/** The same, going by any clock. */
export async function startAt(clock: Clock, makeStore: MakeStore, wish: Omit<Wish, 'atMs'> = {}) {
  const { auth = 'off', wall = clock, sigV4, ...settings } = wish
  const sleepers = new Sleepers()
  const context = { clock, wall, random: seededRandom(7) }
  const store = sleepers.watch(await makeStore(context))
  const secrets = [{ id: '00000001', secret: Buffer.alloc(32, 1) }] as const
  const site = { ...siteSettings, ...settings }
  const identity = { auth, account: site.account }
  const wired = wire({ ...context, store, secrets, log: faultLog(), watched: false, site, identity })
  const authenticators = { ...wired.authenticators, ...(sigV4 && { sigV4: sigV4(wired.services) }) }
  const app = { ...wired, authenticators }
  const redriving = keepRedriving(app.services, fail)
  const door = new Door({
    ...unexpected,
    handle: dated(makeDispatch(app), clock),
    newRequestId: requestIds(context.random),
  })
  const port = await door.listen(0, '127.0.0.1')
  const origin = `http://127.0.0.1:${port}`
  app.where.url ||= origin
  onTestFinished(async () => {
    await redriving.stop()
    await door.stop(0)
    await app.close()
  })
  return { app, sleepers, port, origin }
}

/** Says the time that the server goes by, as a server does; Node would say its own. */
const dated =
  (handle: Handler, clock: Clock): Handler =>
  async (event, context) => {
    const result = await handle(event, context)
    return { ...result, headers: { ...result.headers, date: new Date(clock.nowMs()).toUTCString() } }
  }

const siteSettings = readSettings({}, {})

/** What the audit log is told is seen elsewhere. */
function faultLog() {
  const log = homeLog()
  log.setLogLevel('ERROR')
  return log
}

const plain = (statusCode: number, body: string): HttpResult => ({ statusCode, headers: {}, body })

const unexpected = {
  bodyBytesMax: limits.requestBytesMax,
  tooLarge: () => plain(413, 'too large'),
  failed: (_event: unknown, error: unknown) => plain(500, String(error)),
}

function fail(error: unknown): never {
  throw error
}
