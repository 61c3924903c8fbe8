import { expect, test } from 'vitest'
import { departed } from '../../lib/domain/deadLetter.ts'
import type { Message } from '../../lib/domain/message.ts'
import { defaultSettings } from '../../lib/domain/queue.ts'
import type { Aside, Departing, Settlement } from '../../lib/store/store.ts'
import { anAck, anEnvelope, anExtend, anOrderedQueue, aPoll, aRelease } from '../fixtures.ts'
import { OrderedSite } from './anOrderedSite.ts'
import { bodiesOf, failure, once, writes } from './aSite.ts'

test('all of a run is acked in one write and no read; a part reads the group first', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1', 'g1-2', 'g1-3')
  const leased = await scene.poll(scene.here)
  scene.there.line.calls = []
  expect(await scene.ack(scene.there, leased.slice(0, 1))).toEqual(['done'])
  expect(scene.there.line.calls.map(({ operation }) => operation)).toEqual(['GetItem', 'UpdateItem'])
  await scene.site.pass(31_000)
  const again = await scene.poll(scene.here)
  scene.there.line.calls = []
  expect(await scene.ack(scene.there, again)).toEqual(['done', 'done'])
  expect(scene.there.line.calls.map(({ operation }) => operation)).toEqual(['DeleteItem'])
})

test('an ack whose answer was lost is done, be it the last of its group or not', async () => {
  for (const names of [['g1-1'], ['g1-1', 'g1-2']]) {
    const scene = new OrderedSite()
    await scene.publish(scene.here, ...names)
    const leased = await scene.poll(scene.here, { maxMessages: 1 })
    await scene.site.pass(5)
    let strike = true
    scene.there.line.before = async operation => {
      if (!strike || operation === 'GetItem') return 'goOn'
      strike = false
      return 'loseReply'
    }
    expect(await scene.ack(scene.there, leased)).toEqual(['done'])
    expect(await scene.names(scene.here)).toEqual(names.slice(1))
  }
})

test('so is a nack, which is not told that others have what it gave back', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1')
  const [leased] = await scene.poll(scene.here)
  scene.there.line.before = once('UpdateItem', async () => 'loseReply')
  expect(await scene.settle(scene.there, { ...aRelease(leased!.receipt), ifLapsed: 'refuse' })).toEqual(['done'])
})

test('the same receipt twice in one call is one ack', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1')
  const [leased] = await scene.poll(scene.here)
  expect(await scene.ack(scene.here, [leased!, leased!])).toEqual(['done', 'gone'])
})

test('nor is it the ack of another message of its run', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1', 'g1-2')
  const [first] = await scene.poll(scene.here)
  expect(await scene.ack(scene.here, [first!, first!])).toEqual(['done', 'gone'])
  await scene.site.pass(30_000)
  expect(await scene.names(scene.here)).toEqual(['g1-2'])
})

test('what an answer had no room for is not passed over where the rest of it was lost to others', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1', 'g2-1')
  scene.there.line.before = once('UpdateItem', async () => {
    await scene.here.store.poll(scene.queue, aPoll({ maxMessages: 1 }))
    return 'goOn'
  })
  expect(await scene.names(scene.there, { maxMessages: 2, maxBytes: 1 })).toEqual(['g2-1'])
})

test('in a queue that is known to be gone nothing is left to settle', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1')
  const leased = await scene.poll(scene.here)
  await scene.site.live(scene.here.store.discard(scene.queue))
  scene.here.line.calls = []
  expect(await scene.ack(scene.here, leased)).toEqual(['gone'])
  expect(scene.here.line.calls).toEqual([])
})

test('a lease that has run out acks nothing, though nobody has touched the group', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1')
  const leased = await scene.poll(scene.here)
  await scene.site.pass(30_000)
  expect(await scene.ack(scene.here, leased)).toEqual(['lapsed'])
  expect(await scene.names(scene.here)).toEqual(['g1-1'])
})

test('who was extended acks by the group as it is, and so does who lost a race', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1')
  const leased = await scene.poll(scene.here)
  expect(await scene.settle(scene.there, anExtend(leased[0]!.receipt, 60_000))).toEqual(['done'])
  await scene.site.pass(40_000)
  scene.here.line.before = once('UpdateItem', async () => {
    await scene.there.store.settle(scene.queue, [anExtend(leased[0]!.receipt, 60_000)])
    return 'goOn'
  })
  expect(await scene.ack(scene.here, leased)).toEqual(['done'])
})

const settings = { ...defaultSettings, deadLetter: { queue: 'dead.fifo', attemptsMax: 1, expired: false } }
const dead = anOrderedQueue('dead.fifo')
const aside: Aside = { to: dead, envelopeOf: (message, departure) => departed(message, 'orders.fifo', departure, 0) }

test('while the other queue is gone, what should go there stays and closes its group', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1', 'g1-2', 'g2-1')
  await scene.poll(scene.here, { leaseMs: 0, maxMessages: 1 })
  await scene.site.live(scene.there.store.discard(dead))
  expect(await scene.names(scene.there, { settings, aside, leaseMs: 1_000 })).toEqual(['g2-1'])
  expect(await scene.site.live(scene.here.store.stats(scene.queue))).toMatchObject({ visible: 2, inFlight: 1 })
})

test('what stands before it is handed out all the same', async () => {
  const scene = new OrderedSite()
  const envelopes = ['g1-1', 'g1-2', 'g1-3'].map((body, nth) =>
    anEnvelope({ body, groupId: 'g1', ...(nth === 1 && { attemptsMax: 1 }) }),
  )
  await scene.site.live(scene.here.store.publish(scene.queue, envelopes))
  const patient = { ...settings, deadLetter: { ...settings.deadLetter, attemptsMax: 5 } }
  await scene.poll(scene.here, { leaseMs: 0, maxMessages: 2 })
  await scene.site.live(scene.there.store.discard(dead))
  expect(await scene.names(scene.there, { settings: patient, aside })).toEqual(['g1-1'])
})

test('who gives a message up to a queue that is gone is told to try again, and still holds it', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1')
  const [leased] = await scene.poll(scene.here)
  await scene.site.live(scene.there.store.discard(dead))
  const giveUp: Settlement = { kind: 'moveAside', aside, receipt: leased!.receipt, ifLapsed: 'refuse' }
  await expect(scene.settle(scene.there, giveUp)).rejects.toMatchObject({ code: 'StoreBusy' })
  expect(await scene.ack(scene.here, [leased!])).toEqual(['done'])
})

test('an ack that was sent twice is not taken for done where somebody moved the message aside', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1')
  const leased = await scene.poll(scene.here, { leaseMs: 1_000 })
  await scene.site.pass(5)
  const ahead = scene.site.open({ skewMs: 5_000 })
  scene.there.line.before = once('DeleteItem', async () => {
    await ahead.store.poll(scene.queue, aPoll({ settings, aside }))
    return failure('TimeoutError')
  })
  expect(await scene.ack(scene.there, leased)).toEqual(['gone'])
  expect(bodiesOf(await scene.site.live(ahead.store.poll(dead, aPoll())))).toEqual(['g1-1'])
})

test('nor where somebody put it back elsewhere as a new one', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1')
  const leased = await scene.poll(scene.here, { leaseMs: 1_000 })
  await scene.site.pass(5)
  const ahead = scene.site.open({ skewMs: 5_000 })
  scene.there.line.before = once('DeleteItem', async () => {
    const choose = ({ envelope }: Message): Departing => ({ to: dead, envelope })
    await ahead.store.redrive(scene.queue, { mayGo: () => true, isFull: () => false, choose })
    return failure('TimeoutError')
  })
  expect(await scene.ack(scene.there, leased)).toEqual(['gone'])
})

test('what somebody else holds, or nobody does any more, cannot be given up', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1', 'g2-1')
  const [first, second] = await scene.poll(scene.here, { leaseMs: 1_000 })
  const giveUp = (leased: typeof first): Settlement => ({
    kind: 'moveAside',
    aside,
    receipt: leased!.receipt,
    ifLapsed: 'refuse',
  })
  await scene.ack(scene.here, [first!])
  await scene.site.pass(1_000)
  expect(await scene.settle(scene.there, giveUp(first), giveUp(second))).toEqual(['gone', 'lapsed'])
  expect(await scene.names(scene.there)).toEqual(['g2-1'])
})

test('in one call what is given up, acked and given back is done in turn', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1', 'g1-2', 'g1-3', 'g1-4')
  const [one, two, three, four] = (await scene.poll(scene.here)).map(({ receipt }) => receipt)
  const giveUp = (receipt: typeof one): Settlement => ({
    kind: 'moveAside',
    aside,
    receipt: receipt!,
    ifLapsed: 'refuse',
  })
  const calls = [giveUp(one), anAck(two!), giveUp(three), aRelease(four!), anAck(one!)]
  expect(await scene.settle(scene.there, ...calls)).toEqual(['done', 'done', 'done', 'done', 'gone'])
  expect(await scene.names(scene.there)).toEqual(['g1-4'])
  expect(bodiesOf(await scene.site.live(scene.here.store.poll(dead, aPoll())))).toEqual(['g1-1', 'g1-3'])
})

test('a poll is repeated by its name until its messages are gone, be it to the last', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1', 'g2-1')
  await scene.site.pass(5)
  const first = await scene.poll(scene.here, { maxMessages: 1, attemptId: 'try' })
  expect((await scene.poll(scene.there, { attemptId: 'try' })).map(({ receipt }) => receipt)).toEqual(
    first.map(({ receipt }) => receipt),
  )
  expect(await scene.ack(scene.here, first)).toEqual(['done'])
  expect(await scene.names(scene.there, { attemptId: 'try' })).toEqual(['g2-1'])
})

test('where somebody is faster while a poll is repeated, it looks for others', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1', 'g2-1')
  const [first] = await scene.poll(scene.here, { maxMessages: 1, attemptId: 'try' })
  scene.there.line.before = once('UpdateItem', async () => {
    await scene.here.store.settle(scene.queue, [anExtend(first!.receipt, 60_000)])
    return 'goOn'
  })
  expect(await scene.names(scene.there, { attemptId: 'try' })).toEqual(['g2-1'])
})

test('an id of another kind names no message', async () => {
  const scene = new OrderedSite()
  const id = '0191d211-d6c9-854f-8000-a4094189efd7'
  expect(await scene.site.live(scene.here.store.find(scene.queue, id.replace('854f', '800f')))).toBeUndefined()
  expect(await scene.site.live(scene.here.store.find(scene.queue, 'nonsense'))).toBeUndefined()
})

test('an ack waits for no read, but a second poll of the same process sees what it changed itself', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1', 'g2-1')
  await scene.site.pass(10)
  await scene.poll(scene.here, { maxMessages: 1 })
  scene.here.line.staleMs = 5
  scene.here.line.calls = []
  expect(await scene.names(scene.here, { maxMessages: 1 })).toEqual(['g2-1'])
  expect(writes(scene.here)).toEqual(['UpdateItem'])
})

test('a lease whose answer was lost is handed out though somebody has settled beside it meanwhile', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1', 'g1-2')
  const [first, second] = await scene.poll(scene.here)
  await scene.settle(scene.here, aRelease(first!.receipt))
  let strike = true
  scene.there.line.before = async operation => {
    if (operation !== 'UpdateItem' || !strike) return 'goOn'
    strike = false
    return 'loseReply'
  }
  const polling = scene.poll(scene.there, { maxMessages: 1 })
  while (strike) await scene.site.pass(1)
  expect(await scene.here.store.settle(scene.queue, [anAck(second!.receipt)])).toEqual([{ kind: 'done' }])
  const leased = await polling
  expect(bodiesOf(leased)).toEqual(['g1-1'])
  expect(await scene.ack(scene.there, leased)).toEqual(['done'])
})

test('what expires while it is being leased is not handed out, and does not close its group', async () => {
  const scene = new OrderedSite()
  const expiresAtMs = scene.site.world.nowMs + 50
  const envelope = anEnvelope({ body: 'g1-1', groupId: 'g1', expiresAtMs })
  await scene.site.live(scene.here.store.publish(scene.queue, [envelope]))
  await scene.publish(scene.here, 'g1-2', 'g1-3')
  scene.there.line.before = once('UpdateItem', async () => 60)
  const leased = await scene.poll(scene.there, { maxMessages: 2 })
  expect(bodiesOf(leased)).toEqual(['g1-2'])
  expect(await scene.ack(scene.there, leased)).toEqual(['done'])
  expect(await scene.names(scene.there)).toEqual(['g1-3'])
})
