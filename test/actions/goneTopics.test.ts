import { expect, onTestFinished, test } from 'vitest'
import type { Services } from '../../lib/actions/services.ts'
import { Problem } from '../../lib/domain/problem.ts'
import type { Queue } from '../../lib/domain/queue.ts'
import type { Store } from '../../lib/store/store.ts'
import { keepFanningOut } from '../../lib/upkeep/keepFanningOut.ts'
import { runUpkeep } from '../../lib/upkeep/upkeep.ts'
import { aMessage, aTopicScene, topic, toQueue, toUrl, verbs } from './topicScene.ts'

// Of somebody who goes on for ever: by then it is let go, so that the test ends.
const callsMax = 50

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
    if (state.removals++ === callsMax) state.isFull = false
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

test('queues of our own of a topic that is gone are removed once the store lets them go', async () => {
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

/** A message stays in the outbox, as its copies can be kept nowhere, and has become visible there. */
async function anOutbox(scene: Awaited<ReturnType<typeof aScene>>): Promise<Queue> {
  const { store } = scene.services
  const publish: Store['publish'] = async (...given) => {
    if (!given[0].name.startsWith('~topic/')) throw new Problem('StoreBusy')
    return store.publish(...given)
  }
  await verbs({ ...scene.services, store: withMember(store, 'publish', publish) }).publish(aMessage('x'))
  scene.clock.advanceMs(11_000)
  const [outbox] = await scene.innerQueues('~topic/')
  return outbox!
}

/** A keeper of outboxes, told of this one, for as long as somebody takes to be seen who loops without a rest. */
async function keep(services: Services, outbox: Queue): Promise<unknown[]> {
  const failures: unknown[] = []
  const keeper = keepFanningOut(services, error => failures.push(error))
  onTestFinished(() => keeper.stop())
  services.onOutbox?.(outbox)
  await settled()
  return failures
}

async function settled(): Promise<void> {
  for (let turns = 0; turns < 50; turns++) await new Promise(resolve => setImmediate(resolve))
}

test('the keeper leaves the outbox of a topic that is gone to upkeep, where it cannot be removed', async () => {
  const scene = await aScene()
  const outbox = await anOutbox(scene)
  await scene.ask('deleteTopic', { topic, expected: 'any' })
  scene.state.removals = 0
  expect(await keep(scene.services, outbox)).toEqual([new Problem('StorageFull')])
  expect(scene.state.removals).toBe(1)
})

test('nor does it stay with one that was removed elsewhere, of which the store does not know yet', async () => {
  const scene = await aScene()
  const { store } = scene.services
  const outbox = await anOutbox(scene)
  scene.state.isFull = false
  const discard = () => Promise.reject(new Problem('StorageFull'))
  const elsewhere = verbs({ ...scene.services, store: withMember(store, 'discard', discard) })
  await elsewhere.ask('deleteTopic', { topic, expected: 'any' })
  let asked = 0
  const stats: Store['stats'] = async queue => {
    if (asked++ === callsMax) throw new Error('It never ends.')
    return store.stats(queue)
  }
  await keep({ ...scene.services, store: withMember(store, 'stats', stats) }, outbox)
  expect([asked, (await store.stats(outbox)).visible]).toEqual([0, 1])
})

test('what is there and cannot be had is asked for once a second', async () => {
  const scene = await aScene()
  const outbox = await anOutbox(scene)
  let asked = 0
  const poll: Store['poll'] = async () => {
    if (asked++ === callsMax) throw new Error('It never ends.')
    return []
  }
  const failures = await keep({ ...scene.services, store: withMember(scene.services.store, 'poll', poll) }, outbox)
  expect(asked).toBe(1)
  scene.clock.advanceMs(1_000)
  await settled()
  expect([asked, failures]).toEqual([2, []])
})
