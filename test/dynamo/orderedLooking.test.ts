import { expect, test } from 'vitest'
import type { Change } from '../../lib/store/store.ts'
import { anEnvelope, aPoll, startMs, text } from '../fixtures.ts'
import { aLine, OrderedSite } from './anOrderedSite.ts'
import { bodiesOf, once, type Process } from './aSite.ts'

const change = ({ site, queue }: OrderedSite, { store }: Process, id: string, wish: Change) =>
  site.live(store.change(queue, id, wish))

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
  expect(stats.oldestVisibleAtMs).toBeGreaterThanOrEqual(startMs)
  const few = (await aLine('g1-1', 'g1-2')).scene
  const slow = few.site.open()
  slow.line.before = async operation => (operation === 'PutItem' ? new Promise<never>(() => {}) : 'goOn')
  void few.publish(slow, 'g1-3').catch(() => {})
  await few.site.pass(10)
  await few.publish(few.here, 'g1-4')
  const exact = { visible: 3, exact: true, oldestVisibleAtMs: startMs }
  expect(await few.site.live(few.there.store.stats(few.queue))).toMatchObject(exact)
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
