import { expect, test } from 'vitest'
import type { SubscriptionChange } from '../../lib/domain/subscription.ts'
import { aTopicScene, topic, toQueue, toUrl } from './topicScene.ts'

const url = (text: string): SubscriptionChange => ({ endpoint: { kind: 'http', url: text } })

test.each([
  [{}, 'InvalidInput', ['endpoint']],
  [toQueue('nowhere'), 'InvalidInput', ['endpoint', 'queue']],
  [toUrl({ deadLetterQueue: 'nowhere' }), 'InvalidInput', ['deadLetterQueue']],
  [toUrl({ deadLetterQueue: 'ordered.fifo' }), 'InvalidInput', ['deadLetterQueue']],
  [toUrl({ deadLetterQueue: 'closed' }), 'InvalidInput', ['deadLetterQueue']],
  [toUrl({ filter: { tag: 'x'.repeat(17) } }), 'InvalidInput', ['filter', 'tag']],
  [toUrl({ filter: { attributes: { a: [] } } }), 'InvalidInput', ['filter', 'attributes', 'a']],
  [
    toUrl({ retry: { kind: 'exponential', firstSeconds: 9, factor: 2, maxSeconds: 1 } }),
    'InvalidInput',
    ['retry', 'maxSeconds'],
  ],
  [url('mailto:ann@example.com'), 'EndpointRefused', undefined],
  [url('not a url'), 'EndpointRefused', undefined],
  [url('https://ann@example.com/'), 'EndpointRefused', undefined],
  [url('https://:secret@example.com/'), 'EndpointRefused', undefined],
  [url(`https://example.com/${'x'.repeat(2_048)}`), 'EndpointRefused', undefined],
])('%j is refused: %s', async (settings: SubscriptionChange, code, path) => {
  const { subscribe, makeQueue, ask } = await aTopicScene()
  await makeQueue('ordered.fifo')
  await ask('putQueue', { queue: 'closed', settings: {}, notes: { deadLetterSources: [] }, expected: 'any' })
  const error = (await subscribe('a', settings).catch(thrown => thrown)) as { code: string; extras: object }
  expect(error.code).toBe(code)
  if (path !== undefined) expect(error.extras).toMatchObject({ fields: [{ path }] })
  expect((await ask('getTopic', { topic })).topic.subscriptions).toEqual([])
})

test('a subscription has defaults, is changed in part, and is put anew as a whole', async () => {
  const { subscribe, ask } = await aTopicScene()
  const first = await subscribe('a', toUrl({ filter: { tag: 'red' }, maxConcurrency: 3 }))
  expect(first).toMatchObject({
    created: true,
    version: 2,
    subscription: { settings: { format: 'raw', attemptsMax: 177 } },
  })
  const change = { filter: null, attemptsMax: 4 }
  const changed = await ask('updateSubscription', { topic, subscription: 'a', settings: change, expected: 'any' })
  const { uid, settings } = changed.subscription
  expect(uid).toBe(first.subscription.uid)
  expect(settings).toEqual({ ...first.subscription.settings, attemptsMax: 4, filter: undefined })
  const again = await subscribe('a', toUrl())
  expect(again).toMatchObject({ created: false, subscription: { uid, settings: { attemptsMax: 177 } } })
  expect(again.subscription.settings).not.toHaveProperty('maxConcurrency')
})

test('what is not there is not found', async () => {
  const { ask, subscribe } = await aTopicScene()
  const nothing = { subscription: 'b', settings: {}, expected: 'any' } as const
  for (const name of ['getSubscription', 'subscriptionStats', 'updateSubscription', 'deleteSubscription'] as const) {
    await expect(ask(name, { topic, ...nothing })).rejects.toMatchObject({ code: 'SubscriptionNotFound' })
    await expect(ask(name, { ...nothing, topic: 'nowhere' })).rejects.toMatchObject({ code: 'TopicNotFound' })
  }
  for (const name of ['getTopic', 'topicStats', 'updateTopic', 'deleteTopic'] as const)
    await expect(ask(name, { topic: 'nowhere', settings: {}, expected: 'any' })).rejects.toMatchObject({
      code: 'TopicNotFound',
    })
  const put = ask('putSubscription', { ...nothing, topic: 'nowhere', settings: toUrl() })
  await expect(put).rejects.toMatchObject({ code: 'TopicNotFound' })
  await subscribe('a', toUrl())
})

test('what is not as expected stays as it is', async () => {
  const { ask, subscribe } = await aTopicScene()
  const put = (expected: 'absent' | 'present' | { versions: number[] }) =>
    ask('putSubscription', { topic, subscription: 'a', settings: toUrl(), expected })
  const conflict = { code: 'VersionConflict' }
  await expect(put('present')).rejects.toMatchObject(conflict)
  const { version } = await put('absent')
  await expect(put('absent')).rejects.toMatchObject(conflict)
  await expect(put({ versions: [version + 1] })).rejects.toMatchObject(conflict)
  await put({ versions: [version] })
  const expected = { versions: [version] }
  const settings = {}
  await expect(ask('putTopic', { topic, settings, expected })).rejects.toMatchObject(conflict)
  await expect(ask('updateTopic', { topic, settings, expected })).rejects.toMatchObject(conflict)
  await expect(ask('deleteTopic', { topic, expected })).rejects.toMatchObject(conflict)
  await expect(ask('putTopic', { topic, settings, expected: 'absent' })).rejects.toMatchObject(conflict)
  const input = { topic, subscription: 'a', settings, expected }
  await expect(ask('updateSubscription', input)).rejects.toMatchObject(conflict)
  await expect(ask('deleteSubscription', input)).rejects.toMatchObject(conflict)
  await subscribe('a', toUrl())
})

test('a topic has a hundred subscriptions, listed a page at a time', async () => {
  const { ask, subscribe } = await aTopicScene()
  const names = Array.from({ length: 100 }, (_, index) => `s${String(index).padStart(2, '0')}`)
  for (const name of [...names].reverse()) await subscribe(name, toUrl())
  await expect(subscribe('more', toUrl())).rejects.toMatchObject({ code: 'InvalidInput' })
  await subscribe('s00', toUrl({ maxPerSecond: 5 }))
  const list = async (cursor?: string) => ask('listSubscriptions', { topic, prefix: 's', limit: 50, cursor })
  const first = await list()
  const second = await list(first.cursor)
  expect([...first.subscriptions, ...second.subscriptions].map(({ name }) => name)).toEqual(names)
  expect(second.cursor).toBeUndefined()
  await expect(ask('listTopics', { prefix: '', limit: 5, cursor: first.cursor })).rejects.toMatchObject({
    code: 'InvalidInput',
  })
})

test('a topic does not grow past what one record holds', async () => {
  const { subscribe } = await aTopicScene()
  const filter = { attributes: { a: ['x'.repeat(4_000)] } }
  let count = 0
  const refused = (async () => {
    for (;;) await subscribe(`s${count++}`, toUrl({ filter }))
  })()
  await expect(refused).rejects.toMatchObject({ code: 'InvalidInput', extras: { fields: [{ limit: 350_000 }] } })
  expect(count).toBeGreaterThan(70)
})
