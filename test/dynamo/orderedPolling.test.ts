import { expect, test } from 'vitest'
import { seededRandom } from '../../lib/random.ts'
import { anAck, anEnvelope, aPoll, startMs } from '../fixtures.ts'
import { OrderedSite } from './anOrderedSite.ts'
import { bodiesOf, failure, once, throttle } from './aSite.ts'

const thousands = (count: number) => Array.from({ length: count }, (_, nth) => `g${nth}-1`)

async function publishAll(scene: OrderedSite, names: string[]): Promise<void> {
  for (let at = 0; at < names.length; at += 16) await scene.publish(scene.here, ...names.slice(at, at + 16))
}

test('of more groups than one look reads, all get their turn', async () => {
  const scene = new OrderedSite()
  await publishAll(scene, thousands(300))
  const seen = new Set<string>()
  for (let polls = 0; polls < 40; polls++) for (const name of await scene.names(scene.there)) seen.add(name)
  expect(seen.size).toBe(300)
  expect(await scene.names(scene.there)).toEqual([])
})

test('among many groups in flight the one that is open is found, also by a process that has never looked', async () => {
  const scene = new OrderedSite()
  await publishAll(scene, thousands(200))
  while ((await scene.poll(scene.there)).length > 0);
  await scene.publish(scene.here, 'late-1')
  expect(await scene.names(scene.site.open())).toEqual(['late-1'])
})

test('an empty answer is sure: a cheap look that sees nothing yet is not believed', async () => {
  const scene = new OrderedSite()
  await scene.site.pass(10_000)
  scene.there.line.staleMs = 5_000
  await scene.publish(scene.here, 'g1-1')
  expect(await scene.names(scene.there)).toEqual(['g1-1'])
})

test('who stood still after his look has to look again before he says that there is nothing', async () => {
  const scene = new OrderedSite()
  let strikes = 0
  scene.there.line.before = async (operation, input) => {
    const isSure = operation === 'Query' && (input as { ConsistentRead?: boolean }).ConsistentRead
    return isSure && strikes++ === 0 ? 2_000 : 'goOn'
  }
  const polling = scene.poll(scene.there)
  await scene.site.pass(10)
  await scene.publish(scene.here, 'g1-1')
  expect(bodiesOf(await polling)).toEqual(['g1-1'])
})

test('who waits sees what another process has put into a group', async () => {
  const scene = new OrderedSite()
  expect(await scene.names(scene.there)).toEqual([])
  const order = { for: 'message', signal: new AbortController().signal } as const
  const untilWallMs = scene.site.world.nowMs + 20_000
  const waiting = scene.there.store.wait(scene.queue, { ...order, untilWallMs })
  await scene.publish(scene.here, 'g1-1')
  await scene.site.live(waiting)
  expect(scene.site.world.nowMs).toBeLessThan(untilWallMs - 10_000)
})

test('a lease whose answer was lost is handed out all the same', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1', 'g1-2')
  scene.there.line.before = once('UpdateItem', async () => 'loseReply')
  const leased = await scene.poll(scene.there)
  expect(bodiesOf(leased)).toEqual(['g1-1', 'g1-2'])
  expect(await scene.ack(scene.here, leased)).toEqual(['done', 'done'])
})

test('who loses a group to another poller takes the next one', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1', 'g2-1')
  scene.there.line.before = once('UpdateItem', async () => {
    await scene.here.store.poll(scene.queue, aPoll({ maxMessages: 1 }))
    return 'goOn'
  })
  expect(await scene.names(scene.there, { maxMessages: 1 })).toEqual(['g2-1'])
})

test('what was not ready when a poll judged it is judged again, however long the others took', async () => {
  const scene = new OrderedSite()
  await scene.site.pass(10_000)
  scene.there.line.staleMs = 5_000
  const readyAtMs = scene.site.world.nowMs + 50
  await scene.site.live(scene.here.store.publish(scene.queue, [anEnvelope({ body: 'g1-1', groupId: 'g1', readyAtMs })]))
  await scene.publish(scene.here, 'g2-1')
  scene.there.line.before = once('UpdateItem', async () => {
    await scene.here.store.poll(scene.queue, aPoll({ maxMessages: 1 }))
    await scene.site.world.pause(1_500)
    return 'goOn'
  })
  expect(await scene.names(scene.there)).toEqual(['g1-1'])
})

test('a crowd of pollers drains all groups, each message once', async () => {
  const scene = new OrderedSite()
  const names = Array.from({ length: 120 }, (_, nth) => `g${nth % 12}-${nth}`)
  await publishAll(scene, names)
  const crowd = Array.from({ length: 6 }, () => scene.site.open())
  const taken: string[] = []
  const work = async (process: (typeof crowd)[number]): Promise<void> => {
    for (let empty = 0; empty < 3; ) {
      const leased = await process.store.poll(scene.queue, aPoll({ maxMessages: 3 }))
      taken.push(...bodiesOf(leased))
      if (leased.length === 0) empty += 1
      else
        await process.store.settle(
          scene.queue,
          leased.map(({ receipt }) => anAck(receipt)),
        )
    }
  }
  await scene.site.live(Promise.all(crowd.map(work)))
  expect(taken.toSorted()).toEqual(names.toSorted())
  for (let group = 0; group < 12; group++) {
    const own = taken.filter(name => name.startsWith(`g${group}-`))
    expect(own).toEqual(names.filter(name => name.startsWith(`g${group}-`)))
  }
  await scene.site.pass(10)
  await scene.poll(scene.here)
  await scene.site.pass(10)
  expect(scene.groups()).toEqual([])
})

test('a group that was emptied is forgotten; where the clock is behind its numbers, later', async () => {
  const scene = new OrderedSite()
  const ahead = scene.site.open({ skewMs: 5_000 })
  await scene.publish(ahead, 'g1-1')
  await scene.site.pass(5_000)
  await scene.site.pass(1)
  const leased = await scene.poll(scene.here)
  const behind = scene.site.open({ skewMs: -5_000 })
  expect(await scene.ack(behind, leased)).toEqual(['done'])
  expect(scene.groups()).toHaveLength(1)
  await scene.names(scene.here)
  await scene.site.pass(10)
  expect(scene.groups()).toEqual([])
})

test('what a group left behind does not come back with its name, whatever the clocks say', async () => {
  const scene = new OrderedSite()
  const ahead = scene.site.open({ skewMs: 5_000 })
  await scene.publish(ahead, 'g1-1', 'g1-2')
  const leased = await scene.poll(ahead)
  await scene.site.pass(5)
  expect(await scene.ack(ahead, leased)).toEqual(['done', 'done'])
  expect(scene.groups()).toEqual([])
  await scene.publish(scene.here, 'g1-3')
  expect(await scene.names(scene.there)).toEqual(['g1-3'])
  expect(await scene.site.live(scene.there.store.find(scene.queue, leased[0]!.message.id))).toBeUndefined()
  expect(await scene.site.live(scene.there.store.stats(scene.queue))).toMatchObject({ inFlight: 1, visible: 0 })
})

test('nor where the new group comes to have numbers that the old one had', async () => {
  const scene = new OrderedSite()
  const ahead = scene.frozen(startMs + 1)
  await scene.publish(ahead, 'g1-old')
  await scene.site.pass(10)
  expect(await scene.ack(scene.here, await scene.poll(scene.here))).toEqual(['done'])
  const behind = scene.frozen(startMs)
  const names = Array.from({ length: 1_020 }, (_, nth) => `g1-${nth}`)
  for (let at = 0; at < names.length; at += 10) await scene.publish(behind, ...names.slice(at, at + 10))
  const taken: string[] = []
  for (let leased = await scene.poll(scene.here); leased.length > 0; leased = await scene.poll(scene.here)) {
    taken.push(...bodiesOf(leased))
    await scene.ack(scene.here, leased)
  }
  expect(taken).toEqual(names)
})

test('numbers that are taken after the group has come to its end bring nothing back', async () => {
  const scene = new OrderedSite()
  // Both attempts come to the same numbers.
  const clock = { nowMs: () => startMs, wakeAt: scene.site.clock().wakeAt }
  const late = scene.site.open({ clock })
  let again: (() => Promise<unknown>) | undefined
  late.line.before = once('UpdateItem', async () => failure('TimeoutError'))
  const before = late.line.before
  late.line.before = async (operation, input) => {
    const fate = await before(operation, input)
    // It arrives long after its caller gave up.
    if (fate instanceof Error) again = () => scene.site.fake.call('UpdateItem', input as never)
    return fate
  }
  await scene.publish(late, 'g1-1')
  const leased = await scene.poll(scene.here)
  await scene.site.pass(5)
  await scene.ack(scene.here, leased)
  expect(scene.groups()).toEqual([])
  await again!()
  await scene.site.pass(20_000)
  expect(await scene.names(scene.there)).toEqual([])
})

test('a long line is drained in order, a stuck head and all', async () => {
  const scene = new OrderedSite()
  const names = Array.from({ length: 100 }, (_, nth) => `g1-${nth}`)
  await publishAll(scene, names)
  const [head, ...others] = await scene.poll(scene.here, { leaseMs: 1_000 })
  expect(await scene.ack(scene.here, others)).toEqual(Array(9).fill('done'))
  const taken = bodiesOf(others)
  for (let round = 0; round < 20 && taken.length < 99; round++) {
    await scene.site.pass(1_000)
    const [first, ...rest] = await scene.poll(scene.there, { leaseMs: 1_000 })
    expect(first!.message.id).toBe(head!.message.id)
    taken.push(...bodiesOf(rest))
    await scene.ack(scene.there, rest)
  }
  expect(taken).toEqual(names.slice(1))
  expect(JSON.stringify(scene.groups()[0]).length).toBeLessThan(600)
})

test('bodies too large for the table lie elsewhere, and come back; one that cannot be read is not leased', async () => {
  const scene = new OrderedSite()
  const body = Buffer.from(seededRandom(1).bytes(30_000))
  const envelopes = [anEnvelope({ body, groupId: 'g1', sentAtMs: scene.site.world.nowMs })]
  await scene.site.live(scene.here.store.publish(scene.queue, envelopes))
  const [leased] = await scene.poll(scene.there, { leaseMs: 0 })
  expect(Buffer.compare(leased!.message.envelope.body, body)).toBe(0)
  const blind = scene.site.open({ bodies: { put: async () => {}, get: async () => undefined } as never })
  await expect(scene.poll(blind)).rejects.toThrow('missing')
  expect(await scene.names(scene.there)).toHaveLength(1)
})

test('a group whose runs cannot be read does not keep the poll from the others', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1', 'g2-1')
  const [{ p }] = scene.runs('g1') as [{ p: { S: string } }]
  scene.there.line.before = async (operation, input) => {
    const values = (input as { ExpressionAttributeValues?: Record<string, { S?: string }> }).ExpressionAttributeValues
    return operation === 'Query' && values?.[':p']?.S === p.S ? throttle : 'goOn'
  }
  expect(await scene.names(scene.there)).toEqual(['g2-1'])
})
