import { expect, test } from 'vitest'
import type { Envelope } from '../../lib/domain/envelope.ts'
import { anAck, anEnvelope, anOrderedQueue } from '../fixtures.ts'
import { Line, openLine } from './line.ts'
import type { MakeStore } from './open.ts'

const windowMs = 300_000
const inQueue = { scope: 'queue', windowMs } as const
const inGroup = { scope: 'group', windowMs } as const

const named = (deduplicationId: string | undefined, groupId = 'g1', body = 'x'): Envelope =>
  anEnvelope({ body, groupId, deduplicationId })

export function deduplicationPromises(makeStore: MakeStore): void {
  test('a repetition answers the id and the number of the first, and stores nothing', async () => {
    const line = await openLine(makeStore)
    const [first] = await line.put([named('d1', 'g1', 'first')], inQueue)
    expect(await line.put([named('d1', 'g1', 'second')], inQueue)).toEqual([first])
    expect(await line.names()).toEqual(['first'])
  })

  test('also inside one call, among others that are stored', async () => {
    const line = await openLine(makeStore)
    const results = await line.put([named('d1'), named('d2', 'g1', 'y'), named('d1'), named('d2')], inQueue)
    expect(results.slice(2)).toEqual(results.slice(0, 2))
    expect(await line.names()).toEqual(['x', 'y'])
  })

  test('also after the first was received, and after it was finished', async () => {
    const line = await openLine(makeStore)
    const first = await line.put([named('d1')], inQueue)
    const [leased] = await line.poll()
    expect(await line.put([named('d1')], inQueue)).toEqual(first)
    await line.settle(anAck(leased!.receipt))
    expect(await line.put([named('d1')], inQueue)).toEqual(first)
    expect(await line.names()).toEqual([])
  })

  test('until the window is over, counted from the first publish, to the millisecond', async () => {
    const line = await openLine(makeStore)
    const [first] = await line.put([named('d1')], inQueue)
    line.clock.advanceMs(windowMs - 1)
    expect(await line.put([named('d1')], inQueue)).toEqual([first])
    line.clock.advanceMs(1)
    const [next] = await line.put([named('d1')], inQueue)
    expect(next!.id).not.toBe(first!.id)
    line.clock.advanceMs(windowMs - 1)
    expect(await line.put([named('d1')], inQueue)).toEqual([next])
  })

  test('the window is that of the first publish, be it a second or a week', async () => {
    const line = await openLine(makeStore)
    const [long] = await line.put([named('long')], { scope: 'queue', windowMs: 7 * 86_400_000 })
    const [short] = await line.put([named('short')], { scope: 'queue', windowMs: 1_000 })
    line.clock.advanceMs(1_000)
    expect((await line.put([named('short')], inQueue))[0]!.id).not.toBe(short!.id)
    line.clock.advanceMs(7 * 86_400_000 - 1_001)
    expect(await line.put([named('long')], inQueue)).toEqual([long])
  })

  test('in the scope of the queue an id counts in all groups, in that of the group in one', async () => {
    const line = await openLine(makeStore)
    const [first] = await line.put([named('d1', 'g1')], inQueue)
    expect(await line.put([named('d1', 'g2')], inQueue)).toEqual([first])
    const apart = new Line(line.store, line.clock, anOrderedQueue())
    const results = await apart.put([named('d1', 'g1'), named('d1', 'g2'), named('d1', 'g2')], inGroup)
    expect(results[1]!.id).not.toBe(results[0]!.id)
    expect(results[2]).toEqual(results[1])
  })

  test('a message without an id is no duplicate, and without deduplication none is', async () => {
    const line = await openLine(makeStore)
    await line.put([named(undefined), named(undefined)], inQueue)
    await line.put([named('d1')], inQueue)
    await line.put([named('d1')])
    expect(await line.names()).toHaveLength(4)
  })

  test('a purge forgets, and queues remember for themselves', async () => {
    const line = await openLine(makeStore)
    const [first] = await line.put([named('d1')], inQueue)
    const purged = new Line(line.store, line.clock, { ...line.queue, generation: 2 })
    await line.store.discard(line.queue)
    for (const other of [purged, new Line(line.store, line.clock, anOrderedQueue())]) {
      expect((await other.put([named('d1')], inQueue))[0]!.id).not.toBe(first!.id)
      expect(await other.names()).toEqual(['x'])
    }
  })

  test('of two publishes at once one is stored', async () => {
    const line = await openLine(makeStore)
    const [one, other] = await Promise.all([line.put([named('d1')], inQueue), line.put([named('d1')], inQueue)])
    expect(one).toEqual(other)
    expect(await line.names()).toEqual(['x'])
  })

  test('a message keeps group and id', async () => {
    const line = await openLine(makeStore)
    await line.put([named('d1', '!~')], inQueue)
    expect((await line.poll())[0]!.message.envelope).toMatchObject({ groupId: '!~', deduplicationId: 'd1' })
  })
}
