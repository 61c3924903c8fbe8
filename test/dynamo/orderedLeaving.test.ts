import { expect, test } from 'vitest'
import { departed } from '../../lib/domain/deadLetter.ts'
import type { Message } from '../../lib/domain/message.ts'
import { Problem } from '../../lib/domain/problem.ts'
import { defaultSettings } from '../../lib/domain/queue.ts'
import { seededRandom } from '../../lib/random.ts'
import type { Aside, Departing, RedriveOrder } from '../../lib/store/store.ts'
import { aJudge, anEnvelope, anOrderedQueue, aPoll, aRelease, text } from '../fixtures.ts'
import { aLine, OrderedSite } from './anOrderedSite.ts'
import { bodiesOf, failure } from './aSite.ts'

const dead = anOrderedQueue('dead.fifo')
const aside: Aside = { to: dead, envelopeOf: (message, departure) => departed(message, 'orders.fifo', departure, 0) }
const settings = { ...defaultSettings, deadLetter: { queue: 'dead.fifo', attemptsMax: 1, expired: false } }

const expiring = (body: string, expiresAtMs: number) => anEnvelope({ body, groupId: body.split('-')[0], expiresAtMs })

test('a sweep drops what has expired wherever it stands, and leaves what is held', async () => {
  const scene = new OrderedSite()
  const soon = scene.site.world.nowMs + 1_000
  const envelopes = ['g1-1', 'g1-2', 'g1-3', 'g1-4'].map((name, nth) =>
    nth !== 2 ? expiring(name, soon) : anEnvelope({ body: name, groupId: 'g1' }),
  )
  await scene.site.live(scene.here.store.publish(scene.queue, envelopes))
  await scene.poll(scene.here, { maxMessages: 1, leaseMs: 5_000 })
  await scene.site.pass(1_000)
  const sweep = () => scene.site.live(scene.there.store.sweep(scene.queue, { judge: aJudge() }))
  expect(await sweep()).toEqual({ dropped: 2, movedAside: 0 })
  expect(await sweep()).toEqual({ dropped: 0, movedAside: 0 })
  await scene.site.pass(5_000)
  expect(await scene.names(scene.there)).toEqual(['g1-3'])
})

test('a sweep moves aside more than one transaction takes, in order, and counts what it has to leave', async () => {
  const scene = new OrderedSite()
  const names = Array.from({ length: 40 }, (_, nth) => `g1-${nth}`)
  const soon = scene.site.world.nowMs + 1_000
  for (let at = 0; at < 40; at += 10)
    await scene.site.live(
      scene.here.store.publish(
        scene.queue,
        names.slice(at, at + 10).map(name => expiring(name, soon)),
      ),
    )
  await scene.publish(scene.here, 'g2-1')
  await scene.site.pass(1_000)
  const expires = { ...settings, deadLetter: { ...settings.deadLetter, expired: true } }
  const sweep = (to: Aside | undefined) =>
    scene.site.live(scene.there.store.sweep(scene.queue, { judge: aJudge(1_000, expires), aside: to }))
  expect(await sweep(undefined)).toEqual({ dropped: 0, movedAside: 0, left: 40 })
  expect(await sweep(aside)).toEqual({ dropped: 0, movedAside: 40 })
  const page = await scene.site.live(
    scene.here.store.browse(dead, { state: 'visible', limit: 100, maxBytes: 1_000_000 }),
  )
  expect(page.messages.map(({ envelope }) => text(envelope.body))).toEqual(names)
  expect(await scene.names(scene.there)).toEqual(['g2-1'])
})

const redriveTo = (to: typeof dead, wish: Partial<RedriveOrder> = {}): RedriveOrder => ({
  mayGo: () => true,
  isFull: () => false,
  choose: ({ envelope }: Message): Departing => ({ to, envelope }),
  ...wish,
})

async function redriveAll(scene: OrderedSite, order: RedriveOrder): Promise<number> {
  let moved = 0
  let cursor: string | undefined
  do {
    const page = await scene.site.live(
      scene.there.store.redrive(scene.queue, { ...order, ...(cursor !== undefined && { cursor }) }),
    )
    moved += page.moved
    cursor = page.cursor
  } while (cursor !== undefined)
  return moved
}

test('a redrive takes what is chosen out of the middle, step by step, and leaves the others in order', async () => {
  const scene = new OrderedSite()
  const names = Array.from({ length: 50 }, (_, nth) => `g${nth % 2}-${nth}`)
  for (let at = 0; at < 50; at += 10) await scene.publish(scene.here, ...names.slice(at, at + 10))
  const isChosen = (name: string): boolean => Number(name.split('-')[1]) % 3 === 0
  const choose = ({ envelope }: Message): Departing | undefined =>
    isChosen(text(envelope.body)) ? { to: dead, envelope } : undefined
  expect(await redriveAll(scene, redriveTo(dead, { choose }))).toBe(names.filter(isChosen).length)
  const groupsOf = (all: string[], group: string) => all.filter(name => name.startsWith(group))
  const taken: string[] = []
  for (let left = await scene.poll(scene.here); left.length > 0; left = await scene.poll(scene.here)) {
    taken.push(...bodiesOf(left))
    await scene.ack(scene.here, left)
  }
  const stays = names.filter(name => !isChosen(name))
  for (const group of ['g0', 'g1']) expect(groupsOf(taken, group)).toEqual(groupsOf(stays, group))
})

test('a redrive ends when the order is full, and goes on from there', async () => {
  const { scene } = await aLine('g1-1', 'g1-2', 'g1-3', 'g2-1')
  let left = 2
  const choose = ({ envelope }: Message): Departing => {
    left -= 1
    return { to: dead, envelope }
  }
  const first = await scene.site.live(
    scene.there.store.redrive(scene.queue, redriveTo(dead, { choose, isFull: () => left === 0 })),
  )
  expect(first).toEqual({ moved: 2, cursor: expect.any(String) })
  const rest = await scene.site.live(
    scene.there.store.redrive(scene.queue, { ...redriveTo(dead), cursor: first.cursor! }),
  )
  expect(rest.moved).toBe(2)
})

test('what is in flight is not redriven, what may not go is not asked for, and two queues are two moves', async () => {
  const { scene, ids } = await aLine('g1-1', 'g1-2', 'g1-3', 'g1-4')
  await scene.poll(scene.here, { maxMessages: 1 })
  const other = anOrderedQueue('other.fifo')
  const choose = ({ envelope }: Message): Departing => ({
    to: text(envelope.body) === 'g1-3' ? other : dead,
    envelope,
  })
  const mayGo = (id: string): boolean => id !== ids[1]
  expect(await redriveAll(scene, redriveTo(dead, { choose, mayGo }))).toBe(2)
  const stats = await scene.site.live(scene.here.store.stats(scene.queue))
  expect(stats).toMatchObject({ inFlight: 1, visible: 1 })
  expect(await scene.site.live(scene.here.store.stats(other))).toMatchObject({ visible: 1 })
})

test('a redrive to a queue that is gone moves nothing, and delays nobody there', async () => {
  const { scene } = await aLine('g1-1')
  await scene.site.live(scene.there.store.discard(dead))
  expect(await redriveAll(scene, redriveTo(dead))).toBe(0)
  // A process that has not heard of it is told by the document.
  const gone = { uid: dead.uid, generation: 2, name: dead.name }
  await scene.site.live(scene.here.store.documents.write('queue', dead.name, gone, 'absent'))
  await scene.publish(scene.here, 'g1-2')
  const unaware = scene.site.open()
  const move = unaware.store.redrive(scene.queue, redriveTo(dead))
  expect(await scene.site.live(move)).toEqual({ moved: 0 })
  expect(await scene.names(scene.there)).toEqual(['g1-1', 'g1-2'])
})

test('a store that does not answer for one move does not end the redrive', async () => {
  const { scene } = await aLine('g1-1', 'g2-1')
  let strikes = 0
  scene.there.line.before = async operation =>
    operation === 'TransactWriteItems' && strikes++ < 6 ? failure('InternalServerError') : 'goOn'
  expect(await redriveAll(scene, redriveTo(dead))).toBe(1)
})

test('a message that was moved aside is found, cancelled and acked where it is, and has left where it was', async () => {
  const { scene, ids } = await aLine('g1-1', 'g1-2')
  await scene.poll(scene.here, { leaseMs: 0, settings, aside })
  expect(await scene.names(scene.there, { settings, aside })).toEqual([])
  const find = (queue: typeof dead, id: string) => scene.site.live(scene.there.store.find(queue, id))
  expect(await find(scene.queue, ids[0]!)).toBeUndefined()
  expect((await find(dead, ids[0]!))!.id).toBe(ids[0])
  expect(await scene.site.live(scene.there.store.change(dead, ids[0]!, { kind: 'cancel' }))).toBe('done')
  expect(await find(dead, ids[0]!)).toBeUndefined()
  const [second] = await scene.site.live(scene.there.store.poll(dead, aPoll()))
  expect(second!.message.id).toBe(ids[1])
})

test('what the last worker said goes along with a message that is moved aside', async () => {
  const { scene, ids } = await aLine('g1-1')
  const [leased] = await scene.poll(scene.here)
  await scene.settle(scene.here, aRelease(leased!.receipt, 0, 'no paper'))
  expect(await scene.names(scene.there, { settings, aside })).toEqual([])
  const moved = await scene.site.live(scene.there.store.find(dead, ids[0]!))
  expect(moved!.delivery).toMatchObject({ nackReason: 'no paper', attempts: 1 })
})

test('where the bodies do not answer a redrive fails, and what cannot be read at all is passed over', async () => {
  for (const problem of [new Problem('StoreBusy'), undefined]) {
    const scene = new OrderedSite()
    const body = Buffer.from(seededRandom(1).bytes(30_000))
    await scene.site.live(scene.here.store.publish(scene.queue, [anEnvelope({ body, groupId: 'g1' })]))
    const get = async (): Promise<undefined> => {
      if (problem !== undefined) throw problem
    }
    const blind = scene.site.open({ bodies: { put: async () => {}, get } as never })
    const move = scene.site.live(blind.store.redrive(scene.queue, redriveTo(dead)))
    if (problem === undefined) expect(await move).toEqual({ moved: 0 })
    else await expect(move).rejects.toBe(problem)
  }
})
