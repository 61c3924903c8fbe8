import { onTestFinished } from 'vitest'
import { publish } from '../../lib/actions/publish.ts'
import { putQueue } from '../../lib/actions/putQueue.ts'
import type { Services } from '../../lib/actions/services.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import type { Message } from '../../lib/domain/message.ts'
import type { RetryPolicy } from '../../lib/domain/retryPolicy.ts'
import type { Subscription } from '../../lib/domain/topic.ts'
import { keepPushing } from '../../lib/push/keepPushing.ts'
import type { Outcome } from '../../lib/push/outcome.ts'
import { nameOf, type Pushing } from '../../lib/push/pushing.ts'
import { Rests } from '../../lib/push/rests.ts'
import type { PushSource, Taker } from '../../lib/push/source.ts'
import { MemoryStore } from '../../lib/store/memory/memoryStore.ts'
import { aContext, text } from '../fixtures.ts'

const never = new AbortController().signal

export const backoff: RetryPolicy = { kind: 'fixed', delaySeconds: 20, jitter: 0.5 }
export const decay: RetryPolicy = { kind: 'exponential', firstSeconds: 1, factor: 2, maxSeconds: 512 }

const times = { createdAtMs: 0, updatedAtMs: 0 }

const aSubscription = (name: string): Subscription => ({
  ...times,
  name,
  uid: name,
  settings: { endpoint: { kind: 'http', url: 'http://a.example' }, format: 'raw', retry: backoff, attemptsMax: 4 },
})

/** A source, and the name of its queue. */
export type Wanted = PushSource & { queue: string; to: Extract<Taker, { kind: 'subscription' }> }

export const aSource = (name: string, wish: Partial<Omit<PushSource, 'to'>> = {}): Wanted => ({
  queue: `~push/news/${name}`,
  to: {
    kind: 'subscription',
    topic: { ...times, name: 'news', uid: 'u', settings: { maxMessageBytes: 1024 }, subscriptions: [] },
    subscription: aSubscription(name),
  },
  attemptsMax: 4,
  retry: backoff,
  batchSize: 1,
  batchWindowSeconds: 0,
  ...wish,
})

/** What an endpoint says to a message, which may take as long as it likes. */
export type Endpoint = (body: string, message: Message) => Outcome | Promise<Outcome>

export const accepts: Endpoint = () => ({ kind: 'delivered' })
export const fails: Endpoint = () => ({ kind: 'failed', reason: 'answered 500' })

/** Lets everything go on that does not wait for a clock or for somebody. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 30; turns++) await new Promise(resolve => setImmediate(resolve))
}

/** Push queues on the memory store, with endpoints of the test's own. Nothing is pushed until somebody starts. */
export async function aPush() {
  const context = aContext()
  const store = new MemoryStore(context)
  const keyring = new Keyring([{ id: '00000001', secret: context.random.bytes(32) }])
  const services: Services = { ...context, store, keyring }
  const endpoints = new Map<string, Endpoint>()
  const sources = new Map<string, PushSource>()
  const dropped: unknown[] = []
  const failures: unknown[] = []
  /** What was pushed, and at which second of the queue clock. */
  const pushed: { to: string; body: string; second: number }[] = []
  // With the test also the endpoints end that never answer.
  const over = Promise.withResolvers<Outcome>()
  const startMs = context.clock.nowMs()
  const pushing: Pushing = {
    deliver: (_, { source, messages }) => {
      const to = nameOf(source.to)
      const endpoint = endpoints.get(to) ?? accepts
      const answers = messages.map(({ message }) => {
        const body = text(message.envelope.body)
        pushed.push({ to, body, second: (context.clock.nowMs() - startMs) / 1000 })
        return Promise.race([endpoint(body, message), over.promise])
      })
      return Promise.all(answers)
    },
    rests: new Rests(),
    queues: async () => [...sources.keys()],
    sourcesOf: async (_, queue) => [sources.get(queue) ?? []].flat(),
    onDropped: one => dropped.push(one),
    onFailure: error => failures.push(error),
  }
  const add = async (source: Wanted, endpoint: Endpoint = accepts, settings: object = {}): Promise<void> => {
    await putQueue(services, { queue: source.queue, settings, expected: 'any' }, never)
    endpoints.set(source.to.subscription.name, endpoint)
    sources.set(source.queue, source)
  }
  const send = ({ queue }: Wanted, ...bodies: string[]) =>
    publish(services, { queue, messages: bodies.map(body => ({ body: Buffer.from(body), kind: 'text' })) }, never)
  const keep = () => {
    const kept = keepPushing(services, pushing)
    onTestFinished(() => {
      over.resolve({ kind: 'failed', reason: 'the test is over' })
      return kept.stop()
    })
    return kept
  }
  /** Moves both clocks on, a bit at a time, as long as there is something to do in between. */
  const advance = async (seconds: number, stepSeconds = seconds): Promise<void> => {
    for (let gone = 0; gone < seconds; gone += stepSeconds) {
      context.wall.advanceMs(stepSeconds * 1000)
      context.clock.advanceMs(stepSeconds * 1000)
      await settled()
    }
  }
  const stats = ({ queue }: { queue: string }) =>
    store.documents.read('queue', queue).then(found => store.stats(found!.value as never))
  return { ...context, store, services, pushing, sources, pushed, dropped, failures, add, send, keep, advance, stats }
}
