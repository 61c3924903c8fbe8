import { expect, test } from 'vitest'
import { anAck } from '../fixtures.ts'
import { openLine } from './line.ts'
import type { MakeStore } from './open.ts'

const attemptId = 'try-1'

/** An ordered queue with a limit on the leases that run at the same time. */
export function orderedRoomPromises(makeStore: MakeStore): void {
  test('a run is cut off where there is no more room, and no other group is handed out', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g1-2', 'g1-3', 'g2-1')
    const [first] = await line.poll({ inFlightMax: 2 })
    expect(await line.names({ inFlightMax: 2 })).toEqual([])
    await line.settle(anAck(first!.receipt))
    expect(await line.names({ inFlightMax: 2 })).toEqual(['g2-1'])
    expect(await line.names({ inFlightMax: 2 })).toEqual([])
  })

  test('a poll that is repeated needs no more room than it has', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g2-1')
    expect(await line.names({ inFlightMax: 1, attemptId })).toEqual(['g1-1'])
    expect(await line.names({ inFlightMax: 1, attemptId })).toEqual(['g1-1'])
    line.clock.advanceMs(30_000)
    expect(await line.names({ inFlightMax: 1, attemptId })).toEqual(['g1-1'])
  })

  test('where its leases are over and others have the room it finds nothing', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g2-1')
    await line.poll({ inFlightMax: 1, attemptId, leaseMs: 10_000 })
    line.clock.advanceMs(10_000)
    const [other] = await line.poll({ inFlightMax: 1, maxMessages: 1 })
    expect(await line.names({ inFlightMax: 1, attemptId })).toEqual([])
    await line.settle(anAck(other!.receipt))
    expect(await line.names({ inFlightMax: 1, attemptId })).toEqual(['g1-1'])
  })
}
