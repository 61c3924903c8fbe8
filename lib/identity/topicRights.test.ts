import { expect, test } from 'vitest'
import { anInstallation, type Installation, never } from '../../test/identity/anInstallation.ts'
import type { ActionName, InputOf } from '../actions/actions.ts'
import { allows, type Grant } from '../domain/grants.ts'

const may = (actions: ActionName[], ...queues: string[]): Grant => ({ actions, queues })

/** Whether a caller with these grants gets past the door: whatever an action says of it afterwards. */
async function isLetIn<Name extends ActionName>(
  { perform }: Installation,
  grants: readonly Grant[],
  name: Name,
  input: InputOf<Name>,
): Promise<boolean> {
  const caller = { name: 'ann', may: (action: string, queue: string | undefined) => allows(grants, action, queue) }
  const error = await perform(caller, name, input, never).catch((thrown: { code: string }) => thrown)
  return (error as { code?: string } | undefined)?.code !== 'Forbidden'
}

const topic = 'news'
const input = { topic, subscription: 'a', expected: 'any' } as const

test.each(['putSubscription', 'updateSubscription'] as const)(
  'who has copies put into a queue by %s, as endpoint or dead letters, may publish there',
  async name => {
    const installation = await anInstallation()
    const only = [may([name], 'topic/news')]
    const endpoint = { kind: 'queue', queue: 'orders' } as const
    for (const settings of [{ endpoint }, { deadLetterQueue: 'orders' }]) {
      expect(await isLetIn(installation, only, name, { ...input, settings })).toBe(false)
      expect(await isLetIn(installation, [...only, may(['publish'], 'orders')], name, { ...input, settings })).toBe(
        true,
      )
    }
    const url = { endpoint: { kind: 'http', url: 'https://example.com/' } } as const
    expect(await isLetIn(installation, only, name, { ...input, settings: url })).toBe(true)
  },
)

test.each(['putTrigger', 'updateTrigger'] as const)(
  'who has messages put into a queue by %s may publish there',
  async name => {
    const installation = await anInstallation()
    const only = [may([name], 'orders')]
    const to = (queue: string) =>
      ({ queue: 'orders', trigger: 't', settings: { target: { kind: 'queue', queue } }, expected: 'any' }) as const
    expect(await isLetIn(installation, only, name, to('other'))).toBe(false)
    expect(await isLetIn(installation, [...only, may(['publish'], 'other')], name, to('other'))).toBe(true)
    expect(await isLetIn(installation, [may(['publish', 'putQueue'], '*')], name, to('other'))).toBe(false)
  },
)

test.each([
  ['topic/news', true],
  ['topic/n*', true],
  ['topic/*', true],
  ['*', true],
  ['news', false],
  ['t*', false],
  ['*news', false],
  ['topic/olds', false],
])('topics are granted by %s: %s', async (pattern, is) => {
  const installation = await anInstallation()
  expect(await isLetIn(installation, [may(['getTopic'], pattern)], 'getTopic', { topic })).toBe(is)
  const message = { body: Buffer.from('x'), kind: 'text' } as const
  const publish = { topic, messages: [message] }
  expect(await isLetIn(installation, [may(['publishToTopic'], pattern)], 'publishToTopic', publish)).toBe(is)
})

test('topics are not granted by grants of queues to who makes a key, nor the other way round', () => {
  expect(allows([may(['getTopic'], 'a*')], 'getTopic', 'topic/*')).toBe(false)
  expect(allows([may(['getQueue'], 'topic/*')], 'getQueue', 'a')).toBe(false)
  expect(allows([may(['getTopic'], 'topic/*')], 'getTopic', 'topic/a*')).toBe(true)
  expect(allows([may(['listTopics'], 'topic/*')], 'listTopics', undefined)).toBe(false)
})
