import { expect, test } from 'vitest'
import { Problem } from '../../lib/domain/problem.ts'
import type { Store } from '../../lib/store/store.ts'
import { runUpkeep } from '../../lib/upkeep/upkeep.ts'
import { aMessage, aTopicScene, topic, toQueue, toUrl, verbs } from './topicScene.ts'

/** A topic with two queues and a URL, and a store that removes none of our own queues while it is full. */
async function aScene() {
  const scene = await aTopicScene()
  for (const queue of ['one', 'two']) {
    await scene.makeQueue(queue)
    await scene.subscribe(queue, toQueue(queue))
  }
  await scene.subscribe('hook', toUrl())
  const state = { isFull: true, removals: 0 }
  const { store } = scene.services
  const remove: Store['documents']['remove'] = async (...given) => {
    if (!given[1].startsWith('~') || !state.isFull) return store.documents.remove(...given)
    state.removals += 1
    throw new Problem('StorageFull')
  }
  const sick = withMember(store, 'documents', withMember(store.documents, 'remove', remove))
  const services = { ...scene.services, store: sick }
  return { ...scene, ...verbs(services), services, state }
}

function withMember<Target extends object, Name extends keyof Target>(
  target: Target,
  name: Name,
  member: Target[Name],
): Target {
  return new Proxy(target, {
    get(object, asked) {
      if (asked === name) return member
      const own = Reflect.get(object, asked, object)
      return typeof own === 'function' ? own.bind(object) : own
    },
  })
}

test('queues of a topic that is gone are removed once the store lets them go', async () => {
  const { publish, ask, innerQueues, clock, services, state } = await aScene()
  await publish(aMessage('x'))
  await ask('deleteTopic', { topic, expected: 'any' })
  expect(state.removals).toBe(2)
  for (let minutes = 0; minutes < 4; minutes++) {
    clock.advanceMs(60_000)
    await expect(runUpkeep(services, 10_000)).rejects.toThrow(new Problem('StorageFull'))
  }
  expect(await innerQueues('~')).toHaveLength(2)
  state.isFull = false
  clock.advanceMs(60_000)
  await runUpkeep(services, 10_000)
  expect(await innerQueues('~')).toEqual([])
})

test('so is that of a subscription', async () => {
  const { publish, ask, innerQueues, clock, services, state } = await aScene()
  await publish(aMessage('x'))
  await ask('deleteSubscription', { topic, subscription: 'hook', expected: 'any' })
  clock.advanceMs(60_000)
  await expect(runUpkeep(services, 10_000)).rejects.toThrow(new Problem('StorageFull'))
  state.isFull = false
  clock.advanceMs(60_000)
  await runUpkeep(services, 10_000)
  expect(await innerQueues('~push/')).toEqual([])
})
