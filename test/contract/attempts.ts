import { describe, expect, test } from 'vitest'
import { departed } from '../../lib/domain/deadLetter.ts'
import type { Judge } from '../../lib/domain/judge.ts'
import { isOrdered } from '../../lib/domain/ordered.ts'
import type { QueueRef } from '../../lib/domain/queue.ts'
import type { Aside, Leased, Settlement } from '../../lib/store/store.ts'
import { anEnvelope, anExtend, anOrderedQueue, aPoll, aQueue, aRelease, startMs } from '../fixtures.ts'
import { type MakeStore, openStore } from './open.ts'

const leaseMs = 30_000

/** Leases without counting: whoever leases so says when it settles whether the message was tried. */
const uncounted: Judge = ({ attempts }, nowMs) => ({ kind: 'lease', untilMs: nowMs + leaseMs, attempts })

type Count = Extract<Settlement, { kind: 'release' }>['countAttempt']
const release = ({ receipt }: Leased, countAttempt: Count, delayMs = 0): Settlement => ({
  ...(aRelease(receipt, delayMs) as Extract<Settlement, { kind: 'release' }>),
  countAttempt,
})

const kinds: [string, () => QueueRef, number | undefined][] = [
  ['a queue', aQueue, undefined],
  ['a queue with a limit on leases', aQueue, 5],
  ['an ordered queue', anOrderedQueue, undefined],
  ['an ordered queue with a limit on leases', anOrderedQueue, 5],
]

/** How often a message was tried, where its leases do not count it and its settlements may. */
export function attemptPromises(makeStore: MakeStore): void {
  describe.each(kinds)('in %s', (_kind, makeQueue, inFlightMax) => {
    async function aScene() {
      const opened = await openStore(makeStore)
      const { store, clock } = opened
      const queue = makeQueue()
      await store.publish(queue, [anEnvelope(isOrdered(queue) ? { groupId: 'g' } : {})])
      const poll = async (): Promise<Leased> => {
        const [leased] = await store.poll(queue, aPoll({ judge: uncounted, inFlightMax }))
        return leased!
      }
      const settle = async (settlement: Settlement) => (await store.settle(queue, [settlement]))[0]!
      const leased = await poll()
      const attempts = async () => (await store.find(queue, leased.message.id))!.delivery.attempts
      return { ...opened, store, clock, queue, poll, settle, leased, attempts }
    }

    test('a lease that is not counted shows the attempts of before, and when it lapses there are no more', async () => {
      const { clock, poll, leased, attempts } = await aScene()
      expect(leased).toMatchObject({
        message: { delivery: { attempts: 0, leased: true } },
        receipt: { attempts: 0, leasedAtMs: startMs },
        isUncounted: true,
      })
      expect(await attempts()).toBe(0)
      clock.advanceMs(leaseMs)
      expect((await poll()).receipt.attempts).toBe(0)
    })

    test('one that is counted says nothing of that', async () => {
      const { clock, store, queue } = await aScene()
      clock.advanceMs(leaseMs)
      const [counted] = await store.poll(queue, aPoll({ inFlightMax }))
      expect(counted!.isUncounted).toBeUndefined()
      expect(counted!.receipt.attempts).toBe(1)
    })

    test.each([0, 1_000, 300_000])('a release after %i ms counts what was tried, once', async delayMs => {
      const { clock, poll, settle, leased, attempts } = await aScene()
      expect(await settle(release(leased, 'now', delayMs))).toEqual({ kind: 'done' })
      await settle(release(leased, 'now', delayMs))
      expect(await attempts()).toBe(1)
      clock.advanceMs(delayMs)
      const again = await poll()
      expect(again.message.delivery).toMatchObject({ attempts: 1, firstLeasedAtMs: startMs })
      expect(again.receipt).toMatchObject({ attempts: 1, firstLeasedAtMs: startMs })
      await settle(release(again, 'now'))
      expect(await attempts()).toBe(2)
    })

    test.each([0, 300_000])('a release after %i ms of what was not tried leaves the attempts as they are', async ms => {
      const { clock, poll, settle, leased, attempts } = await aScene()
      await settle(release(leased, true, ms))
      expect(await attempts()).toBe(0)
      clock.advanceMs(ms)
      const again = await poll()
      await settle(release(again, 'now'))
      await settle(release(await poll(), true))
      expect(await attempts()).toBe(1)
    })

    test('nothing is taken back below none', async () => {
      const { settle, leased, attempts } = await aScene()
      await settle(release(leased, false))
      expect(await attempts()).toBe(0)
    })

    test('an extend counts nothing, and what is released after it counts by the receipt', async () => {
      const { settle, leased, attempts } = await aScene()
      expect(await settle(anExtend(leased.receipt, 60_000))).toMatchObject({ kind: 'done' })
      expect(await attempts()).toBe(0)
      await settle(release(leased, 'now'))
      expect(await attempts()).toBe(1)
    })

    test('who takes up again what was given back holds it as before, and what was tried counts once', async () => {
      const { settle, leased, attempts } = await aScene()
      await settle(release(leased, 'now', 1_000))
      const again = await settle(anExtend(leased.receipt, 60_000))
      expect(await attempts()).toBe(again.kind === 'done' ? 0 : 1)
      await settle(release(leased, 'now'))
      expect(await attempts()).toBe(1)
    })

    test.each([
      ['now', 2],
      [undefined, 1],
    ] as const)('what is given up with %s is told of in its new queue', async (countAttempt, told) => {
      const { store, clock, queue, poll, settle, leased } = await aScene()
      await settle(release(leased, 'now'))
      const dead = isOrdered(queue) ? anOrderedQueue('dead.fifo') : aQueue('dead')
      const aside: Aside = {
        to: dead,
        envelopeOf: (message, departure) => departed(message, queue.name, departure, clock.nowMs()),
      }
      const { receipt } = await poll()
      expect(
        await settle({ kind: 'moveAside', receipt, ifLapsed: 'refuse', aside, ...(countAttempt && { countAttempt }) }),
      ).toEqual({ kind: 'done' })
      const moved = await store.find(dead, leased.message.id)
      expect(moved!.delivery.attempts).toBe(told)
      expect(moved!.envelope.origins).toMatchObject([{ queue: queue.name, attempts: told }])
    })

    test('what could not be given up counts nothing', async () => {
      const { store, queue, settle, leased, attempts } = await aScene()
      const dead = isOrdered(queue) ? anOrderedQueue('dead.fifo') : aQueue('dead')
      await store.discard(dead)
      const aside: Aside = { to: dead, envelopeOf: ({ envelope }) => envelope }
      const giveUp = { kind: 'moveAside', receipt: leased.receipt, ifLapsed: 'refuse', aside } as const
      await expect(settle({ ...giveUp, countAttempt: 'now' })).rejects.toMatchObject({ code: 'StoreBusy' })
      expect(await attempts()).toBe(0)
    })
  })
}
