import { expect, test } from 'vitest'
import type { Settlement } from '../../lib/store/store.ts'
import { anAck, anEnvelope, anExtend, aQueue, startMs } from '../fixtures.ts'
import { aLimited, isOfPermits } from './aLimited.ts'

test('a permit is longer before its lease is; one that is another’s by now extends none', async () => {
  const { site, here, there, poll, settle, inFlight } = await aLimited(4)
  const [first] = await poll(here, 1, { leaseMs: 10_000 })
  const order: string[] = []
  here.line.before = async (operation, input) => {
    if (operation === 'UpdateItem') order.push(isOfPermits(input) ? 'permit' : 'lease')
    return 'goOn'
  }
  expect(await settle(here, anExtend(first!.receipt, 20_000))).toMatchObject({ kind: 'done' })
  expect(order).toEqual(['permit', 'lease'])
  await site.pass(20_000)
  expect(await poll(there, 1)).toHaveLength(1)
  expect(await settle(here, anExtend(first!.receipt, 20_000))).toEqual({ kind: 'replaced' })
  expect(await inFlight()).toBe(1)
})

test('an extend that comes too late leaves the permit as it is', async () => {
  const { site, here, there, poll, settle } = await aLimited(3)
  const [first] = await poll(here, 1, { leaseMs: 10_000 })
  await site.pass(10_000)
  expect(await settle(here, { ...anExtend(first!.receipt, 40_000), ifLapsed: 'refuse' })).toEqual({ kind: 'lapsed' })
  expect(await settle(here, anExtend(first!.receipt, 40_000))).toEqual({ kind: 'lapsed' })
  expect(await poll(there, 1)).toHaveLength(1)
})

test('a receipt of another queue is told so, and touches no permit of this one', async () => {
  const { here, site, poll } = await aLimited(2)
  const [first] = await poll(here, 1)
  const other = { ...first!.receipt, queueUid: aQueue().uid }
  const { store } = here
  const queue = { name: 'orders', uid: first!.receipt.queueUid, generation: 1 }
  expect(await store.settle(queue, [anExtend(other, 60_000)])).toEqual([{ kind: 'foreign' }])
  expect(await poll(site.open(), 1)).toEqual([])
})

test('a lease that gets shorter leaves its permit as it is', async () => {
  const { site, here, there, poll, settle, spent } = await aLimited(3)
  const [first] = await poll(here, 1, { leaseMs: 20_000 })
  Object.assign(spent, { writes: 0 })
  expect(await settle(here, anExtend(first!.receipt, 5_000))).toMatchObject({ kind: 'done' })
  expect(spent.writes).toBe(2)
  await site.pass(19_999)
  expect(await poll(there, 1)).toEqual([])
  await site.pass(1)
  expect(await poll(there, 1)).toHaveLength(1)
})

test('what cannot be extended says what has become of it', async () => {
  const { here, there, site, poll, settle } = await aLimited(2)
  const [first] = await poll(here, 2, { maxMessages: 1 })
  const [second] = await poll(here, 2, { maxMessages: 1, leaseMs: 1_000 })
  await settle(here, anAck(first!.receipt))
  expect(await settle(here, anExtend(first!.receipt, 5_000))).toEqual({ kind: 'gone' })
  await site.pass(1_000)
  await poll(there, 1)
  expect(await settle(here, anExtend(second!.receipt, 5_000))).toEqual({ kind: 'replaced' })
})

test('what lapsed by a clock that is ahead keeps its permit', async () => {
  const { site, here, poll } = await aLimited(3)
  const ahead = site.open({ skewMs: 40_000 })
  const [first] = await poll(here, 1)
  const queue = { name: 'orders', uid: first!.receipt.queueUid, generation: 1 }
  const nack: Settlement = {
    kind: 'release',
    receipt: first!.receipt,
    ifLapsed: 'refuse',
    delayMs: 0,
    countAttempt: true,
  }
  expect(await site.live(ahead.store.settle(queue, [nack]))).toEqual([{ kind: 'lapsed' }])
  expect(await poll(site.open(), 1)).toEqual([])
})

test('of several settlements of one lease the last that is done says what becomes of its permit', async () => {
  const { site, here, there, queue, poll } = await aLimited(4)
  const [first] = await poll(here, 1, { maxMessages: 1 })
  const both = (...settlements: Settlement[]) => site.live(here.store.settle(queue, settlements))
  const { receipt } = first!
  const release: Settlement = { kind: 'release', receipt, ifLapsed: 'accept', delayMs: 0, countAttempt: true }
  expect(await both(release, anExtend(receipt, 60_000))).toMatchObject([{ kind: 'done' }, { kind: 'done' }])
  expect(await poll(there, 1)).toEqual([])
  expect(await both(anAck(receipt), anExtend(receipt, 60_000))).toMatchObject([{ kind: 'done' }, { kind: 'gone' }])
  await site.pass(1_000)
  expect(await poll(there, 1)).toHaveLength(1)
})

test('what is done once counts, though it is asked for again in vain', async () => {
  const { site, here, there, queue, poll } = await aLimited(2)
  const [first] = await poll(here, 1)
  const release: Settlement = {
    kind: 'release',
    receipt: first!.receipt,
    ifLapsed: 'refuse',
    delayMs: 0,
    countAttempt: true,
  }
  const outcomes = await site.live(here.store.settle(queue, [release, release]))
  expect(outcomes).toEqual([{ kind: 'done' }, { kind: 'lapsed' }])
  expect(await poll(there, 1)).toHaveLength(1)
})

/** One message has lapsed, and what permits it had another message has by now. */
async function aTakenPermit() {
  const scene = await aLimited(1)
  const { site, there, queue, poll } = scene
  const [first] = await poll(scene.here, 1, { leaseMs: 10_000 })
  await site.pass(10_000)
  // Ready before it, so that it comes first.
  await there.store.publish(queue, [anEnvelope({ body: 'other', readyAtMs: startMs - 1_000 })])
  expect(await poll(there, 1)).toMatchObject([{ message: { envelope: { body: Buffer.from('other') } } }])
  return { ...scene, receipt: first!.receipt }
}

test('who acks late gives back nothing that is another’s', async () => {
  const { here, queue, site, poll, settle, receipt } = await aTakenPermit()
  await here.store.publish(queue, [anEnvelope({ sentAtMs: site.world.nowMs })])
  expect(await settle(here, anAck(receipt))).toEqual({ kind: 'done' })
  expect(await poll(site.open(), 1)).toEqual([])
})

test('a lease whose permit is another’s by now is not taken up again, whatever was asked for', async () => {
  const { here, settle, inFlight, receipt } = await aTakenPermit()
  expect(await settle(here, anExtend(receipt, 20_000))).toEqual({ kind: 'lapsed' })
  expect(await inFlight()).toBe(1)
})

test('what is left of several permits goes back though some are gone', async () => {
  const { site, here, queue, poll } = await aLimited(4)
  const held = [...(await poll(here, 2, { maxMessages: 1 })), ...(await poll(here, 2, { maxMessages: 1 }))]
  const acks = held.map(({ receipt }) => anAck(receipt))
  await site.live(here.store.settle(queue, acks.slice(0, 1)))
  expect(await site.live(here.store.settle(queue, acks))).toEqual([{ kind: 'gone' }, { kind: 'done' }])
  const next = [...(await poll(here, 2, { maxMessages: 1 })), ...(await poll(here, 2, { maxMessages: 1 }))]
  expect(next).toHaveLength(2)
})
