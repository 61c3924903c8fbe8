import { expect, test } from 'vitest'
import { VirtualClock } from '../clock.ts'
import { AlarmClock, type Ring } from './alarmClock.ts'

/** A clock whose calls are kept: the queue, the delay, and at which second it is due. */
function aClock() {
  const clock = new VirtualClock(0)
  const sent: [queue: string, delaySeconds: number, atMs: number][] = []
  const way = { isBroken: false, loses: (_: Ring): boolean => false }
  const alarms = new AlarmClock(async rings => {
    if (way.isBroken) throw new Error('no way')
    const kept = rings.filter(ring => !way.loses(ring))
    for (const { wake, delaySeconds } of kept) sent.push([wake.queue, delaySeconds, wake.atMs])
    return rings.filter(way.loses)
  }, clock)
  const set = (...atsMs: number[]) => alarms.set(atsMs.map(atMs => ({ queue: 'a', uid: 'a', atMs })))
  return { clock, sent, way, alarms, set }
}

test('what is due is rung for at once, and what is not in whole seconds, never too early', async () => {
  const { set, sent, clock } = aClock()
  clock.advanceMs(500)
  await set(100)
  await set(5_400)
  await set(900_500)
  expect(sent).toEqual([
    ['a', 0, 500],
    ['a', 5, 5_500],
    ['a', 900, 900_500],
  ])
})

test('of what comes together one call a queue and second is sent', async () => {
  const { alarms, sent } = aClock()
  const wakes = ['a', 'b'].flatMap(queue => [0, 0, 0, 3_000, 2_100].map(atMs => ({ queue, uid: queue, atMs })))
  expect(await alarms.set(wakes)).toMatchObject({ failed: [], far: [], rings: 4 })
  expect(sent.map(([queue, delay]) => [queue, delay])).toEqual([
    ['a', 0],
    ['a', 3],
    ['b', 0],
    ['b', 3],
  ])
})

test('who comes after a call that may have been answered gets another, a second later, with all others of that second', async () => {
  const { set, sent, clock } = aClock()
  await set(0)
  for (let ms = 100; ms < 1_000; ms += 100) {
    clock.advanceMs(100)
    await set(clock.nowMs())
  }
  expect(sent.map(([, , atMs]) => atMs)).toEqual([0, 1_100])
  clock.advanceMs(2_000)
  await set(clock.nowMs())
  expect(sent.at(-1)).toEqual(['a', 0, 2_900])
})

test('nothing is left to a call that comes before it', async () => {
  const { set, sent, clock } = aClock()
  await set(0)
  clock.advanceMs(1)
  await set(1)
  clock.advanceMs(1_000)
  // The second call is due at this very moment: it may have been answered.
  await set(1_001)
  expect(sent).toHaveLength(3)
})

test('what lies too far ahead is for others', async () => {
  const { set, sent } = aClock()
  const { far } = await set(900_000, 900_001)
  expect(far.map(({ atMs }) => atMs)).toEqual([900_001])
  expect(sent).toHaveLength(1)
})

test('a call that was not taken wakes nobody, and covers nobody', async () => {
  const { set, way, sent } = aClock()
  way.loses = () => true
  expect((await set(2_000, 1_900)).failed.map(({ atMs }) => atMs)).toEqual([2_000, 1_900])
  way.isBroken = true
  expect((await set(2_000)).failed).toHaveLength(1)
  way.isBroken = false
  way.loses = () => false
  expect((await set(2_000)).failed).toEqual([])
  expect(sent).toEqual([['a', 2, 2_000]])
})
