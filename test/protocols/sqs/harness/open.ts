import { expect } from 'vitest'
import type { VirtualClock } from '../../../../lib/clock.ts'
import type { App } from '../../../../lib/wire.ts'
import type { MakeStore } from '../../../contract/open.ts'
import { stores } from '../../../stores.ts'
import type { Client, Input, Output } from './client.ts'
import { type Exchange, exchangeWith } from './exchange.ts'
import { jsonClient } from './jsonClient.ts'
import { queryClient } from './queryClient.ts'
import { Refused } from './refusal.ts'
import { startServer, type Wish } from './server.ts'
import type { Sleepers } from './sleepers.ts'

export type Protocol = 'JSON' | 'Query'

/** A server of its own, and how to speak to it. */
export type Scene = {
  app: App
  protocol: Protocol
  origin: string
  clock: VirtualClock
  sleepers: Sleepers
  /** In the protocol of the suite. */
  sqs: Client
  json: Client
  query: Client
  /** Whatever can be said over HTTP. */
  exchange: Exchange
  /** Moves all time on, and lets happen what is ready then. */
  advance(seconds: number): Promise<void>
}

export type Open = (wish?: Wish) => Promise<Scene>

/** `B` of the reference: each store with each protocol. */
export const worlds: readonly (readonly [name: string, open: Open])[] = stores.flatMap(([name, makeStore]) =>
  (['JSON', 'Query'] as const).map(protocol => [`${protocol} on ${name}`, opener(makeStore, protocol)] as const),
)

/** For what one protocol alone can say: each store. */
export const worldsOf = (protocol: Protocol): typeof worlds =>
  stores.map(([name, makeStore]) => [`${protocol} on ${name}`, opener(makeStore, protocol)])

function opener(makeStore: MakeStore, protocol: Protocol): Open {
  return async wish => {
    const { app, clock, sleepers, origin } = await startServer(makeStore, wish)
    const exchange = exchangeWith(origin)
    const json = jsonClient(exchange)
    const query = queryClient(exchange)
    const sqs = protocol === 'JSON' ? json : query
    const advance = async (seconds: number): Promise<void> => {
      clock.advanceMs(seconds * 1000)
      await settled()
    }
    return { app, protocol, origin, clock, sleepers, sqs, json, query, exchange, advance }
  }
}

/** Lets everything that is ready within this process happen. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
}

/** What the call is refused with; an answer instead is a failure. */
export async function refusal(call: Promise<Output>): Promise<Refused> {
  const answer = await call.catch((error: unknown) => error)
  if (answer instanceof Refused) return answer
  if (answer instanceof Error) throw answer
  throw new Error(`not refused, but answered ${JSON.stringify(answer)}`)
}

/** Expects a refusal by its Query code and, where it is known, its whole text. */
export async function expectRefusal(call: Promise<Output>, code: string, text?: string | RegExp): Promise<void> {
  const refused = await refusal(call)
  expect({ code: refused.code, text: refused.message }).toEqual({
    code,
    text: text === undefined ? refused.message : typeof text === 'string' ? text : expect.stringMatching(text),
  })
}

export type { Input, Output }
