import { expect, test } from 'vitest'
import { VirtualClock } from '../../lib/clock.ts'
import type { WaitOrder } from '../../lib/store/store.ts'
import { anAck, anEnvelope, aPoll, aQueue, aRelease, startMs } from '../fixtures.ts'
import { failure, idsOf, laneOf, once, Site, throttle } from './aSite.ts'

const never = new AbortController().signal
const hourMs = 3_600_000

/** `here` waits; what `there` does it can only see by looking. The queue clock stands still unless told otherwise. */
const aScene = ({ clock }: { clock?: VirtualClock } = {}) => {
  const site = new Site()
  const queue = aQueue()
  const here = site.open(clock === undefined ? {} : { clock })
  const there = site.open(clock === undefined ? {} : { clock })
  const begin = (order: Partial<WaitOrder> = {}) => {
    const wait = { isOver: false }
    void here.store.wait(queue, { for: 'message', untilWallMs: startMs + hourMs, signal: never, ...order }).then(() => {
      wait.isOver = true
    })
    return wait
  }
  /** When `here` looked, in milliseconds from the start. */
  const looks = () => here.line.calls.filter(({ operation }) => operation === 'Query').map(({ atMs }) => atMs - startMs)
  return { site, queue, here, there, begin, looks }
}

test('what another process publishes ends a wait, by looks that come soon at first and then every second', async () => {
  const { site, queue, there, begin, looks } = aScene({ clock: new VirtualClock(startMs) })
  const wait = begin()
  await site.pass(10_000)
  const times = looks()
  expect(times[0]).toBe(50)
  const pauses = times.slice(1).map((atMs, index) => atMs - times[index]!)
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b))
  expect(pauses.at(-1)).toBe(1_000)
  expect(wait.isOver).toBe(false)
  await there.store.publish(queue, [anEnvelope()])
  await site.pass(999)
  await site.pass(1)
  expect(wait.isOver).toBe(true)
})

test('one look serves all who wait for a queue, and wakes one of them', async () => {
  const { site, queue, there, begin, looks } = aScene()
  const alone = aScene()
  alone.begin()
  await alone.site.pass(3_000)
  const waits = Array.from({ length: 20 }, () => begin())
  await site.pass(3_000)
  expect(looks()).toEqual(alone.looks())
  await there.store.publish(queue, [anEnvelope({ sentAtMs: site.world.nowMs })])
  while (waits.every(({ isOver }) => !isOver)) await site.pass(1)
  expect(waits.filter(({ isOver }) => isOver)).toHaveLength(1)
})

test('nobody looks where nobody waits, nor once the last has gone', async () => {
  const { site, begin, looks } = aScene()
  const controllers = [new AbortController(), new AbortController()]
  for (const { signal } of controllers) begin({ signal })
  controllers[0]!.abort()
  await site.pass(200)
  const early = looks().length
  expect(early).toBeGreaterThan(0)
  await site.pass(1_000)
  expect(looks().length).toBeGreaterThan(early)
  controllers[1]!.abort()
  await site.pass(0)
  const count = looks().length
  await site.pass(10_000)
  expect(looks()).toHaveLength(count)
})

test('who has gone before the wait began is not looked for', async () => {
  const { site, begin, looks } = aScene()
  expect(begin({ signal: AbortSignal.abort() })).toBeDefined()
  await site.pass(5_000)
  expect(looks()).toEqual([])
})

test('after a look that saw something the next comes soon', async () => {
  const { site, queue, there, begin, looks } = aScene()
  const waits = [begin(), begin()]
  await site.pass(10_000)
  await there.store.publish(queue, [anEnvelope({ sentAtMs: site.world.nowMs })])
  while (waits.every(({ isOver }) => !isOver)) await site.pass(1)
  const atMs = site.world.nowMs - startMs
  await site.pass(50)
  expect(looks().slice(-2)).toEqual([atMs, atMs + 50])
})

test('however many waits there were, looks do not grow in number', async () => {
  const { site, queue, here, there, begin, looks } = aScene()
  for (let message = 0; message < 20; message++) {
    const wait = begin()
    await site.pass(60)
    await there.store.publish(queue, [anEnvelope({ sentAtMs: site.world.nowMs })])
    while (!wait.isOver) await site.pass(1)
    const [leased] = await site.live(here.store.poll(queue, aPoll()))
    await here.store.settle(queue, [anAck(leased!.receipt)])
    await site.pass(10 - (message % 10))
  }
  begin()
  await site.pass(10_000)
  const count = looks().length
  await site.pass(5_000)
  expect(looks().length - count).toBeLessThanOrEqual(5)
})

test('a wait that begins while a look for the one before is under way starts no second round of looks', async () => {
  const { site, here, begin, looks } = aScene()
  for (let waits = 0; waits < 10; waits++) {
    const controller = new AbortController()
    here.line.before = once('Query', async () => 20)
    begin({ signal: controller.signal })
    await site.pass(60)
    controller.abort()
    await site.pass(0)
  }
  begin()
  await site.pass(10_000)
  const count = looks().length
  await site.pass(5_000)
  expect(looks().length - count).toBeLessThanOrEqual(5)
})

test('a look that fails tells nothing, and is followed by the next', async () => {
  const { site, queue, here, there, begin } = aScene()
  const wait = begin()
  for (const error of [throttle, failure('AccessDeniedException')]) {
    here.line.before = async () => error
    await site.pass(5_000)
    expect(wait.isOver).toBe(false)
  }
  here.line.before = async () => 'goOn'
  await there.store.publish(queue, [anEnvelope({ sentAtMs: site.world.nowMs })])
  await site.pass(3_000)
  expect(wait.isOver).toBe(true)
})

test('looks go by the wall while the queue clock stands still, and find what falls due when that is moved', async () => {
  const clock = new VirtualClock(startMs)
  const { site, queue, there, begin } = aScene({ clock })
  await there.store.publish(queue, [anEnvelope({ delayMs: 60_000 })])
  const wait = begin()
  await site.pass(120_000)
  expect(wait.isOver).toBe(false)
  clock.advanceMs(60_000)
  await site.pass(1_000)
  expect(wait.isOver).toBe(true)
})

test('every lane is looked into', async () => {
  const { site, queue, there, begin } = aScene()
  await site.setLanes(queue, { open: 1, closed: [{ lane: 5, atMs: startMs }] })
  const wait = begin()
  await site.pass(3_000)
  expect(wait.isOver).toBe(false)
  await site.setLanes(queue, { version: 2, open: 8, before: 8 })
  while (site.blocks(queue, 5).length === 0) await there.store.publish(queue, [anEnvelope()])
  for (let lane = 0; lane < 8; lane++)
    if (lane !== 5)
      for (const { p, s } of site.blocks(queue, lane))
        await site.fake.call('DeleteItem', { TableName: 'messages', Key: { p: p!, s: s! } })
  await site.pass(1_000)
  expect(wait.isOver).toBe(true)
})

test('all who wait for a generation that another process has ended are woken, and nobody waits for it long', async () => {
  const { site, queue, there, begin, looks } = aScene()
  const waits = [begin(), begin()]
  await site.pass(10_000)
  await there.store.discard(queue)
  await site.pass(7_000)
  expect(waits.map(({ isOver }) => isOver)).toEqual([true, true])
  const count = looks().length
  const late = begin()
  await site.pass(999)
  expect(late.isOver).toBe(false)
  await site.pass(1)
  expect(late.isOver).toBe(true)
  expect(looks()).toHaveLength(count)
})

test('a wait for a change sends its caller to look at the document every second, and looks at no message', async () => {
  const { site, begin, looks } = aScene()
  const wait = begin({ for: 'change' })
  const short = begin({ for: 'change', untilWallMs: startMs + 500 })
  await site.pass(500)
  expect([wait.isOver, short.isOver]).toEqual([false, true])
  await site.pass(500)
  expect(wait.isOver).toBe(true)
  expect(looks()).toEqual([])
})

test('what this process gave back, or brought forward, ends a wait with no look', async () => {
  for (const how of ['release', 'replace'] as const) {
    const { site, queue, here, begin, looks } = aScene()
    const delayMs = how === 'replace' ? hourMs : 0
    const [id] = idsOf(await here.store.publish(queue, [anEnvelope({ delayMs })]))
    const leased = await site.live(here.store.poll(queue, aPoll()))
    const count = looks().length
    const wait = begin()
    if (how === 'release') await here.store.settle(queue, [aRelease(leased[0]!.receipt, 10)])
    else {
      const envelope = anEnvelope({ delayMs: 10 })
      await here.store.change(queue, id!, { kind: 'replace', seenToken: '', envelope, visibleAtMs: startMs + 10 })
    }
    await site.pass(9)
    expect(wait.isOver).toBe(false)
    await site.pass(1)
    expect(wait.isOver).toBe(true)
    expect(looks()).toHaveLength(count)
  }
})

test('a store that closes looks no more', async () => {
  const { site, here, begin, looks } = aScene()
  const wait = begin()
  await here.store.close()
  await site.pass(5_000)
  expect([wait.isOver, looks()]).toEqual([true, []])
})

test('a wait that begins beside a message that this process published ends at once', async () => {
  const { site, queue, here, begin } = aScene()
  await here.store.publish(queue, [anEnvelope()])
  const wait = begin()
  await site.pass(0)
  expect(wait.isOver).toBe(true)
})

test('but not beside one that others have taken, once a poll has found nothing; and such a poll wakes nobody', async () => {
  const { site, queue, here, there, begin } = aScene()
  await here.store.publish(queue, [anEnvelope()])
  await site.live(there.store.poll(queue, aPoll()))
  expect(await site.live(here.store.poll(queue, aPoll()))).toEqual([])
  const wait = begin()
  expect(await site.live(here.store.poll(queue, aPoll()))).toEqual([])
  await site.pass(0)
  expect(wait.isOver).toBe(false)
})

test('a lane that is throttled does not hide what others publish into the next one', async () => {
  const { site, queue, here, there, begin } = aScene()
  await site.setLanes(queue, { open: 2, before: 2 })
  const wait = begin()
  here.line.before = async (operation, input) =>
    operation === 'Query' && JSON.stringify(input).includes(laneOf(queue, 0)) ? throttle : 'goOn'
  await site.pass(5_000)
  expect(wait.isOver).toBe(false)
  while (site.blocks(queue, 1).length === 0)
    await there.store.publish(queue, [anEnvelope({ sentAtMs: site.world.nowMs })])
  await site.pass(5_000)
  expect(wait.isOver).toBe(true)
})
