import { expect, test } from 'vitest'
import { departed } from '../../lib/domain/deadLetter.ts'
import type { Message } from '../../lib/domain/message.ts'
import { defaultSettings } from '../../lib/domain/queue.ts'
import { seededRandom } from '../../lib/random.ts'
import type { Aside, RedriveOrder } from '../../lib/store/store.ts'
import { aJudge, anEnvelope, anOrderedQueue, text } from '../fixtures.ts'
import { OrderedSite } from './anOrderedSite.ts'

// More of a group than one step reads, or one transaction takes.

const dead = anOrderedQueue('dead.fifo')
const aside: Aside = { to: dead, envelopeOf: (message, departure) => departed(message, 'orders.fifo', departure, 0) }
const settings = { ...defaultSettings, deadLetter: { queue: 'dead.fifo', attemptsMax: 5, expired: true } }
const all: RedriveOrder = {
  mayGo: () => true,
  isFull: () => false,
  choose: ({ envelope }: Message) => ({ to: dead, envelope }),
}

const namesOf = (count: number): string[] => Array.from({ length: count }, (_, nth) => `g1-${nth}`)

/** Messages of one group that have expired, so many in a run. */
async function expired({ site, here, queue }: OrderedSite, count: number, span = 10): Promise<string[]> {
  const expiresAtMs = site.world.nowMs + 1_000
  const envelopes = namesOf(count).map(body => anEnvelope({ body, groupId: 'g1', expiresAtMs }))
  for (let at = 0; at < count; at += span) await site.live(here.store.publish(queue, envelopes.slice(at, at + span)))
  await site.pass(1_000)
  return namesOf(count)
}

async function pages<Page extends { cursor?: string | undefined }>(
  { site }: OrderedSite,
  turn: (cursor: string | undefined) => Promise<Page>,
): Promise<Page[]> {
  const found: Page[] = []
  do found.push(await site.live(turn(found.at(-1)?.cursor)))
  while (found.at(-1)!.cursor !== undefined)
  return found
}

test('a poll moves aside more than one transaction takes, in order, and hands out what stands behind it', async () => {
  const scene = new OrderedSite()
  const names = await expired(scene, 60)
  await scene.publish(scene.here, 'g1-good')
  expect(await scene.names(scene.there, { settings, aside })).toEqual(['g1-good'])
  const view = { state: 'visible', limit: 7, maxBytes: 1_000_000 } as const
  const seen = await pages(scene, cursor => scene.there.store.browse(dead, { ...view, cursor }))
  expect(seen.flatMap(({ messages }) => messages.map(({ envelope }) => text(envelope.body)))).toEqual(names)
})

test('behind many closed numbers a group is counted, browsed and swept to its end', async () => {
  const scene = new OrderedSite()
  await scene.publishOnce(scene.here, 'g1-1')
  await scene.poll(scene.here)
  for (let nth = 0; nth < 120; nth++) await scene.publishOnce(scene.here, 'g1-1')
  await scene.publish(scene.here, 'g1-2')
  const { store } = scene.there
  expect(await scene.site.live(store.stats(scene.queue))).toMatchObject({ inFlight: 1, visible: 1 })
  const view = { limit: 10, maxBytes: 1_000_000 } as const
  const browse = async (state: 'inFlight' | 'visible') => {
    const seen = await pages(scene, cursor => store.browse(scene.queue, { ...view, state, cursor }))
    return seen.flatMap(({ messages }) => messages.map(({ envelope }) => text(envelope.body)))
  }
  expect([await browse('inFlight'), await browse('visible')]).toEqual([['g1-1'], ['g1-2']])
  const swept = await pages(scene, cursor => store.sweep(scene.queue, { judge: aJudge(), cursor }))
  expect(swept.length).toBeGreaterThan(1)
})

test('a poll for one message finds it behind many that are closed, and behind many that have expired', async () => {
  const scene = new OrderedSite()
  await scene.publishOnce(scene.here, 'g1-1')
  const leased = await scene.poll(scene.here)
  for (let nth = 0; nth < 120; nth++) await scene.publishOnce(scene.here, 'g1-1')
  await scene.publish(scene.here, 'g1-2')
  await scene.ack(scene.here, leased)
  const last = await scene.poll(scene.there, { maxMessages: 1 })
  expect(last.map(({ message }) => text(message.envelope.body))).toEqual(['g1-2'])
  await scene.ack(scene.there, last)
  await expired(scene, 120, 1)
  await scene.publish(scene.here, 'g1-good')
  expect(await scene.names(scene.there, { maxMessages: 1 })).toEqual(['g1-good'])
})

test('a step of a sweep goes as far as it has read', async () => {
  const scene = new OrderedSite()
  await expired(scene, 2_000)
  const [first, ...rest] = await pages(scene, cursor =>
    scene.there.store.sweep(scene.queue, { judge: aJudge(), cursor }),
  )
  expect(first!.dropped).toBeLessThan(1_100)
  expect([first!, ...rest].reduce((sum, { dropped }) => sum + dropped, 0)).toBe(2_000)
})

test('a step of a redrive that goes on in the middle of a group reads that one', async () => {
  const scene = new OrderedSite()
  for (let group = 0; group < 4; group++)
    for (let nth = 0; nth < 40; nth++) await scene.publish(scene.here, `g${group}-${nth}`)
  const moved = await pages(scene, cursor => scene.there.store.redrive(scene.queue, { ...all, cursor }))
  expect(moved.reduce((sum, page) => sum + page.moved, 0)).toBe(160)
  const reads = scene.there.line.calls.filter(({ operation }) => operation === 'Query')
  expect(reads.length).toBeLessThan(3 * moved.length)
})

test('a step of a redrive fetches the bodies that it moves', async () => {
  const scene = new OrderedSite()
  const bytes = (nth: number) => Buffer.from(seededRandom(nth).bytes(40_000))
  for (let nth = 0; nth < 40; nth++)
    await scene.site.live(scene.here.store.publish(scene.queue, [anEnvelope({ body: bytes(nth), groupId: 'g1' })]))
  let gets = 0
  const { bodies } = scene.site
  const counted = {
    put: bodies.put.bind(bodies),
    get: (key: string) => {
      gets += 1
      return bodies.get(key)
    },
  }
  const { store } = scene.site.open({ bodies: counted as never })
  const { moved } = await scene.site.live(store.redrive(scene.queue, all))
  expect({ moved, gets }).toEqual({ moved: 16, gets: 16 })
})
