import { onTestFinished } from 'vitest'
import type { ActionName, InputOf } from '../../lib/actions/actions.ts'
import type { Services } from '../../lib/actions/services.ts'
import type { TriggerChange } from '../../lib/domain/checkedTrigger.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import type { TriggerTarget } from '../../lib/domain/trigger.ts'
import { makePerform } from '../../lib/identity/perform.ts'
import { MemoryStore } from '../../lib/store/memory/memoryStore.ts'
import { aContext, startMs } from '../fixtures.ts'
import { aMessage, anyone, never } from './scene.ts'

export const target: TriggerTarget = { kind: 'http', url: 'https://example.com/' }

const minuteMs = 60_000
const daysMs = 20 * 86_400_000

/** The queue `orders`, with a trigger where nothing else is said, and what is told of it. */
export async function aTriggerScene(settings: TriggerChange | null = { target }) {
  const context = aContext()
  const store = new MemoryStore(context)
  onTestFinished(() => store.close())
  const keyring = new Keyring([{ id: '00000001', secret: context.random.bytes(32) }])
  const told: string[] = []
  const services: Services = {
    ...context,
    store,
    keyring,
    onPush: ({ name }) => void told.push(name),
    wakeAt: async ({ name }, atMs) => void told.push(`${name} at ${atMs - startMs}`),
  }
  const perform = makePerform(services)
  const ask = <Name extends ActionName>(name: Name, input: InputOf<Name>) => perform(anyone, name, input, never)
  const makeQueue = (queue: string, wish = {}) => ask('putQueue', { queue, settings: wish, expected: 'any' })
  const putTrigger = (queue: string, wish: TriggerChange, trigger = 'one') =>
    ask('putTrigger', { queue, trigger, settings: wish, expected: 'any' })
  await makeQueue('orders')
  if (settings !== null) await putTrigger('orders', settings)
  return {
    services,
    clock: context.clock,
    told,
    ask,
    makeQueue,
    putTrigger,
    publish: (message: object = {}, queue = 'orders') =>
      ask('publish', { queue, messages: [{ ...aMessage(), ...message }] }),
    poll: async (wish: object = {}, queue = 'orders') =>
      (await ask('poll', { queue, maxMessages: 16, waitSeconds: 0, ...wish })).messages,
    /** In which minutes from the start on, after the first, a queue is marked to be pushed; what its trigger itself marked is left out. */
    marks: async (queue = 'orders') => (await marksOf(services, queue)).filter(minute => !ofTrigger.has(minute)),
  }
}

// What a first trigger marks: at once, when leases of 30 s given by the old settings are over, and in ever longer steps.
const ofTrigger = new Set([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720])

export async function marksOf({ store }: Services, queue: string): Promise<number[]> {
  const { marks } = await store.due({ untilMs: startMs + daysMs })
  const pushes = marks.filter(({ name, sake }) => name === queue && sake === 'push')
  return pushes.map(({ atMs }) => (atMs - startMs) / minuteMs)
}
