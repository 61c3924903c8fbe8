import { expect, test } from 'vitest'
import type { Leased } from '../../lib/store/store.ts'
import { anAck, anEnvelope, anExtend, aRelease, startMs } from '../fixtures.ts'
import { type Line, nameOf, openLine } from './line.ts'
import type { MakeStore } from './open.ts'

const attemptId = 'try-1'

export function attemptPromises(makeStore: MakeStore): void {
  const tried = async (): Promise<{ line: Line; first: Leased[] }> => {
    const line = await openLine(makeStore, 'g1-1', 'g1-2', 'g1-3', 'g2-1')
    return { line, first: await line.poll({ maxMessages: 2, attemptId }) }
  }
  const names = (leased: Leased[]): string[] => leased.map(nameOf)

  test('answers the same messages with the same receipts, and their leases begin again', async () => {
    const { line, first } = await tried()
    line.clock.advanceMs(20_000)
    const again = await line.poll({ maxMessages: 2, attemptId })
    expect(names(again)).toEqual(['g1-1', 'g1-2'])
    expect(again.map(({ receipt }) => receipt)).toEqual(first.map(({ receipt }) => receipt))
    expect(again[0]!.message.delivery).toMatchObject({ visibleAtMs: startMs + 50_000, attempts: 1 })
    line.clock.advanceMs(20_000)
    expect(await line.settle(...first.map(({ receipt }) => anAck(receipt)))).toEqual(['done', 'done'])
  })

  test('also where the leases are over and nobody got the messages', async () => {
    const { line, first } = await tried()
    line.clock.advanceMs(30_000)
    const again = await line.poll({ maxMessages: 1, attemptId })
    expect(again.map(({ receipt }) => receipt)).toEqual(first.map(({ receipt }) => receipt))
    expect(names(await line.poll())).toEqual(['g2-1'])
  })

  test('another id, and none, answer what is left', async () => {
    const { line } = await tried()
    expect(names(await line.poll({ maxMessages: 1, attemptId: 'try-2' }))).toEqual(['g2-1'])
    expect(await line.poll()).toEqual([])
  })

  test('for five minutes from the first poll, however often it is repeated', async () => {
    const { line, first } = await tried()
    line.clock.advanceMs(200_000)
    await line.poll({ attemptId })
    line.clock.advanceMs(99_999)
    expect((await line.poll({ attemptId }))[0]!.receipt).toEqual(first[0]!.receipt)
    line.clock.advanceMs(1)
    expect(names(await line.poll({ attemptId }))).toEqual(['g2-1'])
  })

  test('looks anew once one of them was acked, given back, extended, or edited', async () => {
    for (const touch of ['ack', 'release', 'extend', 'edit'] as const) {
      const { line, first } = await tried()
      const { receipt, message } = first[1]!
      if (touch === 'ack') await line.settle(anAck(receipt))
      if (touch === 'release') await line.settle(aRelease(receipt, 30_000)) // as long as the lease would have been
      if (touch === 'extend') await line.settle(anExtend(receipt, 40_000))
      if (touch === 'edit') {
        line.clock.advanceMs(30_000)
        const envelope = anEnvelope({ body: 'g1-2', groupId: 'g1' })
        await line.store.change(line.queue, message.id, { kind: 'replace', seenToken: receipt.token, envelope })
      }
      expect(names(await line.poll({ attemptId, maxMessages: 1 }))).toEqual(['g2-1'])
    }
  })

  test('looks anew once one of them was handed out again', async () => {
    const { line, first } = await tried()
    line.clock.advanceMs(30_000)
    expect(names(await line.poll({ maxMessages: 2 }))).toEqual(['g2-1', 'g1-1'])
    expect(await line.poll({ attemptId })).toEqual([])
    expect(await line.settle(anAck(first[0]!.receipt), anAck(first[1]!.receipt))).toEqual(['replaced', 'lapsed'])
  })

  test('also where that was in the same millisecond, by a lease of no time', async () => {
    const line = await openLine(makeStore, 'g1-1')
    const [first] = await line.poll({ attemptId, leaseMs: 0 })
    const [second] = await line.poll({ leaseMs: 0 })
    const [third] = await line.poll({ attemptId })
    expect([first!.receipt.token, second!.receipt.token]).not.toContain(third!.receipt.token)
  })

  test('looks anew once one of them has expired', async () => {
    const line = await openLine(makeStore)
    const short = anEnvelope({ body: 'g1-1', groupId: 'g1', expiresAtMs: startMs + 40_000 })
    await line.put([short, anEnvelope({ body: 'g1-2', groupId: 'g1' })])
    await line.poll({ attemptId })
    line.clock.advanceMs(40_000)
    const again = await line.poll({ attemptId })
    expect(names(again)).toEqual(['g1-2'])
    expect(again[0]!.message.delivery.attempts).toBe(2)
  })

  test('looks anew after a poll that found nothing, and remembers what it then finds', async () => {
    const line = await openLine(makeStore, 'g2-1')
    await line.poll()
    expect(await line.poll({ attemptId })).toEqual([])
    await line.publish('g1-1')
    const [found] = await line.poll({ attemptId })
    expect((await line.poll({ attemptId }))[0]!.receipt).toEqual(found!.receipt)
  })

  test('judges what was handed out as it was judged before: the same hand-over does not count again', async () => {
    const { line } = await tried()
    const seen: number[] = []
    await line.poll({
      attemptId,
      judge: ({ attempts }, nowMs) => {
        seen.push(attempts)
        return { kind: 'lease', untilMs: nowMs + 1_000, attempts: attempts + 1 }
      },
    })
    expect(seen).toEqual([0, 0])
  })

  test('a lease of no time can be repeated too', async () => {
    const line = await openLine(makeStore, 'g1-1')
    const [first] = await line.poll({ attemptId, leaseMs: 0 })
    const [again] = await line.poll({ attemptId })
    expect(again!.receipt).toEqual(first!.receipt)
    expect(await line.poll()).toEqual([])
  })
}
