import { expect, test } from 'vitest'
import { departed } from '../../lib/domain/deadLetter.ts'
import type { Message } from '../../lib/domain/message.ts'
import { defaultSettings } from '../../lib/domain/queue.ts'
import type { Aside, Change, Departing, RedriveOrder } from '../../lib/store/store.ts'
import { aJudge, anEnvelope, anOrderedQueue, aPoll, text } from '../fixtures.ts'
import { OrderedSite } from './anOrderedSite.ts'
import { bodiesOf, failure, once, type Process } from './aSite.ts'

const dead = anOrderedQueue('dead.fifo')
const aside: Aside = { to: dead, envelopeOf: (message, departure) => departed(message, 'orders.fifo', departure, 0) }
const settings = { ...defaultSettings, deadLetter: { queue: 'dead.fifo', attemptsMax: 1, expired: false } }

const change = ({ site, queue }: OrderedSite, { store }: Process, id: string, wish: Change) =>
  site.live(store.change(queue, id, wish))

async function aLine(...names: string[]) {
  const scene = new OrderedSite()
  const results = await scene.publish(scene.here, ...names)
  const ids = results.map(one => (one.kind === 'stored' ? one.id : ''))
  const find = (id: string) => scene.site.live(scene.there.store.find(scene.queue, id))
  return { scene, ids, find }
}

const edit = (body: string, seenToken = ''): Change => ({
  kind: 'replace',
  seenToken,
  envelope: anEnvelope({ body, groupId: 'g1' }),
})

test('what nobody was handed is cancelled and edited where it stands, in the middle of what came with it', async () => {
  const { scene, ids, find } = await aLine('g1-1', 'g1-2', 'g1-3', 'g1-4')
  expect(await change(scene, scene.there, ids[1]!, { kind: 'cancel' })).toBe('done')
  expect(await change(scene, scene.there, ids[2]!, edit('g1-3 edited'))).toBe('done')
  expect(await change(scene, scene.here, ids[2]!, edit('too late'))).toBe('changed')
  expect(await find(ids[1]!)).toBeUndefined()
  expect(text((await find(ids[2]!))!.envelope.body)).toBe('g1-3 edited')
  expect(await change(scene, scene.here, ids[1]!, { kind: 'cancel' })).toBe('gone')
  const leased = await scene.poll(scene.there)
  expect(bodiesOf(leased)).toEqual(['g1-1', 'g1-3 edited', 'g1-4'])
  expect(leased.map(({ message }) => message.id)).toEqual([ids[0], ids[2], ids[3]])
  expect(await scene.ack(scene.here, leased)).toEqual(['done', 'done', 'done'])
})

test('what was handed out and came back is cancelled and edited too, what is in flight is not', async () => {
  const { scene, ids, find } = await aLine('g1-1', 'g1-2', 'g1-3')
  const [first, second] = await scene.poll(scene.here, { maxMessages: 2, leaseMs: 1_000 })
  expect(await change(scene, scene.there, ids[0]!, { kind: 'cancel' })).toBe('leased')
  await scene.site.pass(1_000)
  expect(await change(scene, scene.there, ids[0]!, { kind: 'cancel' })).toBe('done')
  expect(await change(scene, scene.there, ids[1]!, edit('g1-2 edited', second!.receipt.token))).toBe('done')
  expect((await find(ids[1]!))!.delivery).toMatchObject({ attempts: 1, leased: false })
  expect(await scene.ack(scene.here, [first!, second!])).toEqual(['gone', 'replaced'])
  expect(await scene.names(scene.there)).toEqual(['g1-2 edited', 'g1-3'])
})

test('all of what came with it cancelled, a group goes on, and is forgotten at its end', async () => {
  const { scene, ids } = await aLine('g1-1', 'g1-2')
  for (const id of ids) expect(await change(scene, scene.there, id, { kind: 'cancel' })).toBe('done')
  await scene.publish(scene.here, 'g1-3')
  await scene.site.pass(5)
  const leased = await scene.poll(scene.there)
  expect(bodiesOf(leased)).toEqual(['g1-3'])
  await scene.ack(scene.there, leased)
  expect(scene.groups()).toEqual([])
})

test('a cancel whose answer was lost is done; one that lost a race sees who won', async () => {
  for (const strike of ['UpdateItem', 'TransactWriteItems'] as const) {
    const { scene, ids } = await aLine('g1-1', 'g1-2')
    if (strike === 'UpdateItem') await scene.poll(scene.here, { leaseMs: 0, maxMessages: 1 })
    scene.there.line.before = once(strike, async () => 'loseReply')
    expect(await change(scene, scene.there, ids[0]!, { kind: 'cancel' })).toBe('done')
    scene.there.line.before = once('TransactWriteItems', async () => {
      await scene.here.store.poll(scene.queue, aPoll())
      return 'goOn'
    })
    expect(await change(scene, scene.there, ids[1]!, { kind: 'cancel' })).toBe('leased')
  }
})

test('an edit moves a large body elsewhere, and the others keep theirs', async () => {
  const { scene, ids } = await aLine('g1-1', 'g1-2')
  const body = Buffer.from(Array.from({ length: 20_000 }, () => Math.floor(scene.site.world.nowMs * 7) % 251))
  const wish: Change = { kind: 'replace', seenToken: '', envelope: anEnvelope({ body, groupId: 'g1' }) }
  expect(await change(scene, scene.there, ids[0]!, wish)).toBe('done')
  const [first, second] = await scene.poll(scene.here)
  expect(first!.message.envelope.body.length).toBe(20_000)
  expect(text(second!.message.envelope.body)).toBe('g1-2')
})

const expiring = (body: string, expiresAtMs: number) => anEnvelope({ body, groupId: body.split('-')[0], expiresAtMs })

test('a sweep drops what has expired wherever it stands, and leaves what is held', async () => {
  const scene = new OrderedSite()
  const soon = scene.site.world.nowMs + 1_000
  const envelopes = ['g1-1', 'g1-2', 'g1-3', 'g1-4'].map((name, nth) =>
    nth % 2 === 1 ? expiring(name, soon) : anEnvelope({ body: name, groupId: 'g1' }),
  )
  await scene.site.live(scene.here.store.publish(scene.queue, envelopes))
  await scene.poll(scene.here, { maxMessages: 1, leaseMs: 5_000 })
  await scene.site.pass(1_000)
  const sweep = () => scene.site.live(scene.there.store.sweep(scene.queue, { judge: aJudge() }))
  expect(await sweep()).toEqual({ dropped: 2, movedAside: 0 })
  expect(await sweep()).toEqual({ dropped: 0, movedAside: 0 })
  await scene.site.pass(5_000)
  expect(await scene.names(scene.there)).toEqual(['g1-1', 'g1-3'])
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
  await scene.site.live(scene.here.store.discard(dead))
  expect(await redriveAll(scene, redriveTo(dead))).toBe(0)
  expect(await scene.names(scene.there)).toEqual(['g1-1'])
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

test('pages show each message once, in its state, group after group', async () => {
  const scene = new OrderedSite()
  const names = Array.from({ length: 60 }, (_, nth) => `g${nth % 30}-${nth}`)
  for (let at = 0; at < 60; at += 15) await scene.publish(scene.here, ...names.slice(at, at + 15))
  await scene.poll(scene.here, { maxMessages: 1 })
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await scene.site.live(
      scene.there.store.browse(scene.queue, { state: 'visible', limit: 7, maxBytes: 1_000_000, cursor }),
    )
    expect(page.messages.length).toBeLessThanOrEqual(7)
    seen.push(...page.messages.map(({ envelope }) => text(envelope.body)))
    cursor = page.cursor
  } while (cursor !== undefined)
  expect(seen).toHaveLength(59)
  expect(new Set(seen).size).toBe(59)
  const small = { state: 'visible', limit: 100, maxBytes: 1 } as const
  expect((await scene.site.live(scene.there.store.browse(scene.queue, small))).messages).toHaveLength(1)
})

test('counts are exact for few groups, also behind a number that nobody used, and estimated for many', async () => {
  const scene = new OrderedSite()
  const names = Array.from({ length: 250 }, (_, nth) => `g${nth}-1`)
  for (let at = 0; at < 250; at += 16) await scene.publish(scene.here, ...names.slice(at, at + 16))
  await scene.poll(scene.here)
  const stats = await scene.site.live(scene.there.store.stats(scene.queue))
  expect(stats).toMatchObject({ visible: 240, inFlight: 10, delayed: 0, exact: false })
  const few = (await aLine('g1-1', 'g1-2')).scene
  const slow = few.site.open()
  slow.line.before = async operation => (operation === 'PutItem' ? new Promise<never>(() => {}) : 'goOn')
  void few.publish(slow, 'g1-3').catch(() => {})
  await few.site.pass(10)
  await few.publish(few.here, 'g1-4')
  expect(await few.site.live(few.there.store.stats(few.queue))).toMatchObject({ visible: 3, exact: true })
  await few.site.live(few.there.store.discard(few.queue))
  expect(await few.site.live(few.there.store.stats(few.queue))).toMatchObject({ visible: 0 })
})

test('an estimate tells what is delayed from what is visible', async () => {
  const scene = new OrderedSite()
  const envelopes = Array.from({ length: 250 }, (_, nth) => anEnvelope({ groupId: `g${nth}`, delayMs: 60_000 }))
  for (let at = 0; at < 250; at += 16)
    await scene.site.live(scene.here.store.publish(scene.queue, envelopes.slice(at, at + 16)))
  const stats = await scene.site.live(scene.there.store.stats(scene.queue))
  expect(stats).toMatchObject({ visible: 0, inFlight: 0, delayed: 250, exact: false })
})
