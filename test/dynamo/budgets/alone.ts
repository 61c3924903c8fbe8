import { Keyring } from '../../../lib/domain/keyring.ts'
import { defaultSettings } from '../../../lib/domain/queue.ts'
import { anyone, makePerform, type Perform } from '../../../lib/identity/perform.ts'
import { seededRandom } from '../../../lib/random.ts'
import type { Meter } from './meter.ts'
import { share } from './meter.ts'
import { Region } from './region.ts'

const never = new AbortController().signal
const queue = 'orders'
const keyring = new Keyring([{ id: '00000001', secret: new Uint8Array(32) }])

/** A process with everything behind its front door, the queue's document included. */
function aProcess(region: Region, seed: number): Perform {
  const { clock } = region
  return makePerform({ store: region.open(seed), clock, wall: clock, random: seededRandom(seed), keyring })
}

async function aRegion(): Promise<Region> {
  const region = new Region()
  const settings = { ...defaultSettings }
  await region.done(aProcess(region, 9)(anyone, 'putQueue', { queue, settings, expected: 'any' }, never))
  return region
}

export type Calls = { publish: Meter; poll: Meter; ack: Meter }

/** One message from publish to ack: by processes that are new, and again after they have slept. */
export async function aloneAfter(sleepMs: number): Promise<{ fresh: Calls; slept: Calls }> {
  const region = await aRegion()
  const processes = [1, 2, 3].map(seed => aProcess(region, seed))
  const fresh = await oneMessage(region, processes)
  await region.world.runUntil(region.world.nowMs + sleepMs)
  return { fresh, slept: await oneMessage(region, processes) }
}

async function oneMessage(region: Region, [publisher, poller, acker]: Perform[]): Promise<Calls> {
  const messages = [{ body: Buffer.from('x'.repeat(200)), kind: 'text' as const }]
  region.metered.take()
  await region.done(publisher!(anyone, 'publish', { queue, messages }, never))
  const publish = region.metered.take()
  const polled = await region.done(poller!(anyone, 'poll', { queue, maxMessages: 1 }, never))
  const poll = region.metered.take()
  const receipts = polled.messages.map(({ receiptText }) => receiptText)
  await region.done(acker!(anyone, 'ack', { queue, receipts, ifLapsed: 'accept' }, never))
  return { publish, poll, ack: region.metered.take() }
}

/** What one consumer asks for in a minute that waits so long each time, of a queue that stays empty. */
export async function waitingAMinute(waitSeconds: number): Promise<{ polls: number; meter: Meter }> {
  const region = await aRegion()
  const consumer = aProcess(region, 1)
  const minutes = 10
  const poll = () => region.done(consumer(anyone, 'poll', { queue, maxMessages: 10, waitSeconds }, never))
  await poll()
  region.metered.take()
  const endMs = region.world.nowMs + minutes * 60_000
  let polls = 0
  for (; region.world.nowMs < endMs; polls++) await poll()
  return { polls: polls / minutes, meter: share(region.metered.take(), minutes) }
}
