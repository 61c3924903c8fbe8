import { expect, test } from 'vitest'
import { expiresAtMs } from '../../lib/domain/judge.ts'
import { defaultOrdered } from '../../lib/domain/orderedSettings.ts'
import { defaultSettings } from '../../lib/domain/queue.ts'
import type { Leased, Settlement } from '../../lib/store/store.ts'
import { aRelease } from '../fixtures.ts'
import { type Line, nameOf, openLine } from './line.ts'
import type { MakeStore } from './open.ts'

const settings = { ...defaultSettings, ordered: { ...defaultOrdered, parkAfterAttempts: 1 } }

/** What a poll does with a group whose head was tried too often: gives it back until it expires, as if it had had none. */
export function orderedParkingPromises(makeStore: MakeStore): void {
  const back = (line: Line, { message, receipt }: Leased, isParked: boolean): Settlement => ({
    kind: 'release',
    receipt,
    ifLapsed: 'accept',
    delayMs: isParked ? expiresAtMs(message.envelope, settings) - line.clock.nowMs() : 0,
    countAttempt: false,
  })

  /** One that was tried with these words, parked, and what was leased behind it given back with it. */
  async function aParked() {
    const line = await openLine(makeStore, 'g1-1', 'g1-2', 'g2-1')
    const [tried] = (await line.poll({ maxMessages: 1 })) as [Leased]
    line.clock.advanceMs(1)
    await line.settle(aRelease(tried.receipt, 0, 'no such customer'))
    const [other, parked, behind] = (await line.poll({ settings, leaseMs: 1_000 })) as [Leased, Leased, Leased]
    expect([other, parked, behind].map(nameOf)).toEqual(['g2-1', 'g1-1', 'g1-2'])
    expect(await line.settle(back(line, parked, true), back(line, behind, false))).toEqual(['done', 'done'])
    const find = ({ message: { id } }: Leased) => line.store.find(line.queue, id)
    return { line, find, parked, behind }
  }

  test('it is handed out no more, nor what stands behind it, and other groups flow', async () => {
    const { line, find, parked, behind } = await aParked()
    expect(await line.names()).toEqual([])
    line.clock.advanceMs(86_400_000)
    await line.publish('g1-3', 'g2-2')
    expect(await line.names()).toEqual(['g2-1', 'g2-2'])
    const delivery = { attempts: 1, leased: false, nackReason: 'no such customer' }
    expect(await find(parked)).toMatchObject({ delivery })
    expect((await find(behind))!.delivery).toMatchObject({ attempts: 0, leased: false })
    expect(await line.store.stats(line.queue)).toMatchObject({ delayed: 1 })
  })

  test('what was leased for no time at all is given back as well, uncounted, unless somebody has it again', async () => {
    const line = await openLine(makeStore, 'g1-1', 'g1-2')
    const polled = (await line.poll({ leaseMs: 0 })) as [Leased, Leased]
    expect(await line.settle(...polled.map(one => back(line, one, false)))).toEqual(['done', 'done'])
    const again = (await line.poll({ leaseMs: 0 })) as [Leased, Leased]
    expect(again.map(({ message }) => message.delivery.attempts)).toEqual([1, 1])
    const [first] = await line.poll({ maxMessages: 1 })
    expect(await line.settle(...again.map(one => back(line, one, false)))).toEqual(['replaced', 'done'])
    expect(first!.message.delivery.attempts).toBe(2)
  })

  test('its group goes on once it has expired', async () => {
    const { line, parked } = await aParked()
    line.clock.advanceMs(expiresAtMs(parked.message.envelope, settings) - line.clock.nowMs() - 1)
    await line.publish('g1-3')
    expect((await line.names()).filter(name => name.startsWith('g1'))).toEqual([])
    line.clock.advanceMs(1)
    expect((await line.names()).filter(name => name.startsWith('g1'))).toEqual(['g1-3'])
  })

  test('or was cancelled, or edited to come at once', async () => {
    for (const kind of ['cancel', 'replace'] as const) {
      const { line, find, parked } = await aParked()
      const { delivery, envelope, id } = (await find(parked))!
      const replace = { kind: 'replace', seenToken: delivery.token, envelope, visibleAtMs: line.clock.nowMs() } as const
      expect(await line.store.change(line.queue, id, kind === 'cancel' ? { kind } : replace)).toBe('done')
      expect(await line.names()).toEqual(kind === 'cancel' ? ['g1-2'] : ['g1-1', 'g1-2'])
    }
  })

  test('a lease of it is long enough to park it in, whatever was asked for', async () => {
    const line = await openLine(makeStore, 'g1-1')
    expect(await line.names({ settings, leaseMs: 0 })).toEqual(['g1-1'])
    const [tried] = (await line.poll({ settings, leaseMs: 0 })) as [Leased]
    expect(await line.names({ settings, leaseMs: 0 })).toEqual([])
    expect(await line.settle(back(line, tried, true))).toEqual(['done'])
    line.clock.advanceMs(60_000)
    expect(await line.names({ settings, leaseMs: 0 })).toEqual([])
  })
}
