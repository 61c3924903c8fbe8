import { expect, test } from 'vitest'
import { Problem } from '../../lib/domain/problem.ts'
import { seededRandom } from '../../lib/random.ts'
import type { Store } from '../../lib/store/store.ts'
import { anAck, anEnvelope, anExtend, aPoll, aQueue, aRelease, startMs, text } from '../fixtures.ts'
import { bodiesOf, failure, idsOf, once, Site, settleOne, throttle, writes } from './aSite.ts'

const done = { kind: 'done' }

/** A block of some messages, published by `here`. */
const aBlock = async (count: number, { delayMs = 0, body = 'm' } = {}) => {
  const site = new Site()
  const [here, there] = [site.open(), site.open()]
  const queue = aQueue()
  const envelopes = Array.from({ length: count }, (_, index) => anEnvelope({ body: `${body}${index}`, delayMs }))
  const ids = idsOf(await here.store.publish(queue, envelopes))
  here.line.calls = []
  return { site, here, there, queue, ids }
}

const edit = (body: string, seenToken = '', delayMs = 0) =>
  ({ kind: 'replace', seenToken, envelope: anEnvelope({ body, delayMs }), visibleAtMs: startMs + delayMs }) as const

const textOf = async (store: Store, queue: ReturnType<typeof aQueue>, id: string) => {
  const found = await store.find(queue, id)
  return found && text(found.envelope.body)
}

/** Its message was given back for two minutes, and so stands elsewhere. */
const moved = async (count = 1, wish = {}) => {
  const scene = await aBlock(count, wish)
  const leased = await scene.here.store.poll(scene.queue, aPoll())
  const receipts = leased.map(({ receipt }) => receipt)
  await scene.here.store.settle(scene.queue, [aRelease(receipts[0]!, 120_000)])
  scene.here.line.calls = []
  return { ...scene, receipts }
}

test('a moved message is found, acknowledged and cancelled by its old id and receipt', async () => {
  for (const end of ['ack', 'cancel'] as const) {
    const { there, queue, ids, receipts } = await moved()
    expect((await there.store.find(queue, ids[0]!))!.id).toBe(ids[0])
    if (end === 'ack') expect(await settleOne(there.store, queue, anAck(receipts[0]!))).toEqual(done)
    else expect(await there.store.change(queue, ids[0]!, { kind: 'cancel' })).toBe('done')
    expect(await there.store.find(queue, ids[0]!)).toBeUndefined()
    expect(await there.store.change(queue, ids[0]!, { kind: 'cancel' })).toBe('gone')
    expect(await settleOne(there.store, queue, anAck(receipts[0]!))).toEqual({ kind: 'gone' })
  }
})

test('a moved message is extended by its old receipt, where it lies now', async () => {
  const { site, there, queue, ids, receipts } = await moved()
  const until = { kind: 'done', untilMs: startMs + 5_000 }
  expect(await settleOne(there.store, queue, anExtend(receipts[0]!, 5_000))).toEqual(until)
  expect((await there.store.find(queue, ids[0]!))!.delivery.visibleAtMs).toBe(startMs + 5_000)
  expect(site.blocks(queue)).toHaveLength(1)
})

test('a message that moves twice is at one address, and its receipt follows it', async () => {
  const { site, there, queue, ids, receipts } = await moved()
  expect(await settleOne(there.store, queue, aRelease(receipts[0]!, 240_000))).toEqual(done)
  expect(await settleOne(there.store, queue, aRelease(receipts[0]!, 360_000))).toEqual(done)
  const blocks = site.blocks(queue)
  expect(blocks.map(({ s }) => Number(s!.S!.slice(0, 13)) - startMs)).toEqual([360_000])
  expect((await there.store.find(queue, ids[0]!))!.delivery.visibleAtMs).toBe(startMs + 360_000)
  expect(await settleOne(there.store, queue, anAck(receipts[0]!))).toEqual(done)
  expect(site.blocks(queue)).toEqual([])
})

test('a moved message keeps its id, and its new receipt says where it lies', async () => {
  const { site, there, queue, ids } = await moved()
  await site.pass(120_000)
  const [leased] = await there.store.poll(queue, aPoll())
  expect(leased!.message.id).toBe(ids[0])
  // Where it lies is no id of it.
  expect(await there.store.find(queue, leased!.receipt.at!.split('.')[1]!)).toBeUndefined()
  there.line.calls = []
  expect(await settleOne(there.store, queue, anAck(leased!.receipt))).toEqual(done)
  expect(there.line.calls.map(({ operation }) => operation)).toEqual(['DeleteItem'])
})

test('a message that is edited leaves its nine neighbours where they are', async () => {
  const { site, here, queue, ids } = await aBlock(10)
  expect(await here.store.change(queue, ids[4]!, edit('new'))).toBe('done')
  expect(writes(here)).toEqual(['TransactWriteItems'])
  expect(await textOf(here.store, queue, ids[4]!)).toBe('new')
  expect(await textOf(here.store, queue, ids[5]!)).toBe('m5')
  const slots = site.blocks(queue).map(block => Object.keys(block).filter(name => /^s\d/.test(name)).length)
  expect(slots.sort()).toEqual([1, 9])
  const leased = await here.store.poll(queue, aPoll())
  expect(bodiesOf(leased).sort()).toEqual(['m0', 'm1', 'm2', 'm3', 'm5', 'm6', 'm7', 'm8', 'm9', 'new'])
  expect(leased.map(({ message }) => message.id).sort()).toEqual([...ids].sort())
})

test('what was edited and moved again says what it said last', async () => {
  const { site, here, queue, ids } = await aBlock(3)
  await here.store.change(queue, ids[1]!, edit('one'))
  const { token } = (await here.store.find(queue, ids[1]!))!.delivery
  expect(await here.store.change(queue, ids[1]!, edit('late'))).toBe('changed')
  await here.store.change(queue, ids[1]!, edit('two', token, 90_000))
  await site.pass(90_000)
  const leased = await here.store.poll(queue, aPoll())
  expect(bodiesOf(leased).sort()).toEqual(['m0', 'm2', 'two'])
  expect(await textOf(here.store, queue, ids[1]!)).toBe('two')
})

test('several of one block that are given back for the same time stay together, others go apart', async () => {
  const { site, here, there, queue, ids } = await aBlock(6)
  const receipts = (await here.store.poll(queue, aPoll())).map(({ receipt }) => receipt)
  const delays = [90_000, 90_000, 120_000, 30_000, 180_000]
  here.line.calls = []
  const outcomes = await site.live(
    here.store.settle(
      queue,
      delays.map((delayMs, index) => aRelease(receipts[index]!, delayMs)),
    ),
  )
  expect(outcomes).toEqual(Array(5).fill(done))
  const found = await Promise.all(ids.map(id => there.store.find(queue, id)))
  expect(found.map(message => message!.delivery.visibleAtMs - startMs)).toEqual([...delays, 30_000])
  const blocks = site.blocks(queue).map(({ s, ...rest }) => ({
    atMs: Number(s!.S!.slice(0, 13)) - startMs,
    slots: Object.keys(rest).filter(name => /^s\d/.test(name)).length,
  }))
  expect(blocks).toEqual([
    { atMs: 0, slots: 2 },
    { atMs: 90_000, slots: 2 },
    { atMs: 120_000, slots: 1 },
    { atMs: 180_000, slots: 1 },
  ])
})

test('a body apart stays where it is when its message moves, and is read from there', async () => {
  // Neither gets small enough for its block; the one goes into an item, the other into the object store.
  for (const bytes of [1_500, 20_000]) {
    const body = Buffer.from(seededRandom(bytes).bytes(bytes)).toString('hex')
    const { site, there, queue, receipts } = await moved(2, { body })
    const bodies = () => [...site.fake.items('messages')].filter(({ p }) => p!.S!.startsWith('b.')).length
    const [items, objects] = [bodies(), site.bodies.keys().length]
    expect([items, objects]).toEqual(bytes === 1_500 ? [1, 0] : [0, 1])
    await site.pass(120_000)
    const leased = await there.store.poll(queue, aPoll())
    expect(bodiesOf(leased).sort()).toEqual([`${body}0`, `${body}1`])
    expect(await settleOne(there.store, queue, aRelease(leased[0]!.receipt, 90_000))).toEqual(done)
    expect(await settleOne(there.store, queue, aRelease(leased[1]!.receipt, 90_000))).toEqual(done)
    await site.pass(90_000)
    expect(bodiesOf(await there.store.poll(queue, aPoll())).sort()).toEqual([`${body}0`, `${body}1`])
    expect([bodies(), site.bodies.keys().length]).toEqual([items, objects])
    await site.pass(30_000)
    const seen = await there.store.find(queue, receipts[0]!.id)
    expect(await there.store.change(queue, receipts[0]!.id, edit('new', seen!.delivery.token))).toBe('done')
    expect(await textOf(there.store, queue, receipts[0]!.id)).toBe('new')
  }
})

test('of a move and a lease at once, one wins, and the message is at one address', async () => {
  const { site, here, there, queue, ids } = await aBlock(1)
  here.line.before = once('TransactWriteItems', async () => {
    expect(await there.store.poll(queue, aPoll())).toHaveLength(1)
    return 'goOn'
  })
  expect(await here.store.change(queue, ids[0]!, edit('new'))).toBe('leased')
  expect(site.blocks(queue)).toHaveLength(1)
  expect(await textOf(here.store, queue, ids[0]!)).toBe('m0')
})

test('a move whose reply was lost happened once', async () => {
  const { site, here, queue, ids } = await aBlock(2)
  here.line.before = once('TransactWriteItems', async () => 'loseReply')
  expect(await site.live(here.store.change(queue, ids[0]!, edit('new')))).toBe('done')
  expect(site.blocks(queue)).toHaveLength(2)
  expect(await textOf(here.store, queue, ids[0]!)).toBe('new')
})

test('a message that moves on while it is looked for is followed', async () => {
  const { here, there, queue, ids, receipts } = await moved()
  let hops = 0
  // Whenever `here` looks for it in a block, it has just gone on.
  here.line.before = async (operation, input) => {
    const isBlock = operation === 'GetItem' && 'Key' in input && input.Key!.s!.S !== '.'
    if (isBlock && ++hops <= 3) await there.store.settle(queue, [aRelease(receipts[0]!, 120_000 + hops * 1_000)])
    return 'goOn'
  }
  expect((await here.store.find(queue, ids[0]!))!.delivery.visibleAtMs).toBe(startMs + 123_000)
})

test('a moved message that is gone is not looked for again and again', async () => {
  const { there, queue, ids, receipts } = await moved()
  await settleOne(there.store, queue, anAck(receipts[0]!))
  there.line.calls = []
  expect(await there.store.find(queue, ids[0]!)).toBeUndefined()
  expect(there.line.calls).toHaveLength(4)
  expect(await there.store.find(queue, 'x')).toBeUndefined()
  expect(there.line.calls).toHaveLength(4)
})

test('a delayed message is held by a receipt without a token, and moved by it', async () => {
  const { site, here, queue, ids } = await aBlock(2, { delayMs: 60_000 })
  const [first] = ids
  const handle = { queueUid: queue.uid, generation: 1, id: first!, token: '', attempts: 0 }
  const receipt = { ...handle, firstLeasedAtMs: 0, leasedAtMs: 0 }
  const until = { kind: 'done', untilMs: startMs + 90_000 }
  expect(await settleOne(here.store, queue, anExtend(receipt, 90_000))).toEqual(until)
  expect(site.blocks(queue).map(({ s }) => Number(s!.S!.slice(0, 13)) - startMs)).toEqual([60_000, 90_000])
  expect((await here.store.find(queue, first!))!.delivery).toMatchObject({ leased: false, attempts: 0 })
  await site.pass(90_000)
  expect(await settleOne(here.store, queue, anAck(receipt, 'refuse'))).toEqual({ kind: 'lapsed' })
})

test('a cancel whose reply was lost is done', async () => {
  for (const count of [1, 2]) {
    const { site, here, queue, ids } = await aBlock(count)
    here.line.before = once(count === 1 ? 'DeleteItem' : 'UpdateItem', async () => 'loseReply')
    expect(await site.live(here.store.change(queue, ids[0]!, { kind: 'cancel' }))).toBe('done')
    expect(await here.store.find(queue, ids[0]!)).toBeUndefined()
  }
})

test('a cancel that finds the message gone is told so', async () => {
  const { here, there, queue, ids } = await aBlock(2)
  here.line.before = once('UpdateItem', async () => {
    expect(await there.store.change(queue, ids[0]!, { kind: 'cancel' })).toBe('done')
    return 'goOn'
  })
  expect(await here.store.change(queue, ids[0]!, { kind: 'cancel' })).toBe('gone')
})

test('a cancel takes the last of a block with it, and never a neighbour that came between', async () => {
  const { site, here, there, queue, ids } = await aBlock(2)
  await here.store.change(queue, ids[0]!, { kind: 'cancel' })
  here.line.before = once('DeleteItem', async () => {
    await there.store.poll(queue, aPoll())
    return 'goOn'
  })
  expect(await here.store.change(queue, ids[1]!, { kind: 'cancel' })).toBe('leased')
  await site.pass(30_000)
  expect(await here.store.change(queue, ids[1]!, { kind: 'cancel' })).toBe('done')
  expect(site.blocks(queue)).toEqual([])
})

test('a throttled move leaves the message where it was', async () => {
  const { site, here, queue, ids } = await aBlock(1)
  here.line.before = async operation => (operation === 'TransactWriteItems' ? throttle : 'goOn')
  await expect(site.live(here.store.change(queue, ids[0]!, edit('new')))).rejects.toEqual(new Problem('StoreBusy'))
  expect(await textOf(here.store, queue, ids[0]!)).toBe('m0')
  here.line.before = async () => failure('AccessDeniedException')
  await expect(here.store.change(queue, ids[0]!, edit('new'))).rejects.toThrow('AccessDenied')
})

test('a delayed message is finished by a receipt without a token', async () => {
  const { site, here, queue, ids } = await aBlock(1, { delayMs: 60_000 })
  const handle = { queueUid: queue.uid, generation: 1, id: ids[0]!, token: '', attempts: 0 }
  expect(await settleOne(here.store, queue, anAck({ ...handle, firstLeasedAtMs: 0, leasedAtMs: 0 }))).toEqual(done)
  expect(site.blocks(queue)).toEqual([])
})

test('a message that a fast clock leased early can be given back to slower ones at once', async () => {
  const { site, there, queue } = await aBlock(0)
  const fast = site.open({ skewMs: 3_000 })
  await fast.store.publish(queue, [anEnvelope({ delayMs: 3_000 })])
  const [leased] = await site.live(fast.store.poll(queue, aPoll()))
  expect(await settleOne(there.store, queue, aRelease(leased!.receipt))).toEqual(done)
  expect(await site.live(there.store.poll(queue, aPoll()))).toHaveLength(1)
})
