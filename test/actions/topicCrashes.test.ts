import { expect, test } from 'vitest'
import type { Services } from '../../lib/actions/services.ts'
import { innerOwner } from '../../lib/domain/topic.ts'
import type { Store } from '../../lib/store/store.ts'
import { runUpkeep } from '../../lib/upkeep/upkeep.ts'
import {
  aMessage,
  aTopicScene,
  bodiesOf,
  outboxes,
  pushQueues,
  type TopicScene,
  topic,
  toQueue,
  toUrl,
  verbs,
} from './topicScene.ts'

/** How a call of the store goes wrong: not done, or done and not answered; and whether the process goes on. */
type Fault = { call: number; when: 'before' | 'after'; goesOn: boolean }

class Crash extends Error {
  override readonly name = 'Crash'
}

/** The store as a process sees it to which this happens; counts its calls. */
function faulty(store: Store, fault: Fault): { store: Store; count: () => number } {
  let calls = 0
  let isDead = false
  const wrap = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get(object, name) {
        const member = Reflect.get(object, name, object)
        if (name === 'documents') return wrap(member as object)
        if (typeof member !== 'function') return member
        if (name === 'nudge') return () => {}
        return async (...given: unknown[]) => {
          const isIt = calls++ === fault.call
          if (isIt && !fault.goesOn) isDead = true
          if (isDead ? !isIt || fault.when === 'before' : isIt && fault.when === 'before') throw new Crash()
          const answer = await member.apply(object, given)
          if (isIt) throw new Crash()
          return answer
        }
      },
    })
  return { store: wrap(store), count: () => calls }
}

/** A topic with subscriptions of every kind, one of which has lost its queue. */
async function aBusyTopic(): Promise<TopicScene> {
  const scene = await aTopicScene()
  for (const queue of ['all', 'tagged', 'lost', 'ordered.fifo']) await scene.makeQueue(queue)
  await scene.subscribe('all', toQueue('all'))
  await scene.subscribe('tagged', toQueue('tagged', { filter: { tag: 'red' } }))
  await scene.subscribe('lost', toQueue('lost'))
  await scene.subscribe('ordered', toQueue('ordered.fifo'))
  await scene.subscribe('hook', toUrl())
  await scene.ask('deleteQueue', { queue: 'lost', expected: 'any' })
  return scene
}

/** Minutes pass in which upkeep runs, as it does on AWS. */
async function recover({ services, clock }: TopicScene): Promise<void> {
  for (let minutes = 0; minutes < 4; minutes++) {
    clock.advanceMs(60_000)
    await runUpkeep(services, 10_000)
  }
}

/** What has arrived for each subscription, or waits to be carried there. */
async function arrived(scene: TopicScene): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = { all: [], tagged: [], ordered: [] }
  for (const name of Object.keys(all))
    all[name] = bodiesOf(await scene.messagesOf(name === 'ordered' ? 'ordered.fifo' : name))
  for (const queue of await scene.innerQueues(pushQueues)) {
    const { subscription } = innerOwner(queue.name)!
    all[subscription!] = [...(all[subscription!] ?? []), ...bodiesOf(await scene.messagesOf(queue))].sort()
  }
  return all
}

const once = (bodies: readonly string[] | undefined): string[] => [...new Set(bodies)]

const messages = [aMessage('one', { tag: 'red' }), aMessage('two', { tag: 'blue' })]
const wanted = {
  all: ['one', 'two'],
  tagged: ['one'],
  ordered: ['one', 'two'],
  hook: ['one', 'two'],
  lost: ['one', 'two'],
}

/** Does the work with each of its calls going wrong in each way. */
async function atEveryStep(
  make: () => Promise<TopicScene>,
  work: (process: ReturnType<typeof verbs> & { services: Services }) => Promise<unknown>,
  check: (scene: TopicScene, isDone: boolean, fault: Fault) => Promise<void>,
): Promise<number> {
  let [call, isOver] = [0, false]
  for (; !isOver; call++)
    for (const when of ['before', 'after'] as const)
      for (const goesOn of [true, false]) {
        const fault = { call, when, goesOn }
        const scene = await make()
        const { store, count } = faulty(scene.services.store, fault)
        const services = { ...scene.services, store }
        const isDone = await work({ ...verbs(services), services }).then(
          () => true,
          () => false,
        )
        isOver = count() <= call
        await recover(scene)
        await check(scene, isDone, fault)
      }
  return call
}

test('an acknowledged message reaches every subscription, whatever goes wrong at whichever step', async () => {
  const steps = await atEveryStep(
    aBusyTopic,
    process => process.publish(...messages),
    async (scene, isDone, fault) => {
      const all = await arrived(scene)
      for (const [place, bodies] of Object.entries(wanted))
        if (isDone) expect([fault, place, once(all[place])]).toEqual([fault, place, bodies])
      expect((await scene.messagesOf('ordered.fifo')).length).toBeLessThanOrEqual(2)
      expect(all.tagged).not.toContain('two')
      for (const outbox of await scene.innerQueues(outboxes)) expect(await scene.messagesOf(outbox)).toEqual([])
    },
  )
  expect(steps).toBeGreaterThan(15)
})

test('so it does when whoever goes on with it fails as well', async () => {
  const scene = async (): Promise<TopicScene> => {
    const busy = await aBusyTopic()
    const refusing = new Proxy(busy.services.store, {
      get(store, name) {
        const member = Reflect.get(store, name, store)
        if (name !== 'publish') return typeof member === 'function' ? member.bind(store) : member
        return async (...given: Parameters<Store['publish']>) => {
          if (!given[0].name.startsWith(outboxes)) throw new Crash()
          return store.publish(...given)
        }
      },
    })
    await verbs({ ...busy.services, store: refusing }).publish(...messages)
    busy.clock.advanceMs(60_000)
    return busy
  }
  await atEveryStep(
    scene,
    ({ services }) => runUpkeep(services, 10_000),
    async (recovered, _, fault) => {
      const all = await arrived(recovered)
      for (const [place, bodies] of Object.entries(wanted))
        expect([fault, place, once(all[place])]).toEqual([fault, place, bodies])
      for (const outbox of await recovered.innerQueues(outboxes)) expect(await recovered.messagesOf(outbox)).toEqual([])
    },
  )
})

test('a repetition with the same request key completes what was begun, and copies nothing that was done', async () => {
  await atEveryStep(
    aBusyTopic,
    process => process.ask('publishToTopic', { topic, messages, requestKey: 'k' }),
    async scene => {
      const { ids } = await scene.ask('publishToTopic', { topic, messages, requestKey: 'k' })
      expect(await scene.ask('publishToTopic', { topic, messages, requestKey: 'k' })).toEqual({ ids })
      await recover(scene)
      const all = await arrived(scene)
      for (const [place, bodies] of Object.entries(wanted)) expect(once(all[place])).toEqual(bodies)
      expect((await scene.messagesOf('ordered.fifo')).length).toBeLessThanOrEqual(2)
    },
  )
})

test('a subscription ends, or stands, by one step: what is left of it reaches nobody', async () => {
  await atEveryStep(
    async () => {
      const scene = await aBusyTopic()
      await scene.publish(...messages)
      return scene
    },
    process => process.ask('deleteSubscription', { topic, subscription: 'hook', expected: 'any' }),
    async (scene, isDone) => {
      const names = (await scene.ask('getTopic', { topic })).topic.subscriptions.map(({ name }) => name)
      const isGone = !names.includes('hook')
      if (isDone) expect(isGone).toBe(true)
      const all = await arrived(scene)
      expect(all.hook).toEqual(isGone ? undefined : ['one', 'two'])
      await scene.subscribe('hook', toUrl())
      await scene.publish(aMessage('three'))
      expect((await arrived(scene)).hook).toEqual(isGone ? ['three'] : ['one', 'three', 'two'])
    },
  )
})

test('of a topic that is deleted nothing stays, at whichever step its end goes wrong', async () => {
  await atEveryStep(
    async () => {
      const scene = await aBusyTopic()
      await scene.publish(...messages)
      // What was marked by then is worked off.
      await recover(scene)
      return scene
    },
    process => process.ask('deleteTopic', { topic, expected: 'any' }),
    async scene => {
      await scene.ask('deleteTopic', { topic, expected: 'any' }).catch(() => {})
      await recover(scene)
      expect(await scene.innerQueues('~')).toEqual([])
    },
  )
})
