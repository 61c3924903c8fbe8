import { expect, test } from 'vitest'
import type { Bodies } from '../../lib/bodies/bodies.ts'
import { Problem } from '../../lib/domain/problem.ts'
import { seededRandom } from '../../lib/random.ts'
import type { RedriveOrder } from '../../lib/store/store.ts'
import { anEnvelope, aPoll, aQueue, text } from '../fixtures.ts'
import { bodiesOf, Site, throttle, writes } from './aSite.ts'

async function aScene(bodies: readonly string[], wish: { store?: Bodies; lanes?: number } = {}) {
  const site = new Site()
  const here = site.open(wish.store === undefined ? {} : { bodies: wish.store as Site['bodies'] })
  const [dead, orders] = [aQueue('dead'), aQueue('orders')]
  if (wish.lanes !== undefined) await site.setLanes(dead, { open: wish.lanes, before: wish.lanes })
  for (const body of bodies) await here.store.publish(dead, [anEnvelope({ body })])
  here.line.calls = []
  const order: RedriveOrder = {
    mayGo: () => true,
    choose: ({ envelope }) => ({ to: orders, envelope }),
    isFull: () => false,
  }
  return { site, here, there: site.open(), dead, orders, order }
}

/** A body that goes into the object store, however well it deflates. */
const large = (seed: number): string => Buffer.from(seededRandom(seed).bytes(12_000)).toString('hex')

test('a message goes in one transaction: there, here, whether both queues live, and that it left', async () => {
  const { here, dead, order } = await aScene(['a'])
  expect(await here.store.redrive(dead, order)).toEqual({ moved: 1 })
  expect(writes(here)).toEqual(['TransactWriteItems'])
  const { input } = here.line.calls.find(({ operation }) => operation === 'TransactWriteItems')!
  const actions = (input as { TransactItems: object[] }).TransactItems.flatMap(action => Object.keys(action))
  expect(actions).toEqual(['Delete', 'Put', 'ConditionCheck', 'ConditionCheck', 'Put'])
})

test('what a busy store does not let go stays, and is no failure of the step', async () => {
  const { site, here, dead, orders, order } = await aScene(['a'])
  here.line.before = async operation => (operation === 'TransactWriteItems' ? throttle : 'goOn')
  expect(await site.live(here.store.redrive(dead, order))).toEqual({ moved: 0 })
  here.line.before = async () => 'goOn'
  expect(await here.store.redrive(dead, order)).toEqual({ moved: 1 })
  expect(bodiesOf(await here.store.poll(orders, aPoll()))).toEqual(['a'])
})

test('of two that redrive the same message one does', async () => {
  const { site, here, there, dead, orders, order } = await aScene(['a'])
  const pages = await site.live(Promise.all([here.store.redrive(dead, order), there.store.redrive(dead, order)]))
  expect(pages.map(({ moved }) => moved).sort()).toEqual([0, 1])
  expect(bodiesOf(await here.store.poll(orders, aPoll()))).toEqual(['a'])
  expect(site.blocks(orders)).toHaveLength(1)
})

test('a large body comes along, and is as long kept as the message', async () => {
  const body = large(1)
  const { site, here, dead, orders, order } = await aScene([body])
  expect(await here.store.redrive(dead, order)).toEqual({ moved: 1 })
  expect(site.bodies.keys()).toHaveLength(2)
  expect(bodiesOf(await here.store.poll(orders, aPoll()))).toEqual([body])
})

test('what cannot be read stays, and keeps nobody else; a store that does not answer ends the step', async () => {
  let failure: (() => Uint8Array | undefined) | undefined
  const bodies = new Site().bodies
  const store = {
    put: (key: string, bytes: Uint8Array) => bodies.put(key, bytes),
    get: async (key: string) => (failure === undefined ? bodies.get(key) : failure()),
  } as unknown as Bodies
  const { here, dead, orders, order } = await aScene([large(2), 'good'], { store })
  failure = () => {
    throw new Problem('StoreBusy')
  }
  await expect(here.store.redrive(dead, order)).rejects.toMatchObject({ code: 'StoreBusy' })
  expect(await here.store.stats(orders)).toMatchObject({ visible: 0 })
  failure = () => undefined
  expect(await here.store.redrive(dead, order)).toEqual({ moved: 1 })
  expect(bodiesOf(await here.store.poll(orders, aPoll()))).toEqual(['good'])
  expect(await here.store.stats(dead)).toMatchObject({ visible: 1 })
})

test('a block whose messages go to several queues goes with the last of them', async () => {
  const { site, here, dead, orders, order } = await aScene([])
  const other = aQueue('other')
  await here.store.publish(dead, [anEnvelope({ body: 'a' }), anEnvelope({ body: 'b' }), anEnvelope({ body: 'c' })])
  const choose: RedriveOrder['choose'] = ({ envelope }) => ({
    to: text(envelope.body) === 'b' ? other : orders,
    envelope,
  })
  expect(await here.store.redrive(dead, { ...order, choose })).toEqual({ moved: 3 })
  expect([dead, orders, other].map(queue => site.blocks(queue).length)).toEqual([0, 1, 1])
})

test('goes through all lanes', async () => {
  const { here, site, dead, orders, order } = await aScene(
    Array.from({ length: 12 }, (_, at) => `${at}`),
    { lanes: 4 },
  )
  let [pages, moved] = [0, 0]
  for (let cursor: string | undefined; pages === 0 || cursor !== undefined; pages++) {
    const page = await site.live(here.store.redrive(dead, { ...order, cursor }))
    moved += page.moved
    cursor = page.cursor
  }
  expect([pages, moved]).toEqual([4, 12])
  expect(await here.store.stats(orders)).toMatchObject({ visible: 12 })
})
