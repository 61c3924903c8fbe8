import type { VirtualClock } from '../../../../lib/clock.ts'
import { everything } from '../../../../lib/domain/grants.ts'
import { anyone } from '../../../../lib/identity/perform.ts'
import type { App } from '../../../../lib/wire.ts'
import type { MakeStore } from '../../../contract/open.ts'
import { stores } from '../../../stores.ts'
import { type Exchange, exchangeWith } from '../../sqs/harness/exchange.ts'
import { settled } from '../../sqs/harness/open.ts'
import { startServer, type Wish } from '../../sqs/harness/server.ts'
import type { Sleepers } from '../../sqs/harness/sleepers.ts'
import { type Ask, clientOf } from './client.ts'
import type { Key } from './signing.ts'

/** A server of its own with an access key, and how to speak to it. */
export type Scene = {
  app: App
  origin: string
  clock: VirtualClock
  sleepers: Sleepers
  key: Key
  ask: Ask
  exchange: Exchange
  /** Moves all time on, and lets happen what is ready then. */
  advance(seconds: number): Promise<void>
}

export type Open = (wish?: Wish) => Promise<Scene>

/** Each store. */
export const worlds: readonly (readonly [name: string, open: Open])[] = stores.map(([name, makeStore]) => [
  name,
  opener(makeStore),
])

const never = new AbortController().signal

function opener(makeStore: MakeStore): Open {
  return async wish => {
    const { app, clock, sleepers, origin } = await startServer(makeStore, { auth: 'on', ...wish })
    const key = await aKey(app)
    const exchange = exchangeWith(origin)
    const ask = clientOf(exchange, key, () => clock.nowMs())
    const advance = async (seconds: number): Promise<void> => {
      clock.advanceMs(seconds * 1000)
      await settled()
    }
    return { app, clock, sleepers, origin, key, exchange, ask, advance }
  }
}

async function aKey({ perform }: App): Promise<Key> {
  const { key, secret } = await perform(anyone, 'createAccessKey', { owner: 'ann', grants: everything }, never)
  return { id: key.id, secret: secret! }
}
