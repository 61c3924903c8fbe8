import { expect, test } from 'vitest'
import type { Leased } from '../../lib/store/store.ts'
import { anAck, anExtend, aRelease } from '../fixtures.ts'
import { openLine } from './line.ts'
import type { MakeStore } from './open.ts'

export function runPromises(makeStore: MakeStore): void {
  const three = async () => {
    const line = await openLine(makeStore, 'g1-1', 'g1-2', 'g1-3', 'g1-4')
    const run = await line.poll({ maxMessages: 3 })
    return { line, receipts: run.map(({ receipt }) => receipt) as [Leased['receipt'], ...Leased['receipt'][]] }
  }

  test('while some are acked the group stays closed; once all are, it is open at once', async () => {
    const { line, receipts } = await three()
    await line.settle(anAck(receipts[0]), anAck(receipts[2]!))
    expect(await line.names()).toEqual([])
    await line.settle(anAck(receipts[1]!))
    expect(await line.names()).toEqual(['g1-4'])
  })

  test('acks come in any order, and what expires then comes back with what follows', async () => {
    const { line, receipts } = await three()
    await line.settle(anAck(receipts[2]!), anAck(receipts[0]))
    line.clock.advanceMs(30_000)
    expect(await line.names()).toEqual(['g1-2', 'g1-4'])
  })

  test('a head that is given back comes again; those behind it stay in flight', async () => {
    const { line, receipts } = await three()
    await line.settle(anExtend(receipts[0], 0))
    expect(await line.names()).toEqual(['g1-1'])
  })

  test('of the first n given back exactly those return, in order', async () => {
    const { line, receipts } = await three()
    await line.settle(aRelease(receipts[1]!), aRelease(receipts[0]))
    expect(await line.names()).toEqual(['g1-1', 'g1-2'])
  })

  test('one given back behind another in flight waits for it', async () => {
    const { line, receipts } = await three()
    await line.settle(aRelease(receipts[1]!))
    expect(await line.names()).toEqual([])
  })

  test('where one is extended and the others expire, only those before it return', async () => {
    const { line, receipts } = await three()
    await line.settle(anExtend(receipts[1]!, 60_000))
    line.clock.advanceMs(30_000)
    expect(await line.names()).toEqual(['g1-1'])
    await line.settle(anAck(receipts[1]!))
    expect(await line.names()).toEqual([])
  })

  test('a nack with a delay holds up the group for so long', async () => {
    const { line, receipts } = await three()
    await line.settle(aRelease(receipts[0], 90_000), anAck(receipts[1]!), aRelease(receipts[2]!))
    line.clock.advanceMs(89_999)
    expect(await line.names()).toEqual([])
    line.clock.advanceMs(1)
    expect(await line.names()).toEqual(['g1-1', 'g1-3', 'g1-4'])
  })

  test('a lapsed receipt settles nothing, whatever was asked for; an extended one does', async () => {
    const { line, receipts } = await three()
    await line.settle(anExtend(receipts[1]!, 60_000))
    line.clock.advanceMs(30_000)
    const lapsed = [anAck(receipts[0]), aRelease(receipts[0]), anExtend(receipts[0], 1_000)]
    expect(await line.settle(...lapsed)).toEqual(['lapsed', 'lapsed', 'lapsed'])
    expect(await line.settle(anAck(receipts[1]!))).toEqual(['done'])
    expect(await line.names()).toEqual(['g1-1'].concat('g1-3', 'g1-4'))
    expect(await line.settle(anAck(receipts[0]))).toEqual(['replaced'])
  })

  test('a redelivery has the order of the first delivery', async () => {
    const { line } = await three()
    line.clock.advanceMs(30_000)
    expect(await line.names()).toEqual(['g1-1', 'g1-2', 'g1-3', 'g1-4'])
  })
}
