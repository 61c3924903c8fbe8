import { describe, expect, test } from 'vitest'
import { departed } from '../../lib/domain/deadLetter.ts'
import { isOrdered } from '../../lib/domain/ordered.ts'
import { defaultSettings, type QueueRef } from '../../lib/domain/queue.ts'
import { seededRandom } from '../../lib/random.ts'
import type { Item } from '../../lib/store/dynamo/block.ts'
import { scopeOf } from '../../lib/store/dynamo/keys.ts'
import { wakeOf } from '../../lib/store/dynamo/wakeRecord.ts'
import type { Aside, Leased, Store } from '../../lib/store/store.ts'
import { aJudge, anEnvelope, anExtend, anOrderedQueue, aPoll, aQueue, aRelease, startMs } from '../fixtures.ts'
import { idsOf, Site, tables } from './aSite.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const settings = { ...defaultSettings, deadLetter: { queue: 'dead', attemptsMax: 1, expired: false } }
const large = Buffer.from(seededRandom(1).bytes(20_000)).toString('hex')
const request = { key: 'key', fingerprint: 'fingerprint', keepUntilMs: startMs + hourMs }

type Scene = { site: Site; store: Store; queue: QueueRef; dead: QueueRef }
type Way = (scene: Scene) => Promise<unknown>

const envelopeIn = (queue: QueueRef, wish: Parameters<typeof anEnvelope>[0] = {}) =>
  anEnvelope({ ...wish, ...(isOrdered(queue) && { groupId: 'g' }) })

const publish =
  (...wishes: Parameters<typeof anEnvelope>[0][]): Way =>
  async ({ store, queue }) =>
    idsOf(
      await store.publish(
        queue,
        wishes.map(wish => envelopeIn(queue, wish)),
      ),
    )

async function leased(scene: Scene): Promise<Leased> {
  await publish({})(scene)
  return (await scene.store.poll(scene.queue, aPoll({ leaseMs: minuteMs })))[0]!
}

const asideOf = ({ queue, dead }: Scene): Aside => ({
  to: dead,
  envelopeOf: (message, departure) => departed(message, queue.name, departure, startMs),
})

async function exhausted(scene: Scene): Promise<void> {
  const { receipt } = await leased(scene)
  await scene.store.settle(scene.queue, [aRelease(receipt)])
}

const edit =
  (visibleAtMs: number | undefined): Way =>
  async scene => {
    const [id] = idsOf(await scene.store.publish(scene.queue, [envelopeIn(scene.queue, { delayMs: minuteMs })]))
    const envelope = envelopeIn(scene.queue, { body: 'edited' })
    return scene.store.change(scene.queue, id!, { kind: 'replace', seenToken: '', envelope, visibleAtMs })
  }

/** Every way on which messages come into a queue, or to another place in it. */
const ways: [string, Way][] = [
  ['a publish', publish({})],
  ['a publish of several times', publish({}, { delayMs: hourMs }, { delayMs: 2 * hourMs })],
  ['a publish of what lies elsewhere', publish({ body: large })],
  ['a publish with a request key', ({ store, queue }) => store.publish(queue, [envelopeIn(queue)], request)],
  [
    'a release for long',
    async scene => {
      const { receipt } = await leased(scene)
      await scene.store.settle(scene.queue, [aRelease(receipt, hourMs)])
    },
  ],
  [
    'a release after which it is extended',
    async scene => {
      const { receipt } = await leased(scene)
      await scene.store.settle(scene.queue, [aRelease(receipt, hourMs)])
      await scene.store.settle(scene.queue, [anExtend(receipt, 1_000)])
    },
  ],
  ['an edit', edit(undefined)],
  ['an edit to another time', edit(startMs + hourMs)],
  [
    'a poll that moves aside',
    async scene => {
      await exhausted(scene)
      await scene.store.poll(scene.queue, aPoll({ settings, aside: asideOf(scene) }))
    },
  ],
  [
    'a sweep that moves aside',
    async scene => {
      await exhausted(scene)
      await scene.store.sweep(scene.queue, { judge: aJudge(1_000, settings), aside: asideOf(scene) })
    },
  ],
  [
    'giving up',
    async scene => {
      const { receipt } = await leased(scene)
      await scene.store.settle(scene.queue, [{ kind: 'moveAside', receipt, ifLapsed: 'refuse', aside: asideOf(scene) }])
    },
  ],
  [
    'a redrive',
    async scene => {
      await publish({})(scene)
      const choose = ({ envelope }: { envelope: ReturnType<typeof anEnvelope> }) => ({ to: scene.dead, envelope })
      await scene.store.redrive(scene.queue, { mayGo: () => true, choose, isFull: () => false })
    },
  ],
  [
    'marks, and the end of a generation',
    async scene => {
      await publish({})(scene)
      await scene.store.markDue(scene.queue, startMs, 'push')
      await scene.store.discard(scene.queue)
    },
  ],
]

const holdsMessages = (item: Item): boolean => Object.keys(item).some(name => /^s\d+$/.test(name))

const allIn = (site: Site): Item[] => [...site.fake.items(tables.messages)] as Item[]

describe.each([
  ['standard', aQueue('orders'), aQueue('dead')],
  ['ordered', anOrderedQueue('orders.fifo'), anOrderedQueue('dead.fifo')],
])('in %s queues', (_kind, queue, dead) => {
  test.each(ways)('%s names the queue whose pushers it wakes, in its messages and nowhere else', async (_way, come) => {
    for (const wakes of [queue, dead]) {
      const site = new Site()
      const mine = (one: QueueRef): QueueRef => (one === wakes ? { ...one, wakes: true } : one)
      const scene = { site, store: site.open().store, queue: mine(queue), dead: mine(dead) }
      await site.live(come(scene))
      const items = allIn(site)
      expect(items.some(holdsMessages)).toBe(true)
      for (const item of items) {
        const isTheirs = holdsMessages(item) && item.p!.S!.includes(scopeOf(wakes))
        expect(item.w).toEqual(isTheirs ? { S: wakes.name } : undefined)
        if (isTheirs) expect(wakeOf(item)).toMatchObject({ uid: wakes.uid, generation: 1, queue: wakes.name })
        else expect(wakeOf(item)).toBeUndefined()
      }
    }
  })

  test.each(ways)('%s names nobody where no queue has pushers', async (_way, come) => {
    const site = new Site()
    await site.live(come({ site, store: site.open().store, queue, dead }))
    expect(allIn(site).filter(({ w }) => w !== undefined)).toEqual([])
  })
})

test('what wakes says when its messages may first be had', async () => {
  for (const queue of [aQueue(), anOrderedQueue()]) {
    const site = new Site()
    const { store } = site.open()
    const wakes = { ...queue, wakes: true }
    await site.live(store.publish(wakes, [envelopeIn(queue, { delayMs: hourMs })]))
    const seen = allIn(site).flatMap(item => wakeOf(item) ?? [])
    expect(seen).toEqual([{ queue: queue.name, uid: queue.uid, generation: 1, visibleAtMs: startMs + hourMs }])
  }
})

test('numbers that are closed wake nobody', async () => {
  const site = new Site()
  const { store } = site.open()
  const queue = { ...anOrderedQueue(), wakes: true }
  const once = { scope: 'queue', windowMs: hourMs } as const
  const envelope = anEnvelope({ groupId: 'g', deduplicationId: 'd' })
  for (let time = 0; time < 2; time++) await site.live(store.publish(queue, [envelope], undefined, once))
  const runs = allIn(site).filter(({ p }) => p!.S!.startsWith('m.'))
  expect(runs.map(({ z, w }) => [z?.BOOL, w?.S])).toEqual([
    [undefined, queue.name],
    [true, undefined],
  ])
})
