import { expect, test } from 'vitest'
import { departed } from '../../lib/domain/deadLetter.ts'
import { defaultSettings } from '../../lib/domain/queue.ts'
import type { Aside } from '../../lib/store/store.ts'
import { anOrderedQueue, aPoll } from '../fixtures.ts'
import { holdBack, isRunPut, OrderedSite } from './anOrderedSite.ts'

const waitMs = 9_000

/** Polls again and again, and waits in between, until something comes; how often it did. */
async function pollsOf({ site, queue, there }: OrderedSite, wish: Parameters<typeof aPoll>[0] = {}) {
  const untilWallMs = site.world.nowMs + waitMs
  const { signal } = new AbortController()
  let polls = 0
  const work = async () => {
    while (site.world.nowMs < untilWallMs) {
      polls += 1
      if ((await there.store.poll(queue, aPoll(wish))).length > 0) return
      await there.store.wait(queue, { for: 'message', signal, untilWallMs })
    }
  }
  await site.live(work(), 5)
  return { polls, tookMs: site.world.nowMs - untilWallMs + waitMs }
}

test('who waits beside a number whose message is on its way polls now and then, and soon after it has come', async () => {
  const scene = new OrderedSite()
  const slow = scene.site.open()
  const go = holdBack(slow, isRunPut)
  void scene.publish(slow, 'g1-1')
  await scene.site.pass(50)
  scene.site.clock().wakeAt(scene.site.world.nowMs + 5_000, go)
  const { polls, tookMs } = await pollsOf(scene)
  expect(polls).toBeLessThan(20)
  expect(tookMs).toBeLessThan(6_500)
})

test('who waits where a message is stored right after its number finds it at once', async () => {
  const scene = new OrderedSite()
  const slow = scene.site.open()
  const go = holdBack(slow, isRunPut)
  void scene.publish(slow, 'g1-1')
  await scene.site.pass(10)
  scene.site.clock().wakeAt(scene.site.world.nowMs + 60, go)
  expect((await pollsOf(scene)).tookMs).toBeLessThan(250)
})

test('who waits beside a head that cannot be moved aside polls now and then', async () => {
  const scene = new OrderedSite()
  const dead = anOrderedQueue('dead.fifo')
  const aside: Aside = { to: dead, envelopeOf: (message, departure) => departed(message, 'orders.fifo', departure, 0) }
  const settings = { ...defaultSettings, deadLetter: { queue: 'dead.fifo', attemptsMax: 1, expired: false } }
  await scene.publish(scene.here, 'g1-1')
  await scene.poll(scene.here, { leaseMs: 0, maxMessages: 1 })
  await scene.site.live(scene.there.store.discard(dead))
  const { polls } = await pollsOf(scene, { settings, aside })
  expect(polls).toBeLessThan(20)
})
