import { expect, test } from 'vitest'
import { pushQueueOf } from '../../lib/actions/innerQueues.ts'
import { changeQueue, findQueue } from '../../lib/actions/queueDocument.ts'
import { Problem } from '../../lib/domain/problem.ts'
import { pushQueueSettings, type SubscriptionChange } from '../../lib/domain/subscription.ts'
import { nameOf, type Pushing } from '../../lib/push/pushing.ts'
import { pushRound } from '../../lib/push/pushRound.ts'
import { pushRounds } from '../../lib/push/pushRounds.ts'
import { Rests } from '../../lib/push/rests.ts'
import { pushQueues, sourcesOf } from '../../lib/push/sources.ts'
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
  const dropped: unknown[] = []
  let atOnce = 0
  const pushing: Pushing = {
    deliver: async (_, { source, messages: [one] }) => {
      const name = nameOf(source.to)
      pushed.push(`${name} ${text(one!.message.envelope.body)}`)
      underWay.push(++atOnce)
      await new Promise(resolve => setImmediate(resolve))
      atOnce -= 1
      return [name === 'bad' ? { kind: 'failed', reason: 'answered 500' } : { kind: 'delivered' }]
    },
    queues: pushQueues,
    rests: new Rests(),
    sourcesOf,
    onDropped: one => dropped.push(one),
    onFailure: error => {
      throw error
    },
  }
  const round = () => pushRounds(services, pushing, services.wall.nowMs() + 45_000, () => runUpkeep(services, 20_000))
  const nextMinute = () => clock.advanceMs(60_000)
  return { ...scene, pushing, pushed, dropped, underWay, round, nextMinute }
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
  expect(await sourcesOf(services, name!)).toMatchObject([{ maxConcurrency: 3, attemptsMax: 177 }])
  await ask('updateSubscription', { topic: 'news', subscription: 's', settings: { attemptsMax: 5 }, expected: 'any' })
  expect(await sourcesOf(services, name!)).toMatchObject([{ maxConcurrency: 3, attemptsMax: 5 }])
})

/** A subscription whose every delivery fails, and its dead-letter queue; its settings as they were, before these. */
async function aChange(before: SubscriptionChange, settings: SubscriptionChange) {
  const scene = await aTopicWithRounds()
  await scene.makeQueue('dead')
  const { subscription: old } = await scene.subscribe('bad', toUrl(before))
  const change = () =>
    scene.ask('updateSubscription', { topic: 'news', subscription: 'bad', settings, expected: 'any' })
  /** As if who changed the subscription, or who made its queue, had died before the queue went by the change. */
  const spoil = async () => {
    const [name] = await pushQueues(scene.services)
    await changeQueue(scene.services, name!, 'any', () => ({ settings: pushQueueSettings(old.settings) }))
    return name!
  }
  return { ...scene, old, change, spoil }
}

test('a queue that is made by who knew its subscription as it was goes by that as it stands', async () => {
  const { change, old, services } = await aChange({ attemptsMax: 4 }, { attemptsMax: 177, deadLetterQueue: 'dead' })
  await change()
  const { queue } = await pushQueueOf(services, 'news', old)
  expect(queue.settings.deadLetter).toEqual({ queue: 'dead', attemptsMax: 177, expired: true })
})

test('who gives up asks the subscription, not its queue, where to put the message', async () => {
  const { change, spoil, publish, services, pushing, dropped, messagesOf } = await aChange(
    { attemptsMax: 1 },
    { deadLetterQueue: 'dead' },
  )
  await change()
  await publish(aMessage('a'))
  await pushRound(services, await spoil(), pushing, services.wall.nowMs() + 45_000)
  expect([dropped, (await messagesOf('dead')).length]).toEqual([[], 1])
})

test('upkeep moves nothing aside by a rule that is no longer that of the subscription', async () => {
  const { change, spoil, publish, round, nextMinute, pushed, messagesOf } = await aChange(
    { attemptsMax: 1, deadLetterQueue: 'dead', retry: { kind: 'fixed', delaySeconds: 90 } },
    { attemptsMax: 177 },
  )
  await change()
  await publish(aMessage('a'))
  await round()
  await spoil()
  // By then it is visible again, and has had as many tries as the old rule allows.
  nextMinute()
  nextMinute()
  await round()
  expect(pushed).toHaveLength(1)
  nextMinute()
  await round()
  expect([pushed.length, await messagesOf('dead')]).toEqual([2, []])
})
