import { expect, test } from 'vitest'
import { findQueue } from '../../lib/actions/queueDocument.ts'
import { Problem } from '../../lib/domain/problem.ts'
import type { Pushing } from '../../lib/push/pushing.ts'
import { pushRounds } from '../../lib/push/pushRounds.ts'
import { pushQueues, subscriptionSource } from '../../lib/push/subscriptions.ts'
import type { Store } from '../../lib/store/store.ts'
import { runUpkeep } from '../../lib/upkeep/upkeep.ts'
import { aMessage, aTopicScene, toUrl } from '../actions/topicScene.ts'
import { text } from '../fixtures.ts'

/** A topic on whose side nobody stays, as on AWS: what is to be pushed is found by its marks. */
async function aTopicWithRounds() {
  const scene = await aTopicScene()
  const { services, clock } = scene
  const pushed: string[] = []
  const underWay: number[] = []
  let atOnce = 0
  const pushing: Pushing = {
    deliver: async (_, { to }, { envelope }) => {
      pushed.push(`${to.subscription.name} ${text(envelope.body)}`)
      underWay.push(++atOnce)
      await new Promise(resolve => setImmediate(resolve))
      atOnce -= 1
      return to.subscription.name === 'bad' ? { kind: 'failed', reason: 'answered 500' } : { kind: 'delivered' }
    },
    queues: pushQueues,
    sourceOf: subscriptionSource,
    onDropped: () => {},
    onFailure: error => {
      throw error
    },
  }
  const round = () => pushRounds(services, pushing, services.wall.nowMs() + 45_000, () => runUpkeep(services, 20_000))
  const nextMinute = () => clock.advanceMs(60_000)
  return { ...scene, pushing, pushed, underWay, round, nextMinute }
}

test('what is published is pushed by the next round, and what failed by one after it', async () => {
  const { subscribe, publish, round, nextMinute, pushed, services } = await aTopicWithRounds()
  await subscribe('good', toUrl())
  await subscribe('bad', toUrl({ retry: { kind: 'fixed', delaySeconds: 90 }, attemptsMax: 2 }))
  await publish(aMessage('a'))
  expect(services.onPush).toBeUndefined()
  expect(await round()).toBe(2)
  expect(pushed.sort()).toEqual(['bad a', 'good a'])
  nextMinute()
  await round()
  expect(pushed).toHaveLength(2)
  nextMinute()
  await round()
  expect(pushed.sort()).toEqual(['bad a', 'bad a', 'good a'])
  expect(services.onPush).toBeUndefined()
})

test('a subscription that is gone is pushed to no more, and its queue goes too', async () => {
  const { ask, subscribe, publish, round, pushed, services } = await aTopicWithRounds()
  await subscribe('s', toUrl())
  await publish(aMessage('a'))
  expect(await pushQueues(services)).toHaveLength(1)
  await ask('deleteSubscription', { topic: 'news', subscription: 's', expected: 'any' })
  await round()
  expect(pushed).toEqual([])
  expect(await pushQueues(services)).toEqual([])
})

test('what a round could not push as the store was busy is pushed once that is well again', async () => {
  const { subscribe, publish, pushing, pushed, services, nextMinute } = await aTopicWithRounds()
  let isBusy = true
  const failures: unknown[] = []
  const store = new Proxy(services.store, {
    get(object, name) {
      const member = Reflect.get(object, name, object)
      if (name !== 'poll') return typeof member === 'function' ? member.bind(object) : member
      return async (...given: Parameters<Store['poll']>) => {
        if (isBusy) throw new Problem('StoreBusy')
        return object.poll(...given)
      }
    },
  })
  const busy = { ...services, store }
  const told = { ...pushing, onFailure: (error: unknown) => failures.push(error) }
  const round = async () => {
    await pushRounds(busy, told, busy.wall.nowMs() + 45_000, () => runUpkeep(busy, 20_000))
    nextMinute()
  }
  await subscribe('s', toUrl())
  await publish(aMessage('a'))
  for (let rounds = 0; rounds < 5; rounds++) await round()
  expect(failures).toHaveLength(5)
  isBusy = false
  await round()
  expect(pushed).toEqual(['s a'])
})

test('where the rest of upkeep fails, what is under way comes to its end first', async () => {
  const { subscribe, publish, pushing, pushed, services } = await aTopicWithRounds()
  await subscribe('s', toUrl())
  await publish(aMessage('a'))
  const failing = async () => {
    await runUpkeep(services, 20_000)
    throw new Error('one queue failed')
  }
  const failed = expect(pushRounds(services, pushing, services.wall.nowMs() + 45_000, failing)).rejects
  await failed.toThrow('one queue failed')
  expect([pushed, services.onPush]).toEqual([['s a'], undefined])
  const [queue] = await pushQueues(services)
  expect(await services.store.stats((await findQueue(services, queue!))!.queue)).toMatchObject({ inFlight: 0 })
})

test('who is told what a subscription wants hears of its change', async () => {
  const { ask, subscribe, publish, services } = await aTopicWithRounds()
  await subscribe('s', toUrl({ maxConcurrency: 3 }))
  await publish(aMessage('a'))
  const [name] = await pushQueues(services)
  expect(await subscriptionSource(services, name!)).toMatchObject({ maxConcurrency: 3, attemptsMax: 177 })
  await ask('updateSubscription', { topic: 'news', subscription: 's', settings: { attemptsMax: 5 }, expected: 'any' })
  expect(await subscriptionSource(services, name!)).toMatchObject({ maxConcurrency: 3, attemptsMax: 5 })
})
