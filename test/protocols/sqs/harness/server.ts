import { onTestFinished } from 'vitest'
import { makeDispatch } from '../../../../cli/serve/dispatch.ts'
import { VirtualClock } from '../../../../lib/clock.ts'
import { readSettings } from '../../../../lib/config.ts'
import { limits } from '../../../../lib/domain/limits.ts'
import type { HttpResult } from '../../../../lib/http/event.ts'
import { Door } from '../../../../lib/http/node.ts'
import { requestIds } from '../../../../lib/http/requestIds.ts'
import { homeLog } from '../../../../lib/log.ts'
import { seededRandom } from '../../../../lib/random.ts'
import { keepRedriving } from '../../../../lib/upkeep/keepRedriving.ts'
import { type SiteSettings, wire } from '../../../../lib/wire.ts'
import type { MakeStore } from '../../../contract/open.ts'
import { startMs } from '../../../fixtures.ts'
import { Sleepers } from './sleepers.ts'

export type Wish = Partial<Pick<SiteSettings, 'sqsStrict' | 'sqsCooldownSeconds' | 'publicUrl'>>

/** A server on a port of its own over any store, all of its time in one virtual clock; stopped when the test ends. */
export async function startServer(makeStore: MakeStore, wish: Wish = {}) {
  const clock = new VirtualClock(startMs)
  const sleepers = new Sleepers()
  const context = { clock, wall: clock, random: seededRandom(7) }
  const store = sleepers.watch(await makeStore(context))
  const secrets = [{ id: '00000001', secret: Buffer.alloc(32, 1) }] as const
  const site = { ...siteSettings, ...wish }
  const app = wire({
    ...context,
    store,
    secrets,
    log: homeLog(),
    watched: false,
    site,
    identity: { auth: 'off', account: site.account },
  })
  const redriving = keepRedriving(app.services, fail)
  const door = new Door({ ...unexpected, handle: makeDispatch(app), newRequestId: requestIds(context.random) })
  const port = await door.listen(0, '127.0.0.1')
  onTestFinished(async () => {
    await redriving.stop()
    await door.stop(0)
    await app.close()
  })
  return { clock, sleepers, origin: `http://127.0.0.1:${port}` }
}

const siteSettings = readSettings({}, {})

const plain = (statusCode: number, body: string): HttpResult => ({ statusCode, headers: {}, body })

const unexpected = {
  bodyBytesMax: limits.requestBytesMax,
  tooLarge: () => plain(413, 'too large'),
  failed: (_id: string, error: unknown) => plain(500, String(error)),
}

function fail(error: unknown): never {
  throw error
}
