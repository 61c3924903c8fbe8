import { expect, test } from 'vitest'
import type { Message } from '../../lib/domain/message.ts'
import type { Queue } from '../../lib/domain/queue.ts'
import { runRedrives } from '../../lib/upkeep/redrives.ts'
import { aMessage, aTopicScene, bodiesOf, outboxes, pushQueues, topic, toQueue, toUrl } from './topicScene.ts'

const topicsOf = (messages: readonly Message[]) => messages.map(({ envelope }) => envelope.topic)

test('a message is copied to each queue that wants it, and says where it comes from', async () => {
  const { makeQueue, subscribe, publish, messagesOf, innerQueues } = await aTopicScene()
  for (const queue of ['one', 'two', 'three']) await makeQueue(queue)
  await subscribe('a', toQueue('one'))
  await subscribe('b', toQueue('two', { filter: { tag: 'red' } }))
  await subscribe('c', toQueue('three', { filter: { attributes: { n: [{ numeric: ['>', 5] }] } } }))
  const attributes = { n: { type: 'number' as const, value: '7' } }
  const { ids } = await publish(aMessage('x', { tag: 'red' }), aMessage('y', { attributes }))
  expect(bodiesOf(await messagesOf('one'))).toEqual(['x', 'y'])
  expect(topicsOf(await messagesOf('two'))).toEqual([{ name: topic, messageId: ids[0], tag: 'red', subscription: 'b' }])
  expect(topicsOf(await messagesOf('three'))).toEqual([{ name: topic, messageId: ids[1], subscription: 'c' }])
  expect((await messagesOf('three'))[0]!.envelope.attributes).toEqual(attributes)
  const [outbox] = await innerQueues(outboxes)
  expect(await messagesOf(outbox!)).toEqual([])
})

test('what one subscription alone wants is kept by one write, and what none wants by none', async () => {
  const { makeQueue, subscribe, publish, messagesOf, innerQueues } = await aTopicScene()
  await makeQueue('one')
  await subscribe('a', toQueue('one', { filter: { tag: 'red' } }))
  const { ids } = await publish(aMessage('x'), aMessage('y', { tag: 'red' }))
  expect(ids).toHaveLength(2)
  expect(topicsOf(await messagesOf('one'))).toMatchObject([{ messageId: ids[1] }])
  expect(await innerQueues('~')).toEqual([])
})

test('a copy has the delay and the retention of its queue, its own expiry, and all else that it was published with', async () => {
  const { makeQueue, subscribe, publish, messagesOf, clock } = await aTopicScene()
  await makeQueue('one', { delaySeconds: 60 })
  await subscribe('a', toQueue('one'))
  const nowMs = clock.nowMs()
  await publish(aMessage('x', { expiresInSeconds: 90, priority: 2, groupId: 'g', trace: 't' }))
  const [{ envelope }] = (await messagesOf('one')) as [Message]
  const times = { sentAtMs: nowMs, readyAtMs: nowMs + 60_000, expiresAtMs: nowMs + 90_000 }
  expect(envelope).toMatchObject({ ...times, priority: 2, groupId: 'g', trace: 't', kind: 'text' })
})

test('an ordered queue takes copies in order, each once, in the group of the message or of the topic', async () => {
  const { makeQueue, subscribe, publish, messagesOf } = await aTopicScene()
  await makeQueue('one.fifo')
  await subscribe('a', toQueue('one.fifo'))
  const { ids } = await publish(aMessage('x', { priority: 3 }), aMessage('x'), aMessage('y', { groupId: 'g' }))
  const envelopes = (await messagesOf('one.fifo')).map(({ envelope }) => envelope)
  const turns = envelopes.map(({ groupId, deduplicationId }) => [groupId, deduplicationId]).sort()
  expect(turns).toEqual(
    [
      ['g', ids[2]],
      [topic, ids[0]],
      [topic, ids[1]],
    ].sort(),
  )
  expect(envelopes.every(({ priority }) => priority === undefined)).toBe(true)
})

test('a copy that its queue cannot have waits in the push queue, and delays no other', async () => {
  const { makeQueue, subscribe, publish, messagesOf, innerQueues, services, ask } = await aTopicScene()
  const told: string[] = []
  services.onPush = ({ name }) => told.push(name)
  for (const queue of ['good', 'gone', 'small', 'slow']) await makeQueue(queue)
  await makeQueue('dead')
  await subscribe('good', toQueue('good'))
  await subscribe('gone', toQueue('gone'))
  await subscribe('small', toQueue('small', { deadLetterQueue: 'dead' }))
  await subscribe('slow', toQueue('slow'))
  await ask('deleteQueue', { queue: 'gone', expected: 'any' })
  await ask('updateQueue', { queue: 'small', settings: { maxMessageBytes: 1_024 }, expected: 'any' })
  await ask('updateQueue', { queue: 'slow', settings: { maxPublishesPerSecond: 1 }, expected: 'any' })
  await publish(aMessage('x'.repeat(2_000)), aMessage('y'))
  expect(bodiesOf(await messagesOf('good'))).toHaveLength(2)
  expect(bodiesOf(await messagesOf('small'))).toEqual(['y'])
  const pushes = await innerQueues(pushQueues)
  const waiting = await Promise.all(
    pushes.map(async queue => [queue.name.split('/')[2], (await messagesOf(queue)).length]),
  )
  expect(Object.fromEntries(waiting)).toEqual({ gone: 2, small: 1, slow: 2 })
  expect(told.sort()).toEqual(pushes.map(({ name }) => name).sort())
  const { settings } = pushes.find(({ name }) => name.includes('/small/'))!
  expect(settings.deadLetter).toEqual({ queue: 'dead', attemptsMax: 177, expired: true })
})

test('a copy that was given up is redriven into its push queue, and carried from there again', async () => {
  const { makeQueue, subscribe, publish, innerQueues, services, ask, messagesOf, clock } = await aTopicScene()
  await makeQueue('dead')
  await subscribe('hook', toUrl({ deadLetterQueue: 'dead', attemptsMax: 1 }))
  await publish(aMessage('x'))
  const [push] = (await innerQueues(pushQueues)) as [Queue]
  await ask('poll', { queue: push.name, maxMessages: 1, visibilityTimeoutSeconds: 0 })
  await ask('poll', { queue: push.name, maxMessages: 1 })
  expect(bodiesOf(await messagesOf('dead'))).toEqual(['x'])
  const told: string[] = []
  services.onPush = ({ name }) => told.push(name)
  await ask('startRedrive', { queue: 'dead' })
  await runRedrives(services, 1_000)
  expect([bodiesOf(await messagesOf(push)), told]).toEqual([['x'], [push.name]])
  const { marks } = await services.store.due({ afterMs: clock.nowMs() - 1, untilMs: clock.nowMs() + 60_000 })
  expect(marks.map(({ name }) => name)).toContain(push.name)
})

test('the push queue of a subscription follows its settings', async () => {
  const { makeQueue, subscribe, publish, innerQueues, ask } = await aTopicScene()
  await makeQueue('dead')
  await subscribe('hook', toUrl())
  await publish(aMessage('x'))
  const retry = { kind: 'fixed', delaySeconds: 3 } as const
  const settings = { retry, attemptsMax: 4, deadLetterQueue: 'dead' }
  await ask('updateSubscription', { topic, subscription: 'hook', settings, expected: 'any' })
  const [push] = await innerQueues(pushQueues)
  expect(push!.settings).toMatchObject({ retry, deadLetter: { queue: 'dead', attemptsMax: 4 } })
  await subscribe('hook', toUrl())
  const [again] = await innerQueues(pushQueues)
  expect(again!.settings).not.toHaveProperty('deadLetter')
})

test('copies are written in the format of the subscription; where nobody can, they wait', async () => {
  const { makeQueue, subscribe, publish, messagesOf, services, innerQueues } = await aTopicScene()
  await makeQueue('one')
  await subscribe('a', toQueue('one', { format: 'json' }))
  await publish(aMessage('x'))
  expect(await messagesOf('one')).toEqual([])
  const [push] = await innerQueues(pushQueues)
  expect(bodiesOf(await messagesOf(push!))).toEqual(['x'])
  services.renderCopy = async ({ topic: origin }, { name }, subscription, format) => ({
    body: Buffer.from(JSON.stringify([origin!.tag, name, subscription.name, format])),
    kind: 'text',
  })
  await publish(aMessage('y', { tag: 'red' }))
  expect(bodiesOf(await messagesOf('one'))).toEqual(['["red","news","a","json"]'])
})

test('with a request key a repetition answers the same ids and copies nothing; another request is refused', async () => {
  const { makeQueue, subscribe, ask, messagesOf } = await aTopicScene()
  await makeQueue('one')
  await subscribe('a', toQueue('one'))
  const input = { topic, messages: [aMessage('x'), aMessage('y', { tag: 'red' })], requestKey: 'k' }
  const first = await ask('publishToTopic', input)
  expect(await ask('publishToTopic', input)).toEqual(first)
  expect(await messagesOf('one')).toHaveLength(2)
  const other = ask('publishToTopic', { ...input, messages: [aMessage('x'), aMessage('y')] })
  await expect(other).rejects.toMatchObject({ code: 'RequestKeyReused' })
  expect((await ask('publishToTopic', { ...input, requestKey: 'l' })).ids).not.toEqual(first.ids)
})

test.each([
  [aMessage('x'.repeat(2_000)), ['messages', 1]],
  [aMessage('x', { tag: '' }), ['messages', 1, 'tag']],
  [aMessage('x', { tag: 'x'.repeat(17) }), ['messages', 1, 'tag']],
  [aMessage('x', { tag: 'a\nb' }), ['messages', 1, 'tag']],
  [aMessage('x', { attributes: { a: { type: 'string', value: '\0' } } }), ['messages', 1, 'attributes', 'a', 'value']],
])('a message that cannot be copied is refused, and none of the call is stored', async (message, path) => {
  const { makeQueue, subscribe, publish, ask, messagesOf } = await aTopicScene()
  await makeQueue('one')
  await subscribe('a', toQueue('one'))
  await ask('updateTopic', { topic, settings: { maxMessageBytes: 1_024 }, expected: 'any' })
  const refused = publish(aMessage('good'), message)
  await expect(refused).rejects.toMatchObject({ code: 'InvalidInput', extras: { fields: [{ path }] } })
  expect(await messagesOf('one')).toEqual([])
})

test('no list shows queues of our own, and a dead-letter queue does not name them as sources', async () => {
  const { makeQueue, subscribe, publish, ask } = await aTopicScene()
  await makeQueue('dead')
  await subscribe('hook', toUrl({ deadLetterQueue: 'dead' }))
  await subscribe('other', toUrl())
  await publish(aMessage('x'))
  for (const limit of [1, 2, 10]) {
    const { queues, cursor } = await ask('listQueues', { prefix: '', limit })
    expect(queues.map(({ queue }) => queue.name)).toEqual(['dead'])
    const more = cursor === undefined ? { queues: [] } : await ask('listQueues', { prefix: '', limit, cursor })
    expect(more).toEqual({ queues: [] })
  }
  expect(await ask('deadLetterSources', { queue: 'dead' })).toEqual([])
  expect(await ask('topicStats', { topic })).toEqual({ messages: 2 })
})

test('a key counts also where nobody wanted the message: what was published then is not copied later', async () => {
  const { ask, makeQueue, subscribe, messagesOf } = await aTopicScene()
  const publish = (body: string) => ask('publishToTopic', { topic, messages: [aMessage(body)], requestKey: 'k' })
  const first = await publish('x')
  await makeQueue('one')
  await subscribe('a', toQueue('one'))
  expect(await publish('x')).toEqual(first)
  expect(await messagesOf('one')).toEqual([])
  await expect(publish('y')).rejects.toMatchObject({ code: 'RequestKeyReused' })
})

test('where some were kept and some were not, nobody is told which: a publisher repeats them all', async () => {
  const { services, subscribe, publish } = await aTopicScene()
  await subscribe('a', toUrl())
  const { store } = services
  const kept: typeof store.publish = store.publish.bind(store)
  const refusing = (...indexes: number[]) => {
    store.publish = async (...given) => {
      const reply = await kept(...given)
      if (reply.kind !== 'published') return reply
      const refused = { kind: 'refused', problem: 'StorageFull' } as const
      return { ...reply, results: reply.results.map((one, index) => (indexes.includes(index) ? refused : one)) }
    }
  }
  refusing(1)
  await expect(publish(aMessage('x'), aMessage('y'))).rejects.toMatchObject({ code: 'StoreBusy' })
  refusing(0, 1)
  await expect(publish(aMessage('x'), aMessage('y'))).rejects.toMatchObject({ code: 'StorageFull' })
})

test('what waits for a subscription is counted, for each by itself', async () => {
  const { subscribe, publish, ask, clock } = await aTopicScene()
  await subscribe('hook', toUrl())
  await subscribe('other', toUrl({ filter: { tag: 'red' } }))
  await publish(aMessage('x'), aMessage('y'))
  const stats = (subscription: string) => ask('subscriptionStats', { topic, subscription })
  expect(await stats('hook')).toMatchObject({ visible: 2, inFlight: 0, delayed: 0 })
  const nothing = { visible: 0, inFlight: 0, delayed: 0, exact: true, asOfMs: clock.nowMs() }
  expect(await stats('other')).toEqual(nothing)
  await expect(stats('nobody')).rejects.toMatchObject({ code: 'SubscriptionNotFound' })
})
