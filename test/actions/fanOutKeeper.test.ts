import { expect, onTestFinished, test, vi } from 'vitest'
import type { Store } from '../../lib/store/store.ts'
import { keepFanningOut } from '../../lib/upkeep/keepFanningOut.ts'
import { aMessage, aTopicScene, bodiesOf, toQueue, verbs } from './topicScene.ts'

/** A topic with two queues, and a store that settles and publishes only while it is well. */
async function aScene() {
  const scene = await aTopicScene()
  for (const queue of ['one', 'two']) {
    await scene.makeQueue(queue)
    await scene.subscribe(queue, toQueue(queue))
  }
  const state = { isWell: true, refused: 0 }
  const { store } = scene.services
  const sick = new Proxy(store, {
    get(object, name) {
      const member = Reflect.get(object, name, object)
      if (name !== 'publish') return typeof member === 'function' ? member.bind(object) : member
      return async (...given: Parameters<Store['publish']>) => {
        if (state.isWell || given[0].name.startsWith('~topic/')) return object.publish(...given)
        state.refused += 1
        throw new Error('not well')
      }
    },
  })
  return { ...scene, state, services: { ...scene.services, store: sick } }
}

const bodies = async (scene: Awaited<ReturnType<typeof aScene>>) => [
  bodiesOf(await scene.messagesOf('one')),
  bodiesOf(await scene.messagesOf('two')),
]

test('what a publisher could not copy is copied by the keeper that it tells', async () => {
  const scene = await aScene()
  const failures: unknown[] = []
  const keeper = keepFanningOut(scene.services, error => failures.push(error))
  onTestFinished(() => keeper.stop())
  scene.state.isWell = false
  await verbs(scene.services).publish(aMessage('x'))
  expect(await bodies(scene)).toEqual([[], []])
  scene.state.isWell = true
  await vi.waitFor(
    async () => {
      scene.clock.advanceMs(1_000)
      expect(await bodies(scene)).toEqual([['x'], ['x']])
    },
    { interval: 2 },
  )
  await keeper.stop()
  expect([failures, scene.services.onOutbox]).toEqual([[], undefined])
})

test('what a publisher left who is gone is copied from the start on, by a second try where the first fails', async () => {
  const scene = await aScene()
  const { state } = scene
  state.isWell = false
  await verbs(scene.services).publish(aMessage('x'))
  state.refused = 0
  const keeper = keepFanningOut(scene.services, () => {})
  onTestFinished(() => keeper.stop())
  scene.clock.advanceMs(15_000)
  // Each of the two, and its push queue.
  await vi.waitFor(() => expect(state.refused).toBe(4), { interval: 2 })
  state.isWell = true
  await vi.waitFor(
    async () => {
      scene.clock.advanceMs(1_000)
      expect(await bodies(scene)).toEqual([['x'], ['x']])
    },
    { interval: 2 },
  )
})

test('the outbox of a topic that is gone is removed from the start on', async () => {
  const scene = await aScene()
  await scene.publish(aMessage('x'))
  const { documents } = scene.services.store
  const { version } = (await documents.read('topic', 'news'))!
  await documents.remove('topic', 'news', version)
  expect(await scene.innerQueues('~')).toHaveLength(1)
  const keeper = keepFanningOut(scene.services, () => {})
  onTestFinished(() => keeper.stop())
  await vi.waitFor(async () => expect(await scene.innerQueues('~')).toEqual([]), { interval: 2 })
})
