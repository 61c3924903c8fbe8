import { expect, test } from 'vitest'
import type { Bodies } from '../../lib/bodies/bodies.ts'
import { departed } from '../../lib/domain/deadLetter.ts'
import { defaultSettings, type QueueRef } from '../../lib/domain/queue.ts'
import { seededRandom } from '../../lib/random.ts'
import type { Aside, Leased, Store } from '../../lib/store/store.ts'
import { anEnvelope, aPoll, aQueue, startMs } from '../fixtures.ts'
import { bodiesOf, failure, idsOf, Site, throttle, writes } from './aSite.ts'

/** A queue whose messages are moved to `dead` after one attempt, which has run out. */
async function aScene(bodies: readonly string[], wish: { store?: Bodies; lanes?: number } = {}) {
  const site = new Site()
  const here = site.open(wish.store === undefined ? {} : { bodies: wish.store as Site['bodies'] })
  const [queue, dead] = [aQueue('orders'), aQueue('dead')]
  if (wish.lanes !== undefined) await site.setLanes(queue, { open: wish.lanes, before: wish.lanes })
  const told: number[] = []
  const aside: Aside = {
    to: dead,
    envelopeOf: (message, departure) => departed(message, queue.name, departure, site.world.nowMs),
    onMoved: messages => told.push(messages),
  }
  const settings = { ...defaultSettings, deadLetter: { queue: 'dead', attemptsMax: 1, expired: false } }
  const order = aPoll({ settings, leaseMs: 1_000, aside })
  const ids: string[] = []
  for (const body of bodies) ids.push(...idsOf(await here.store.publish(queue, [anEnvelope({ body })])))
  const leased: Leased[] = []
  for (let polls = 0; polls < 20 + bodies.length; polls++) leased.push(...(await here.store.poll(queue, order)))
  await site.pass(1_000)
  here.line.calls = []
  const receipts = leased.map(({ receipt }) => receipt)
  return { site, here, there: site.open(), queue, dead, order, ids, receipts, told }
}

/** Saves a queue, as its owner does; the version of its document. */
async function saved({ documents }: Store, { name, uid, generation }: QueueRef): Promise<number> {
  const written = await documents.write('queue', name, { name, uid, generation, settings: {} }, 'absent')
  return written.kind === 'written' ? written.version : 0
}

/** A body that goes into the object store, however well it deflates. */
const large = (seed: number): string => Buffer.from(seededRandom(seed).bytes(12_000)).toString('hex')

test('a move is one transaction: there, here, where to find it, whether both queues live, and that it left', async () => {
  const { here, queue, order } = await aScene(['a'])
  expect(await here.store.poll(queue, order)).toEqual([])
  expect(writes(here)).toEqual(['TransactWriteItems'])
  const { input } = here.line.calls.find(({ operation }) => operation === 'TransactWriteItems')!
  const actions = (input as { TransactItems: object[] }).TransactItems.flatMap(action => Object.keys(action))
  expect(actions).toEqual(['Delete', 'Put', 'Put', 'ConditionCheck', 'ConditionCheck', 'Put'])
})

test('which costs twelve write units', async () => {
  const { site, here, there, queue, dead, order } = await aScene(['a'])
  for (const one of [queue, dead]) await saved(there.store, one)
  let units = 0
  site.fake.onCall = ({ writeUnits }) => {
    units += writeUnits
  }
  expect(await here.store.poll(queue, order)).toEqual([])
  expect(units).toBe(12)
})

test('an ack that got no answer at first is not taken for done where the message has left meanwhile', async () => {
  const { site, here, there, queue, dead, order, receipts } = await aScene(['a'])
  let tries = 0
  here.line.before = async operation => {
    if (operation !== 'DeleteItem' || tries++ > 0) return 'goOn'
    await there.store.poll(queue, order)
    return failure('TimeoutError')
  }
  const ack = here.store.settle(queue, [{ kind: 'ack', receipt: receipts[0]!, ifLapsed: 'accept' }])
  expect(await site.live(ack)).toEqual([{ kind: 'gone' }])
  expect(tries).toBe(2)
  expect(bodiesOf(await here.store.poll(dead, aPoll()))).toEqual(['a'])
})

test('nor is a cancel', async () => {
  const { site, here, there, queue, dead, order, ids } = await aScene(['a'])
  let tries = 0
  here.line.before = async operation => {
    if (operation !== 'DeleteItem' || tries++ > 0) return 'goOn'
    await there.store.poll(queue, order)
    return failure('TimeoutError')
  }
  expect(await site.live(here.store.change(queue, ids[0]!, { kind: 'cancel' }))).toBe('gone')
  expect(bodiesOf(await here.store.poll(dead, aPoll()))).toEqual(['a'])
})

test('a poll ends, however much is left that it may not move', async () => {
  const { site, there, queue, dead, order } = await aScene(Array.from({ length: 100 }, (_, at) => `bad${at}`))
  await there.store.documents.remove('queue', 'dead', await saved(there.store, dead))
  const slow = site.open()
  slow.line.before = async () => 3
  expect(await site.live(slow.store.poll(queue, order))).toEqual([])
})

test('a sweep says how many it could not move', async () => {
  const { site, here, queue, order } = await aScene(['a', 'b'])
  here.line.before = async operation => (operation === 'TransactWriteItems' ? throttle : 'goOn')
  expect(await site.live(here.store.sweep(queue, order))).toEqual({ dropped: 0, movedAside: 0, left: 2 })
  here.line.before = async () => 'goOn'
  expect(await here.store.sweep(queue, order)).toEqual({ dropped: 0, movedAside: 2 })
})

test('a move whose reply was lost is told once; one whose replies were all lost, never', async () => {
  const { site, here, queue, dead, order, told } = await aScene(['a', 'b'])
  let lost = 0
  here.line.before = async operation => (operation === 'TransactWriteItems' && lost++ === 0 ? 'loseReply' : 'goOn')
  expect(await site.live(here.store.sweep(queue, order))).toMatchObject({ movedAside: 2 })
  expect(lost).toBeGreaterThan(2)
  expect(told).toEqual([1, 1])
  expect(bodiesOf(await here.store.poll(dead, aPoll()))).toEqual(['a', 'b'])
  const silent = await aScene(['a'])
  silent.here.line.before = async operation => (operation === 'TransactWriteItems' ? 'loseReply' : 'goOn')
  await silent.site.live(silent.here.store.sweep(silent.queue, silent.order))
  expect(silent.told).toEqual([])
  expect(bodiesOf(await silent.there.store.poll(silent.dead, aPoll()))).toEqual(['a'])
})

test('of two that move the same message one does', async () => {
  const { site, here, there, queue, dead, order, told } = await aScene(['a'])
  expect(await site.live(Promise.all([here.store.poll(queue, order), there.store.poll(queue, order)]))).toEqual([
    [],
    [],
  ])
  expect(told).toEqual([1])
  expect(bodiesOf(await here.store.poll(dead, aPoll()))).toEqual(['a'])
  expect(site.blocks(dead)).toHaveLength(1)
})

test('a large body comes along, and is as long kept as the message', async () => {
  const body = large(1)
  const { site, here, queue, dead, order, ids } = await aScene([body])
  await here.store.poll(queue, order)
  expect(site.bodies.keys()).toHaveLength(2)
  expect(bodiesOf(await here.store.poll(dead, aPoll()))).toEqual([body])
  expect((await here.store.find(dead, ids[0]!))!.envelope.origins).toHaveLength(1)
})

test('what cannot be read stays, comes back later and keeps nobody from the others', async () => {
  const site = new Site()
  let isLost = false
  const store = {
    put: (key: string, bytes: Uint8Array) => site.bodies.put(key, bytes),
    get: async (key: string) => (isLost ? undefined : site.bodies.get(key)),
  } as unknown as Bodies
  const scene = await aScene([large(2)], { store })
  const { here, queue, dead, order } = scene
  isLost = true
  await here.store.publish(queue, [anEnvelope({ body: 'good', sentAtMs: scene.site.world.nowMs })])
  const found = [
    ...(await scene.site.live(here.store.poll(queue, order))),
    ...(await scene.site.live(here.store.poll(queue, order))),
  ]
  expect(bodiesOf(found)).toEqual(['good'])
  expect(await here.store.stats(queue)).toMatchObject({ visible: 0, delayed: 1 })
  isLost = false
  await scene.site.pass(30_000)
  await scene.site.live(here.store.poll(queue, order))
  expect(await here.store.stats(dead)).toMatchObject({ visible: 2 })
})

test('a poll among many that cannot be moved ends, and hands out the others', async () => {
  const { site, here, there, queue, dead, order } = await aScene(Array.from({ length: 12 }, (_, at) => `bad${at}`))
  const version = await saved(there.store, dead)
  await there.store.documents.remove('queue', 'dead', version)
  await here.store.publish(queue, [anEnvelope({ body: 'good', sentAtMs: site.world.nowMs })])
  expect(bodiesOf(await site.live(here.store.poll(queue, order)))).toEqual(['good'])
  expect(await site.live(here.store.poll(queue, order))).toEqual([])
  expect(await here.store.stats(queue)).toMatchObject({ visible: 12, inFlight: 1 })
})

test('a sweep goes through all lanes, and does not touch what is good', async () => {
  const { site, here, queue, dead, order } = await aScene(
    Array.from({ length: 12 }, (_, at) => `bad${at}`),
    { lanes: 4 },
  )
  for (let at = 0; at < 12; at++) await here.store.publish(queue, [anEnvelope({ sentAtMs: site.world.nowMs })])
  here.line.calls = []
  let pages = 0
  for (let cursor: string | undefined; pages === 0 || cursor !== undefined; pages++)
    ({ cursor } = await site.live(here.store.sweep(queue, { ...order, cursor })))
  expect(pages).toBe(4)
  expect(await here.store.stats(dead)).toMatchObject({ visible: 12 })
  expect(new Set(writes(here))).toEqual(new Set(['TransactWriteItems']))
  await here.store.discard(queue)
  expect(await here.store.sweep(queue, order)).toEqual({ dropped: 0, movedAside: 0 })
  expect(site.world.nowMs).toBeGreaterThan(startMs)
})

test('who cannot say where to moves nothing', async () => {
  const { here, queue, order } = await aScene(['a'])
  expect(await here.store.sweep(queue, { judge: order.judge })).toEqual({ dropped: 0, movedAside: 0, left: 1 })
  expect(await here.store.poll(queue, { ...order, aside: undefined })).toEqual([])
  expect(await here.store.stats(queue)).toMatchObject({ visible: 1 })
})
