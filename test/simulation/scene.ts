import type { Services } from '../../lib/actions/services.ts'
import type { Bodies } from '../../lib/bodies/bodies.ts'
import { MemoryBodies } from '../../lib/bodies/memoryBodies.ts'
import type { Clock } from '../../lib/domain/clock.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import { defaultSettings, type Queue, type QueueSettings } from '../../lib/domain/queue.ts'
import type { Random } from '../../lib/domain/random.ts'
import type { Dynamo, Input, Operation } from '../../lib/store/dynamo/dynamo.ts'
import type { Store } from '../../lib/store/store.ts'
import { FakeDynamo } from '../dynamo/fake/fakeDynamo.ts'
import { Caller } from './caller.ts'
import type { Chance } from './chance.ts'
import { type Check, Chronicle } from './chronicle.ts'
import type { Desk, View } from './desk.ts'
import { Faults } from './faults.ts'
import { FaultyDynamo } from './faultyDynamo.ts'
import { Fleet } from './fleet.ts'
import { Generations } from './generations.ts'
import type { Instance } from './instance.ts'
import { Ledger } from './ledger.ts'
import { checkEmpty } from './lookRules.ts'
import { checkRun } from './orderRules.ts'
import { addressesOf } from './request.ts'
import { checkRoom } from './roomRules.ts'
import { historyMs, Server, type Tamper } from './server.ts'
import { SlowBodies } from './slowBodies.ts'
import { stepRules } from './stepRules.ts'
import { checkWakes } from './wakeRules.ts'
import { type Step, Watch } from './watch.ts'
import { World } from './world.ts'

export const tables = { messages: 'messages', documents: 'documents' }

export type StoreParts = {
  instance: Instance
  dynamo: Dynamo
  bodies: Bodies
  clock: Clock
  wall: Clock
  random: Random
}
export type MakeStore = (parts: StoreParts) => Store

/** Breaks something on purpose: what DynamoDB does, or what a function's store does. */
export type Sabotage = {
  /** The run ends as soon as one of these is seen broken. */
  endsAt?: readonly Check[] | undefined
  /** Whether there is a purge; as it comes when absent. */
  purges?: boolean | undefined
  tamper?: ((scene: Scene) => Tamper) | undefined
  store?: ((store: Store, scene: Scene, instance: Instance) => Store) | undefined
}

/** `views`: all queues, the one first that messages are published to. */
export type Scene = Desk & { faults: Faults; fleet: Fleet; server: Server; fake: FakeDynamo; views: readonly View[] }

const startMs = Date.UTC(2026, 0, 1)

export function openScene(
  chance: Chance,
  queue: string,
  settings: QueueSettings,
  makeStore: MakeStore,
  sabotage: Sabotage = {},
): Scene {
  const world = new World(startMs + chance.int(0, 999_999))
  const faults = new Faults(chance.fork())
  const chronicle = new Chronicle(world, sabotage.endsAt)
  const ledger = new Ledger(chronicle, id => watch.find(id)?.firstScope)
  const views = viewsOf(queue, settings)
  const fake = new FakeDynamo({ tables: Object.values(tables), nowMs: () => world.nowMs, historyMs })
  const watch = new Watch(
    world,
    fake,
    tables.messages,
    step => onStep(step),
    (befores, afters) => checkRun(chronicle, befores, afters),
  )
  const settingsOf = (scope: string) => viewAt(views, scope).settings
  const keep = stepRules({ world, chronicle, ledger, settingsOf })
  const onStep = (step: Step): void => {
    keep(step)
    checkRoom({ world, chronicle, ledger, watch }, settingsOf(step.stored.scope), step)
  }
  const keyring = new Keyring([{ id: '00000001', secret: chance.bytes(32) }])
  const bodies = new MemoryBodies()

  const onWrite = (operation: Operation, input: Input<Operation>, by: Instance): void => {
    watch.onWrite(operation, input, by)
    for (const { table, p, s } of addressesOf(operation, input)) {
      if (table === tables.messages) checkWakes(chronicle, views, fake.get(table, p, s))
      const text = table === tables.documents && p === 'queue' ? fake.get(table, p, s)?.j?.S : undefined
      if (text !== undefined) written(views, JSON.parse(text) as Queue, world.nowMs)
    }
  }
  const tamper: Tamper = (...call) => broken?.(...call)
  const server = new Server({ world, chance: chance.fork(), faults, fake, onWrite, tamper })
  const serve = (instance: Instance): Services => {
    const { clock, chance: random } = instance
    const dynamo = new FaultyDynamo(world, faults, server, instance)
    const slowBodies = new SlowBodies(world, faults, bodies, instance)
    const store = makeStore({ instance, dynamo, bodies: slowBodies, clock, wall: clock, random })
    const sabotaged = sabotage.store?.(store, scene, instance) ?? store
    return { store: withLooks(sabotaged, scene, instance), clock, wall: clock, random, keyring }
  }
  const tools = { world, chance, faults, chronicle, ledger, watch, server, fake }
  const scene = { ...tools, ...views[0], views } as unknown as Scene
  scene.fleet = new Fleet({ world, chance: chance.fork(), faults, serve })
  scene.caller = new Caller({ world, faults, fleet: scene.fleet, chronicle })
  const broken = sabotage.tamper?.(scene)
  return scene
}

function viewsOf(queue: string, settings: QueueSettings): [View, ...View[]] {
  const main = { queue, settings, generations: new Generations() }
  if (settings.deadLetter === undefined) return [main]
  return [main, { queue: settings.deadLetter.queue, settings: defaultSettings, generations: new Generations() }]
}

const viewAt = (views: readonly View[], scope: string): View =>
  views.find(({ generations }) => generations.isOf(scope)) ?? views[0]!

const written = (views: readonly View[], queue: Queue, nowMs: number): void =>
  views.find(view => view.queue === queue.name)?.generations.written(queue, nowMs)

/** The same store; each empty answer to a poll is judged. */
function withLooks(store: Store, scene: Scene, by: Instance): Store {
  const poll: Store['poll'] = async (queue, order) => {
    const askedMs = scene.world.nowMs
    const leased = await store.poll(queue, order)
    const desk = { ...scene, ...scene.views.find(view => view.queue === queue.name) }
    // Beside a limit there may be no more to be had though there is something.
    if (leased.length === 0 && order.inFlightMax === undefined)
      checkEmpty(desk, queue, { by, askedMs, answeredMs: scene.world.nowMs, faults: 0 })
    return leased
  }
  return withMethods(store, { poll })
}

/** The same store, but for some of its methods. */
export const withMethods = (store: Store, methods: Partial<Store>): Store =>
  new Proxy(store, {
    get(target, name) {
      if (name in methods) return methods[name as keyof Store]
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
