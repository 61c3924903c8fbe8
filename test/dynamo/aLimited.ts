import type { Settlement } from '../../lib/store/store.ts'
import { anEnvelope, aPoll, aQueue } from '../fixtures.ts'
import { type Process, Site } from './aSite.ts'

/** A queue with so many messages, and two processes. */
export async function aLimited(messages: number) {
  const site = new Site()
  const [here, there] = [site.open(), site.open()]
  const queue = aQueue()
  for (let at = 0; at < messages; at++) await here.store.publish(queue, [anEnvelope()])
  here.line.calls = []
  const spent = { reads: 0, writes: 0 }
  site.fake.onCall = ({ readUnits, writeUnits }) => {
    spent.reads += readUnits
    spent.writes += writeUnits
  }
  const poll = ({ store }: Process, inFlightMax: number, wish: { leaseMs?: number; maxMessages?: number } = {}) =>
    site.live(store.poll(queue, aPoll({ inFlightMax, ...wish })))
  const settle = async ({ store }: Process, settlement: Settlement) =>
    (await site.live(store.settle(queue, [settlement])))[0]!
  const inFlight = async () => (await site.open().store.stats(queue)).inFlight
  return { site, here, there, queue, spent, poll, settle, inFlight }
}

export const isOfPermits = (input: object): boolean => JSON.stringify(input).includes('"c.')
