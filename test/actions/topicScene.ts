import { onTestFinished } from 'vitest'
import type { ActionName, InputOf } from '../../lib/actions/actions.ts'
import type { Services } from '../../lib/actions/services.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import type { Message } from '../../lib/domain/message.ts'
import type { Queue } from '../../lib/domain/queue.ts'
import type { SubscriptionChange } from '../../lib/domain/subscription.ts'
import { outboxPrefix, pushPrefix } from '../../lib/domain/topic.ts'
import type { TopicMessage } from '../../lib/domain/topicMessage.ts'
import { makePerform } from '../../lib/identity/perform.ts'
import { MemoryStore } from '../../lib/store/memory/memoryStore.ts'
import { queueKind } from '../../lib/store/queueKind.ts'
import type { MakeStore } from '../contract/open.ts'
import { aContext } from '../fixtures.ts'
import { anyone, never } from './scene.ts'

/** The topic of every scene. */
export const topic = 'news'

export const aMessage = (body: string, more: Partial<TopicMessage> = {}): TopicMessage => ({
  body: Buffer.from(body),
  kind: 'text',
  ...more,
})

export const toQueue = (queue: string, more: SubscriptionChange = {}): SubscriptionChange => ({
  endpoint: { kind: 'queue', queue },
  ...more,
})

export const toUrl = (more: SubscriptionChange = {}): SubscriptionChange => ({
  endpoint: { kind: 'http', url: 'https://example.com/hook' },
  ...more,
})

/** A topic without subscriptions, on the memory store where nothing else is said. */
export async function aTopicScene(makeStore: MakeStore = async context => new MemoryStore(context)) {
  const context = aContext()
  const store = await makeStore(context)
  onTestFinished(() => store.close())
  const keyring = new Keyring([{ id: '00000001', secret: context.random.bytes(32) }])
  const services: Services = { ...context, store, keyring }
  const scene = { services, ...verbs(services), clock: context.clock }
  await scene.ask('putTopic', { topic, settings: {}, expected: 'any' })
  return scene
}

export type TopicScene = Awaited<ReturnType<typeof aTopicScene>>

/** What a process does with these services. */
export function verbs(services: Services) {
  const perform = makePerform(services)
  const ask = <Name extends ActionName>(name: Name, input: InputOf<Name>) => perform(anyone, name, input, never)
  return {
    ask,
    subscribe: (subscription: string, settings: SubscriptionChange) =>
      ask('putSubscription', { topic, subscription, settings, expected: 'any' }),
    makeQueue: (queue: string, settings = {}) => ask('putQueue', { queue, settings, expected: 'any' }),
    publish: (...messages: TopicMessage[]) => ask('publishToTopic', { topic, messages }),
    innerQueues: (prefix: string) => innerQueues(services, prefix),
    messagesOf: (queue: Queue | string) => messagesOf(services, queue),
  }
}

async function innerQueues({ store }: Services, prefix: string): Promise<Queue[]> {
  const documents = await store.documents.list(queueKind, { prefix, limit: 100 })
  return documents.map(({ value }) => value as unknown as Queue)
}

/** All that is in a queue, whatever its state. */
async function messagesOf({ store }: Services, queue: Queue | string): Promise<Message[]> {
  const found = typeof queue === 'string' ? await store.documents.read(queueKind, queue) : undefined
  const ref = typeof queue === 'string' ? (found!.value as unknown as Queue) : queue
  const pages = (['visible', 'inFlight', 'delayed'] as const).map(state =>
    store.browse(ref, { state, limit: 100, maxBytes: 1e6 }),
  )
  return (await Promise.all(pages)).flatMap(({ messages }) => messages)
}

export const outboxes = outboxPrefix
export const pushQueues = pushPrefix

export const bodiesOf = (messages: readonly Message[]): string[] =>
  messages.map(({ envelope }) => Buffer.from(envelope.body).toString()).sort()
