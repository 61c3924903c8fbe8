import { expect, test } from 'vitest'
import { saveQueue } from '../../lib/actions/queueDocument.ts'
import { runUpkeep } from '../../lib/upkeep/upkeep.ts'
import { aTrigger, aTriggered } from '../events/aDispatch.ts'
import { anApp } from '../events/anApp.ts'

/** So many queues that were marked in the minute before, and a call to who pushes takes a tenth of a second. */
async function marked(count: number) {
  const { app, clock, wall } = anApp()
  const { services } = app
  const woken: string[] = []
  let [atOnce, mostAtOnce] = [0, 0]
  services.wakeAt = async ({ name }) => {
    mostAtOnce = Math.max(mostAtOnce, ++atOnce)
    await new Promise(resolve => setImmediate(resolve))
    atOnce -= 1
    wall.advanceMs(100)
    woken.push(name)
  }
  for (let at = 0; at < count; at++) {
    const queue = aTriggered(`queue-${at}`, [aTrigger('t')])
    await saveQueue(services, queue.name, 'any', () => queue)
    await services.store.markDue(queue, clock.nowMs(), 'push')
  }
  clock.advanceMs(60_000)
  return { services, clock, woken, mostAtOnce: () => mostAtOnce }
}

test('many queues that are marked in one minute are not pushed one after the other', async () => {
  const { services, woken, mostAtOnce } = await marked(100)
  await runUpkeep(services, 60_000)
  expect([new Set(woken).size, mostAtOnce()]).toEqual([100, 16])
})

test('for whom there is no time it is the turn in the next minute', async () => {
  const { services, clock, woken } = await marked(100)
  await runUpkeep(services, 2_000)
  expect(woken.length).toBeLessThan(50)
  clock.advanceMs(60_000)
  await runUpkeep(services, 60_000)
  expect(new Set(woken).size).toBe(100)
})
