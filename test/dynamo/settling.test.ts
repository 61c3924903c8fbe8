import { expect, test } from 'vitest'
import { Problem } from '../../lib/domain/problem.ts'
import type { Settlement } from '../../lib/store/store.ts'
import { anAck, anEnvelope, anExtend, aPoll, aQueue, aRelease, startMs } from '../fixtures.ts'
import { failure, once, Site, settleOne, throttle, writes } from './aSite.ts'

/** A block of some messages, leased by `here`, whose calls count from then on. */
const aBlock = async (count: number) => {
  const site = new Site()
  const [here, there] = [site.open(), site.open()]
  const queue = aQueue()
  await here.store.publish(
    queue,
    Array.from({ length: count }, (_, index) => anEnvelope({ body: `m${index}` })),
  )
  const leased = await here.store.poll(queue, aPoll())
  here.line.calls = []
  const settle = (...settlements: Settlement[]) => site.live(here.store.settle(queue, settlements))
  return { site, here, there, queue, leased, receipts: leased.map(({ receipt }) => receipt), settle }
}

const done = { kind: 'done' }

test('a whole block is acknowledged by one delete and no read', async () => {
  const { site, here, queue, receipts, settle } = await aBlock(10)
  expect(await settle(...receipts.map(receipt => anAck(receipt)))).toEqual(Array(10).fill(done))
  expect(here.line.calls.map(({ operation }) => operation)).toEqual(['DeleteItem'])
  expect(site.blocks(queue)).toEqual([])
})

test('a part of a block is acknowledged by one update, the last of it by an update and a delete', async () => {
  const { site, here, queue, receipts, settle } = await aBlock(3)
  expect(await settle(...receipts.slice(0, 2).map(receipt => anAck(receipt)))).toEqual([done, done])
  expect(writes(here)).toEqual(['UpdateItem'])
  expect(await settle(anAck(receipts[2]!))).toEqual([done])
  expect(writes(here)).toEqual(['UpdateItem', 'UpdateItem', 'DeleteItem'])
  expect(site.blocks(queue)).toEqual([])
})

test('who leased all that was left of a block deletes it with one ack', async () => {
  const { site, here, there, queue, receipts, settle } = await aBlock(2)
  await settle(anAck(receipts[0]!))
  await site.pass(30_000)
  const [last] = await there.store.poll(queue, aPoll())
  there.line.calls = []
  expect(await settleOne(there.store, queue, anAck(last!.receipt))).toEqual(done)
  expect(writes(there)).toEqual(['DeleteItem'])
  expect(writes(here)).toEqual(['UpdateItem'])
})

test('a block is never deleted with a message of another in it', async () => {
  const { site, queue, receipts, settle } = await aBlock(3)
  // As a receipt would say that knew of fewer slots than there are.
  const forged = receipts.slice(0, 2).map(receipt => ({ ...receipt, at: '3' }))
  expect(await settle(...forged.map(receipt => anAck(receipt)))).toEqual([done, done])
  expect(site.blocks(queue)[0]!.s2).toBeDefined()
})

test('an ack whose reply was lost is done, as a whole block and as a part', async () => {
  for (const count of [1, 3]) {
    const { here, receipts, settle } = await aBlock(count)
    here.line.before = once(count === 1 ? 'DeleteItem' : 'UpdateItem', async () => 'loseReply')
    expect(await settle(anAck(receipts[0]!))).toEqual([done])
    expect(await settle(anAck(receipts[0]!))).toEqual([{ kind: 'gone' }])
  }
})

test('only an ack is done by finding nothing', async () => {
  const { here, there, queue, receipts, settle } = await aBlock(1)
  here.line.before = once('UpdateItem', async () => {
    await there.store.settle(queue, [anAck(receipts[0]!)])
    return failure('TimeoutError')
  })
  expect(await settle(anExtend(receipts[0]!, 60_000))).toEqual([{ kind: 'gone' }])
})

test('one that is refused does not keep the others of its block from being settled', async () => {
  const { here, receipts, settle } = await aBlock(3)
  const stale = { ...receipts[1]!, token: 'AAAAAAAA' }
  expect(await settle(anAck(receipts[0]!), anAck(stale), anAck(receipts[2]!))).toEqual([
    done,
    { kind: 'replaced' },
    done,
  ])
  // The delete that all three asked for, and the update of the two.
  expect(writes(here)).toEqual(['DeleteItem', 'UpdateItem'])
})

test('a lease that has run out is refused by the write itself', async () => {
  const { site, here, receipts, settle } = await aBlock(2)
  await site.pass(29_999)
  expect(await settle(anAck(receipts[0]!, 'refuse'))).toEqual([done])
  await site.pass(1)
  expect(await settle(anAck(receipts[1]!, 'refuse'))).toEqual([{ kind: 'lapsed' }])
  expect(await settle(anAck(receipts[1]!))).toEqual([done])
  expect(here.line.calls.some(({ operation }) => operation === 'GetItem' || operation === 'Query')).toBe(false)
})

test('ack, release and extend of one block are one write', async () => {
  const { site, here, queue, receipts, settle } = await aBlock(4)
  const [a, b, c] = receipts
  expect(await settle(anAck(a!), aRelease(b!, 60_000, 'no paper'), anExtend(c!, 90_000))).toEqual([
    done,
    done,
    { kind: 'done', untilMs: startMs + 90_000 },
  ])
  expect(writes(here)).toEqual(['UpdateItem'])
  expect(await here.store.stats(queue)).toMatchObject({ delayed: 1, inFlight: 2 })
  expect(site.blocks(queue)[0]!.k1).toEqual({ S: 'no paper' })
})

test('a reason does not outlive its message', async () => {
  const { site, queue, receipts, settle } = await aBlock(2)
  await settle(aRelease(receipts[0]!, 0, 'no paper'))
  await settle(anAck(receipts[0]!))
  expect(site.blocks(queue)[0]!.k0).toBeUndefined()
})

test('settlements of one message are done in the order of the call', async () => {
  const { receipts, settle } = await aBlock(2)
  const [a, b] = receipts
  expect(await settle(anExtend(a!, 50_000), anAck(a!), anAck(b!), anExtend(b!, 50_000))).toEqual([
    { kind: 'done', untilMs: startMs + 50_000 },
    done,
    done,
    { kind: 'gone' },
  ])
})

test('a release up to a minute stays in its block', async () => {
  const { site, here, queue, receipts, settle } = await aBlock(1)
  const before = site.blocks(queue)[0]!.s
  await settle(aRelease(receipts[0]!, 60_000))
  expect(here.line.calls.map(({ operation }) => operation)).toEqual(['UpdateItem'])
  expect(site.blocks(queue)[0]!.s).toEqual(before)
})

test('a longer one is one transaction, and says where the message went', async () => {
  const { site, here, queue, leased, receipts, settle } = await aBlock(1)
  await settle(aRelease(receipts[0]!, 60_001))
  expect(writes(here)).toEqual(['TransactWriteItems'])
  const blocks = site.blocks(queue)
  expect(blocks.map(({ s }) => s!.S!.slice(0, 13))).toEqual([String(startMs + 60_001)])
  expect((await here.store.find(queue, leased[0]!.message.id))!.delivery.visibleAtMs).toBe(startMs + 60_001)
})

test('a block that cannot be swept is not the worry of who acknowledged the last of it', async () => {
  const { here, receipts, settle } = await aBlock(2)
  await settle(anAck(receipts[0]!))
  here.line.before = async operation => (operation === 'DeleteItem' ? throttle : 'goOn')
  here.line.calls = []
  expect(await settle(anAck({ ...receipts[1]!, at: undefined }))).toEqual([done])
  expect(writes(here)).toEqual(['UpdateItem', 'DeleteItem'])
})

test('a settlement that loses every race says that the store is busy', async () => {
  const { here, there, queue, receipts, settle } = await aBlock(2)
  let races = 0
  // Somebody answers first each time, and the condition of the write then names what is no more.
  here.line.before = async operation => {
    if (operation !== 'TransactWriteItems' || ++races > 50) return 'goOn'
    await there.store.settle(queue, [anExtend(receipts[0]!, 30_000 + races)])
    return 'goOn'
  }
  await expect(settle(aRelease(receipts[0]!, 90_000))).rejects.toEqual(new Problem('StoreBusy'))
})

test('a generation that is known to be over has nothing to settle', async () => {
  const { site, here, queue, receipts, settle } = await aBlock(1)
  await here.store.discard(queue)
  expect(await settle(anAck(receipts[0]!))).toEqual([{ kind: 'gone' }])
  expect(site.blocks(queue)).toHaveLength(1)
})
