import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type ActionName, actions, type InputOf } from '../lib/actions/actions.ts'
import { everything } from '../lib/domain/grants.ts'
import { Keyring } from '../lib/domain/keyring.ts'
import { Problem } from '../lib/domain/problem.ts'
import { anyone, makePerform } from '../lib/identity/perform.ts'
import { MemoryStore } from '../lib/store/memory/memoryStore.ts'
import { aContext } from './fixtures.ts'
import { rowsOf } from './tidy/catalogue.ts'

const never = new AbortController().signal

/** The object, telling of every call that reaches it. */
function recording<Target extends object>(target: Target, tell: (name: string) => void): Target {
  return new Proxy(target, {
    get(object, name) {
      const member = Reflect.get(object, name, object)
      if (typeof member !== 'function') return member
      return (...given: unknown[]) => {
        tell(String(name))
        return member.apply(object, given)
      }
    },
  })
}

/** A queue with one message leased and one delayed, and a list of what was asked of the store since it was emptied. */
async function aScene() {
  const calls: string[] = []
  const tell = (name: string) => void calls.push(name)
  const context = aContext()
  const plain = new MemoryStore(context)
  const documents = recording(plain.documents, tell)
  const store = new Proxy(recording(plain, tell), {
    get: (object, name) => (name === 'documents' ? documents : Reflect.get(object, name)),
  })
  const keyring = new Keyring([{ id: '00000001', secret: context.random.bytes(32) }])
  const perform = makePerform({ store, ...context, keyring })
  const ask = <Name extends ActionName>(name: Name, input: InputOf<Name>) => perform(anyone, name, input, never)
  await ask('putQueue', { queue: 'orders', settings: {}, expected: 'any' })
  const message = (delaySeconds: number) => ({ body: Buffer.from('x'), kind: 'text' as const, delaySeconds })
  const { ids } = await ask('publish', { queue: 'orders', messages: [message(0), message(60)] })
  const { messages } = await ask('poll', { queue: 'orders', maxMessages: 1 })
  const endpoint = { kind: 'queue' as const, queue: 'orders' }
  await ask('putTopic', { topic, settings: {}, expected: 'any' })
  await ask('putSubscription', { topic, subscription, settings: { endpoint }, expected: 'any' })
  for (const made of [triggered, 'others']) await ask('putQueue', { queue: made, settings: {}, expected: 'any' })
  await ask('putTrigger', { queue: triggered, trigger, settings: { target }, expected: 'any' })
  const { key } = await ask('createAccessKey', { owner: 'one', grants: everything })
  calls.length = 0
  return { calls, perform, id: ids[1]!, receipts: [messages[0]!.receiptText], key: key.id }
}

const topic = 'news'
const subscription = 'orders'
const triggered = 'pushed'
const trigger = 'copy'
const target = { kind: 'queue', queue: 'others' } as const

type Scene = Awaited<ReturnType<typeof aScene>>

const queue = 'orders'
const noRedrive = `${'0'.repeat(36)}.${'0'.repeat(17)}`
const inputs: { [Name in ActionName]: (scene: Scene) => InputOf<Name> } = {
  publish: () => ({ queue, messages: [{ body: Buffer.from('x'), kind: 'text' }] }),
  poll: () => ({ queue, maxMessages: 10 }),
  ack: ({ receipts }) => ({ queue, receipts, ifLapsed: 'accept' }),
  nack: ({ receipts }) => ({ queue, receipts, delaySeconds: 0 }),
  extend: ({ receipts }) => ({ queue, receipts, visibilityTimeoutSeconds: 60, ifLapsed: 'refuse' }),
  putQueue: () => ({ queue, settings: {}, expected: 'any' }),
  getQueue: () => ({ queue }),
  listQueues: () => ({ prefix: '', limit: 10 }),
  updateQueue: () => ({ queue, settings: {}, expected: 'any' }),
  deleteQueue: () => ({ queue, expected: 'any' }),
  queueStats: () => ({ queue }),
  browse: () => ({ queue, state: 'visible', limit: 10 }),
  getMessage: ({ id }) => ({ queue, id }),
  editMessage: ({ id }) => ({ queue, id, edit: { delaySeconds: 5 } }),
  cancelMessage: ({ id }) => ({ queue, id }),
  purge: () => ({ queue }),
  pause: () => ({ queue }),
  resume: () => ({ queue }),
  startRedrive: () => ({ queue }),
  listRedrives: () => ({ queue }),
  deadLetterSources: () => ({ queue }),
  getRedrive: () => ({ id: noRedrive }),
  cancelRedrive: () => ({ id: noRedrive }),
  createAccessKey: () => ({ owner: 'one', grants: everything }),
  listAccessKeys: () => ({ limit: 10 }),
  putTopic: () => ({ topic, settings: {}, expected: 'any' }),
  updateTopic: () => ({ topic, settings: {}, expected: 'any' }),
  getTopic: () => ({ topic }),
  topicStats: () => ({ topic }),
  subscriptionStats: () => ({ topic, subscription }),
  listTopics: () => ({ prefix: '', limit: 10 }),
  deleteTopic: () => ({ topic, expected: 'any' }),
  putSubscription: () => ({
    topic,
    subscription,
    settings: { endpoint: { kind: 'queue', queue } },
    expected: 'any',
  }),
  updateSubscription: () => ({ topic, subscription, settings: {}, expected: 'any' }),
  getSubscription: () => ({ topic, subscription }),
  listSubscriptions: () => ({ topic, prefix: '', limit: 10 }),
  deleteSubscription: () => ({ topic, subscription, expected: 'any' }),
  putTrigger: () => ({ queue: triggered, trigger: 'other', settings: { target }, expected: 'any' }),
  updateTrigger: () => ({ queue: triggered, trigger, settings: { target }, expected: 'any' }),
  getTrigger: () => ({ queue: triggered, trigger }),
  listTriggers: () => ({ queue: triggered, prefix: '', limit: 10 }),
  deleteTrigger: () => ({ queue: triggered, trigger, expected: 'any' }),
  publishToTopic: () => ({ topic, messages: [{ body: Buffer.from('x'), kind: 'text' }] }),
  revokeAccessKey: ({ key }) => ({ id: key }),
  getCertificate: () => ({}),
  rotateCertificate: () => ({}),
  getAccount: () => ({}),
  updateAccount: () => ({ protocol: 'a', words: { b: 'c' } }),
}

const page = readFileSync(new URL('../docs/reference/costs.md', import.meta.url), 'utf8')
const listed = new Map(rowsOf(page).map(([name, calls]) => [name!.replaceAll('`', ''), calls]))

// To ask for a redrive that was never there asks for all places where it could be.
function unlessNotFound(error: Error): void {
  if (!(error instanceof Problem) || error.code !== 'RedriveNotFound') throw error
}

test('the page of costs lists every action', () => {
  expect([...listed.keys()].sort()).toEqual(Object.keys(actions).sort())
})

test.each(Object.keys(inputs) as ActionName[])('%s asks of the store what the page of costs says', async name => {
  const scene = await aScene()
  await scene.perform(anyone, name, inputs[name](scene) as never, never).catch(unlessNotFound)
  expect(scene.calls.join(', ')).toBe(listed.get(name))
})

test('a publish asks for its budget only where the queue has a limit', async () => {
  const scene = await aScene()
  const settings = { maxPublishesPerSecond: 5 }
  await scene.perform(anyone, 'updateQueue', { queue, settings, expected: 'any' }, never)
  scene.calls.length = 0
  await scene.perform(anyone, 'publish', inputs.publish(scene), never)
  expect(scene.calls).toEqual(['read', 'takePublishes', 'publish'])
})

test('receipts that are not ours cost no call beyond the document', async () => {
  const { perform, calls } = await aScene()
  await perform(anyone, 'ack', { queue, receipts: ['x'], ifLapsed: 'accept' }, never)
  expect(calls).toEqual(['read'])
})

test('a poll that waits asks nothing while it waits, and looks once when it is woken', async () => {
  const { perform, calls } = await aScene()
  const waiting = perform(anyone, 'poll', { queue, maxMessages: 1, waitSeconds: 20 }, never)
  await perform(anyone, 'publish', inputs.publish({} as Scene), never)
  expect((await waiting).messages).toHaveLength(1)
  expect(calls.filter(name => name !== 'publish').join(', ')).toBe('read, read, poll, wait, read, poll')
})
