import { expect, test } from 'vitest'
import type { Bodies } from '../../lib/bodies/bodies.ts'
import { seededRandom } from '../../lib/random.ts'
import { anEnvelope, aPoll, aQueue, startMs } from '../fixtures.ts'
import { bodiesOf, idsOf, Site, throttle } from './aSite.ts'

/** A body that goes into the object store, however well it deflates. */
const large = (digit: string): string => digit + Buffer.from(seededRandom(Number(digit)).bytes(12_000)).toString('hex')

/** Messages with bodies in the object store, each in a block of its own. */
const aScene = async (count: number, wish = {}) => {
  const site = new Site()
  const queue = aQueue()
  const opened: string[] = []
  const bodies: Bodies & { lose: (key: string) => boolean; late: () => Promise<void> } = {
    put: (key, bytes) => site.bodies.put(key, bytes),
    async get(key) {
      opened.push(key)
      await bodies.late()
      return bodies.lose(key) ? undefined : site.bodies.get(key)
    },
    lose: () => false,
    late: async () => {},
  }
  const here = site.open({ bodies: bodies as unknown as Site['bodies'] })
  const texts = Array.from({ length: count }, (_, index) => large(String(index)))
  const ids: string[] = []
  for (const body of texts) ids.push(...idsOf(await here.store.publish(queue, [anEnvelope({ body, ...wish })])))
  return { site, queue, here, there: site.open(), bodies, opened, texts, ids }
}

test('a message whose body is missing is given back uncounted, and the others are handed out', async () => {
  const { site, queue, here, bodies, ids } = await aScene(3)
  const [lost] = site.bodies.keys()
  bodies.lose = key => key === lost
  const leased = await site.live(here.store.poll(queue, aPoll()))
  expect(leased).toHaveLength(2)
  const left = ids.find(id => !leased.some(({ message }) => message.id === id))!
  bodies.lose = () => false
  expect((await here.store.find(queue, left))!.delivery).toMatchObject({ attempts: 0, leased: false })
  expect(bodiesOf(await here.store.poll(queue, aPoll()))).toEqual([])
  await site.pass(30_000)
  const again = await here.store.poll(queue, aPoll())
  expect(again.map(({ message }) => message.id)).toContain(left)
})

test('a message that cannot be read does not keep those behind it from coming', async () => {
  const { site, queue, here, bodies } = await aScene(1)
  await here.store.publish(queue, [anEnvelope({ body: 'behind', sentAtMs: startMs + 1 })])
  await site.pass(1)
  bodies.lose = () => true
  const one = aPoll({ maxMessages: 1 })
  await expect(site.live(here.store.poll(queue, one))).rejects.toThrow('is missing')
  expect(bodiesOf(await site.live(here.store.poll(queue, one)))).toEqual(['behind'])
})

test('where no body can be read, the poll says so and keeps nothing', async () => {
  const { site, queue, here, there, bodies, texts } = await aScene(2)
  bodies.lose = () => true
  await expect(site.live(here.store.poll(queue, aPoll()))).rejects.toThrow('is missing')
  await site.pass(30_000)
  bodies.late = async () => Promise.reject(new Error('no such bucket'))
  await expect(site.live(here.store.poll(queue, aPoll()))).rejects.toThrow('no such bucket')
  await site.pass(30_000)
  const leased = await there.store.poll(queue, aPoll())
  expect(bodiesOf(leased).sort()).toEqual(texts)
  expect(leased.map(({ message }) => message.delivery.attempts)).toEqual([1, 1])
})

test('what could be read is handed out though the rest cannot even be given back', async () => {
  const { site, queue, here, bodies } = await aScene(2)
  const [lost] = site.bodies.keys()
  bodies.lose = key => {
    here.line.before = async () => throttle
    return key === lost
  }
  expect(await site.live(here.store.poll(queue, aPoll()))).toHaveLength(1)
})

test('the size is chosen before the lease: of what does not fit, nothing is leased and no body is read', async () => {
  const { site, queue, here, opened, texts } = await aScene(4)
  const maxBytes = 2 * texts[0]!.length + 5_000
  const leased = await site.live(here.store.poll(queue, aPoll({ maxBytes })))
  expect(leased).toHaveLength(2)
  expect(opened).toHaveLength(2)
  expect(site.blocks(queue).filter(({ s0 }) => s0!.S === '0')).toHaveLength(2)
})

test('what expires while its body is fetched is not handed out', async () => {
  const { site, queue, here, bodies } = await aScene(2, { expiresAtMs: startMs + 1_000 })
  bodies.late = () => site.world.pause(1_000)
  expect(await site.live(here.store.poll(queue, aPoll()))).toEqual([])
})

test('a single message always comes, however large, and what does not fit is not overtaken', async () => {
  const { site, queue, here, texts } = await aScene(2)
  await here.store.publish(queue, [anEnvelope({ body: 'small', sentAtMs: startMs + 1 })])
  await site.pass(1)
  const [first, ...others] = await site.live(here.store.poll(queue, aPoll({ maxBytes: 1 })))
  expect([texts.includes(bodiesOf([first!])[0]!), others]).toEqual([true, []])
  await site.pass(30_000)
  const maxBytes = texts[0]!.length + 5_000
  expect(bodiesOf(await site.live(here.store.poll(queue, aPoll({ maxBytes }))))).toHaveLength(1)
})
