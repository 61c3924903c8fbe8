import { browse } from '../../lib/actions/browse.ts'
import type { PolledMessage } from '../../lib/actions/poll.ts'
import { publish } from '../../lib/actions/publish.ts'
import { putQueue } from '../../lib/actions/putQueue.ts'
import { changeQueue } from '../../lib/actions/queueDocument.ts'
import type { NewMessage } from '../../lib/domain/newMessage.ts'
import { type Trigger, type TriggerSettings, triggersPart } from '../../lib/domain/trigger.ts'
import type { Outcome } from '../../lib/push/outcome.ts'
import { nameOf } from '../../lib/push/pushing.ts'
import { sourcesOf } from '../../lib/push/sources.ts'
import { text } from '../fixtures.ts'
import { aPush } from './aPush.ts'

const never = new AbortController().signal

/** What a target says to a batch, which may take as long as it likes. */
export type Target = (bodies: string[], messages: readonly PolledMessage[]) => Outcome[] | Promise<Outcome[]>

export const all =
  (outcome: Outcome): Target =>
  bodies =>
    bodies.map(() => outcome)

export const takes = all({ kind: 'delivered' })

export const aTrigger = (name: string, settings: Partial<TriggerSettings> = {}): Trigger => ({
  name,
  uid: name,
  createdAtMs: 0,
  updatedAtMs: 0,
  settings: {
    target: { kind: 'http', url: 'http://a.example' },
    ...{ batchSize: 10, batchWindowSeconds: 0, timeoutSeconds: 60 },
    ...settings,
  },
})

/** A queue with triggers on the memory store, with targets of the test's own. Nothing is pushed until somebody starts. */
export async function aTriggered(triggers: readonly Trigger[], settings: object = {}, queue = 'orders') {
  const push = await aPush()
  const { services, pushing, clock } = push
  const targets = new Map<string, Target>()
  const batches: { to: string; bodies: string[]; second: number }[] = []
  const lost: unknown[] = []
  const startMs = clock.nowMs()
  pushing.queues = async () => [queue]
  pushing.sourcesOf = sourcesOf
  pushing.onLost = one => lost.push(one)
  pushing.deliver = async (_, { source, messages }) => {
    const to = nameOf(source.to)
    const bodies = messages.map(({ message }) => text(message.envelope.body))
    batches.push({ to, bodies, second: (clock.nowMs() - startMs) / 1000 })
    return (targets.get(to) ?? takes)(bodies, messages)
  }
  const put = (name: string, wish: object = {}) =>
    putQueue(services, { queue: name, settings: wish, expected: 'any' }, never)
  await put('dead')
  await put(queue, settings)
  const setTriggers = (some: readonly Trigger[]) => changeQueue(services, queue, 'any', () => triggersPart(some))
  await setTriggers(triggers)
  const publishAll = async (...messages: (string | Partial<NewMessage>)[]) => {
    for (let at = 0; at < messages.length; at += 16) {
      const some = messages.slice(at, at + 16).map(one => (typeof one === 'string' ? { body: Buffer.from(one) } : one))
      await publish(
        services,
        { queue, messages: some.map(one => ({ kind: 'text', body: Buffer.from('x'), ...one })) },
        never,
      )
    }
  }
  /** What lies in a queue, in one state. */
  const lying = async (name: string, state: 'visible' | 'delayed' = 'visible') =>
    (await browse(services, { queue: name, state, limit: 100 }, never)).messages
  const stats = (name = queue) => push.stats({ queue: name })
  return { ...push, queue, targets, batches, lost, setTriggers, publishAll, lying, stats }
}
