import { describe, expect, test } from 'vitest'
import type { Bodies } from '../../lib/bodies/bodies.ts'
import { departed } from '../../lib/domain/deadLetter.ts'
import type { Judge } from '../../lib/domain/judge.ts'
import { isOrdered } from '../../lib/domain/ordered.ts'
import { seededRandom } from '../../lib/random.ts'
import type { Operation } from '../../lib/store/dynamo/dynamo.ts'
import type { Aside, Settlement } from '../../lib/store/store.ts'
import { anEnvelope, anOrderedQueue, aPoll, aQueue, aRelease, startMs } from '../fixtures.ts'
import { once, Site } from './aSite.ts'

const uncounted: Judge = ({ attempts }, nowMs) => ({ kind: 'lease', untilMs: nowMs + 30_000, attempts })
const tried = { countAttempt: 'now' } as const
const large = Buffer.from(seededRandom(1).bytes(20_000)).toString('hex')

/** A message, and who leases it without counting; bodies may be `lost` to them. */
async function aScene(makeQueue = aQueue, body = 'm') {
  const site = new Site()
  const lost = { all: false }
  const bodies: Bodies = {
    put: (key, bytes) => site.bodies.put(key, bytes),
    get: async key => (lost.all ? undefined : site.bodies.get(key)),
  }
  const here = site.open({ bodies: bodies as Site['bodies'] })
  const queue = makeQueue()
  const envelope = anEnvelope({ body, ...(isOrdered(queue) && { groupId: 'g' }) })
  await site.live(site.open().store.publish(queue, [envelope]))
  const poll = (judge = uncounted) => site.live(here.store.poll(queue, aPoll({ judge })))
  const settle = async (settlement: Settlement) => (await site.live(here.store.settle(queue, [settlement])))[0]!
  const found = async (id: string) => {
    lost.all = false
    return (await site.live(here.store.find(queue, id)))!
  }
  return { site, here, lost, queue, poll, settle, found }
}

describe.each([
  ['standard', aQueue],
  ['ordered', anOrderedQueue],
])('in queues that are %s', (_kind, makeQueue) => {
  const operations: [Operation, number][] = [
    ['UpdateItem', 0],
    [makeQueue === aQueue ? 'TransactWriteItems' : 'UpdateItem', 300_000],
  ]
  test.each(operations)('a try is counted once though the answer to its %s is lost (%i ms)', async (operation, ms) => {
    const { here, poll, settle, found } = await aScene(makeQueue)
    const [leased] = await poll()
    here.line.before = once(operation, async () => 'loseReply')
    await settle({ ...aRelease(leased!.receipt, ms), ...tried } as Settlement)
    expect((await found(leased!.message.id)).delivery).toMatchObject({ attempts: 1, leased: false })
    await settle({ ...aRelease(leased!.receipt, ms), ...tried } as Settlement)
    expect((await found(leased!.message.id)).delivery.attempts).toBe(1)
  })

  test('what was given up is told of one try, though the answer is lost', async () => {
    const { site, here, queue, poll, settle } = await aScene(makeQueue)
    const [leased] = await poll()
    const dead = makeQueue(makeQueue === aQueue ? 'dead' : 'dead.fifo')
    const aside: Aside = {
      to: dead,
      envelopeOf: (message, departure) => departed(message, queue.name, departure, startMs),
    }
    here.line.before = once('TransactWriteItems', async () => 'loseReply')
    const giveUp = { kind: 'moveAside', receipt: leased!.receipt, ifLapsed: 'refuse', aside }
    await settle({ ...giveUp, ...tried } as Settlement)
    const moved = await site.live(site.open().store.find(dead, leased!.message.id))
    expect(moved).toMatchObject({ delivery: { attempts: 1 }, envelope: { origins: [{ attempts: 1 }] } })
  })

  test('what has expired once it is leased keeps the attempts that it had', async () => {
    const { poll, settle, found } = await aScene(makeQueue)
    const [leased] = await poll()
    await settle({ ...aRelease(leased!.receipt), ...tried } as Settlement)
    const seen: number[] = []
    // The first look leases, the second finds that it has expired meanwhile.
    const judge: Judge = (candidate, nowMs) =>
      seen.push(candidate.attempts) === 2 ? { kind: 'drop', reason: 'expired' } : uncounted(candidate, nowMs)
    await poll(judge)
    expect(seen.length).toBeGreaterThan(1)
    expect(new Set(seen)).toEqual(new Set([1]))
    expect((await found(leased!.message.id)).delivery.attempts).toBe(1)
  })
})

test('what could not be read is given back with the attempts that it had', async () => {
  const { lost, poll, settle, found } = await aScene(aQueue, large)
  const [leased] = await poll()
  await settle({ ...aRelease(leased!.receipt), ...tried } as Settlement)
  lost.all = true
  await expect(poll()).rejects.toThrow('missing')
  expect((await found(leased!.message.id)).delivery).toMatchObject({ attempts: 1, leased: false })
})
