import { expect, test } from 'vitest'
import { aScene } from '../../test/actions/scene.ts'
import { settled } from '../../test/contract/open.ts'
import { keepUp } from './everyMinute.ts'

const minuteMs = 60_000

test('a round runs in each minute, also after one that failed, until it is stopped', async () => {
  const scene = await aScene()
  const failures: unknown[] = []
  let rounds = 0
  const { due } = scene.store
  scene.store.due = (...given) => {
    rounds += 1
    return rounds === 2 ? Promise.reject(new Error('broken')) : due.apply(scene.store, given)
  }
  const upkeep = keepUp(scene, error => failures.push(error))
  for (let minute = 0; minute < 3; minute++) {
    expect(rounds).toBe(minute)
    scene.clock.advanceMs(minuteMs)
    await settled()
  }
  expect(rounds).toBe(3)
  expect(failures).toEqual([new Error('broken')])
  await upkeep.stop()
  scene.clock.advanceMs(10 * minuteMs)
  await settled()
  expect(rounds).toBe(3)
})

test('rounds do not overlap, and a stop waits for the one under way', async () => {
  const scene = await aScene()
  let running = 0
  let most = 0
  let finish = (): void => {}
  scene.store.due = () =>
    new Promise(resolve => {
      running += 1
      most = Math.max(most, running)
      finish = () => {
        running -= 1
        resolve({ marks: [] })
      }
    })
  const upkeep = keepUp(scene, () => {})
  for (let minute = 0; minute < 3; minute++) {
    scene.clock.advanceMs(minuteMs)
    await settled()
  }
  expect(most).toBe(1)
  let isStopped = false
  const stopping = upkeep.stop().then(() => {
    isStopped = true
  })
  await settled()
  expect(isStopped).toBe(false)
  finish()
  await stopping
  const begun = most
  scene.clock.advanceMs(10 * minuteMs)
  await settled()
  expect([running, begun]).toEqual([0, 1])
})
