import { expect, test } from 'vitest'
import { anAck, anExtend, aRelease, startMs } from '../fixtures.ts'
import { type Line, openLine } from './line.ts'
import { type MakeStore, settled } from './open.ts'

const order = { for: 'message', untilWallMs: startMs + 20_000, signal: new AbortController().signal } as const

/** Whether a wait that began after a poll had found nothing is over by now. */
const begin = async (line: Line): Promise<() => Promise<boolean>> => {
  expect(await line.names()).toEqual([])
  let over = false
  void line.store.wait(line.queue, order).then(() => {
    over = true
  })
  return async () => {
    await settled()
    return over
  }
}

export function orderedWaitPromises(makeStore: MakeStore): void {
  test('a visible message behind one in flight is nothing to wake for; once that is acked, it is', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g1-2')
    const [first] = await line.poll({ maxMessages: 1 })
    const woken = await begin(line)
    expect(await woken()).toBe(false)
    await line.settle(anAck(first!.receipt))
    expect(await woken()).toBe(true)
  })

  test('a wait ends when the head is cancelled, given back, or its lease is over', async () => {
    for (const end of ['cancel', 'release', 'lapse'] as const) {
      const line = await openLine(makeStore, 'g1-1', 'g1-2')
      const [first] = await line.poll({ maxMessages: 1 })
      if (end === 'cancel') await line.settle(aRelease(first!.receipt, 60_000))
      const woken = await begin(line)
      expect(await woken()).toBe(false)
      if (end === 'cancel') await line.store.change(line.queue, first!.message.id, { kind: 'cancel' })
      if (end === 'release') await line.settle(aRelease(first!.receipt))
      if (end === 'lapse') line.clock.advanceMs(30_000)
      expect(await woken()).toBe(true)
    }
  })

  test('where the head is acked and the next one is in flight, there is nothing to wake for', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g1-2', 'g1-3')
    const [first] = await line.poll({ maxMessages: 2 })
    await line.settle(anAck(first!.receipt))
    expect(await (await begin(line))()).toBe(false)
  })

  test('of several groups the first to open ends the wait', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g2-1')
    const [, second] = await line.poll()
    await line.settle(anExtend(second!.receipt, 60_000))
    const woken = await begin(line)
    expect(await woken()).toBe(false)
    line.clock.advanceMs(30_000)
    expect(await woken()).toBe(true)
  })

  test('a lease that is over behind one that runs is nothing to wake for', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g1-2')
    const [first] = await line.poll()
    await line.settle(anExtend(first!.receipt, 60_000))
    line.clock.advanceMs(30_000)
    const woken = await begin(line)
    expect(await woken()).toBe(false)
    line.clock.advanceMs(30_000)
    expect(await woken()).toBe(true)
  })
}
