import { expect, test } from 'vitest'
import type { QueueRef } from '../../lib/domain/queue.ts'
import type { Operation } from '../../lib/store/dynamo/dynamo.ts'
import type { Lanes } from '../../lib/store/dynamo/lanes.ts'
import { anEnvelope, aPoll, aQueue, startMs } from '../fixtures.ts'
import { bodiesOf, failure, idsOf, laneOf, type Process, Site } from './aSite.ts'

const hourMs = 3_600_000
// Long enough to forget a lane.
const frozenMs = 17 * 60_000

type Work = (here: Process, queue: QueueRef) => Promise<unknown>

/** Who chose the second of two lanes stands still at the put, and by then there is only the first. */
async function afterAWhile(
  operation: Operation,
  work: Work,
  lanes: Partial<Lanes> = {},
  meanwhile: (site: Site, queue: QueueRef, here: Process) => Promise<unknown> = async () => {},
) {
  for (let nth = 1; ; nth++) {
    const site = new Site()
    const queue = aQueue()
    // Each of them has chance of its own: some choose the first lane.
    const here = Array.from({ length: nth }, () => site.open()).at(-1)!
    await site.setLanes(queue, { open: 2, before: 2 })
    await site.pass(5_001)
    here.line.before = async (sent, input) => {
      if (sent !== operation || !JSON.stringify(input).includes(`"${laneOf(queue, 1)}"`)) return 'goOn'
      here.line.before = async () => 'goOn'
      await site.setLanes(queue, { version: 5, open: 1, before: 1, ...lanes })
      await site.world.pause(frozenMs)
      await meanwhile(site, queue, here)
      return 'goOn'
    }
    await site.live(
      work(here, queue).catch(() => {}),
      1_000,
    )
    if (site.blocks(queue, 1).length > 0) return { site, queue }
  }
}

const goOn = () => 'goOn' as const
const envelope = anEnvelope({ body: 'late' })
const aRequest = { key: 'k', fingerprint: 'f', keepUntilMs: startMs + 24 * hourMs }

const publish: Work = (here, queue) => here.store.publish(queue, [envelope])
const publishOnce: Work = (here, queue) => here.store.publish(queue, [envelope], aRequest)

test.each([
  ['a publish', 'PutItem', publish],
  ['one with a request key', 'TransactWriteItems', publishOnce],
] as [string, Operation, Work][])(
  'what %s put into a lane that was forgotten meanwhile is found',
  async (_, operation, work) => {
    const { site, queue } = await afterAWhile(operation, work)
    expect(site.lanes(queue)).toMatchObject({ open: 1, closed: [{ lane: 1 }] })
    await site.pass(hourMs)
    expect(bodiesOf(await site.live(site.open().store.poll(queue, aPoll())))).toEqual(['late'])
  },
)

test('who was quick asks for no lanes afterwards', async () => {
  const site = new Site()
  const here = site.open()
  const queue = aQueue()
  await site.setLanes(queue, { open: 64, before: 64 })
  here.line.before = async () => 1
  expect(idsOf(await site.live(here.store.publish(queue, [envelope])))).toHaveLength(1)
  expect(here.line.calls.map(({ operation }) => operation)).toEqual(['GetItem', 'PutItem'])
})

test('nor is a lane forgotten by who saw that it was clear before that', async () => {
  let tidied: Promise<unknown> = Promise.resolve()
  const closed = { closed: [{ lane: 1, atMs: startMs + 5_001 }] }
  const { site, queue } = await afterAWhile('PutItem', publish, closed, async (site, queue) => {
    const tidier = site.open()
    tidier.line.before = async operation => (operation === 'PutItem' ? site.world.pause(300).then(goOn) : 'goOn')
    tidied = tidier.store.poll(queue, aPoll())
    await site.world.pause(50)
  })
  await site.live(tidied)
  await site.pass(hourMs)
  expect(bodiesOf(await site.live(site.open().store.poll(queue, aPoll())))).toEqual(['late'])
})

test('who repeats a request sees to what its first call left in a forgotten lane when it died', async () => {
  const { site, queue } = await afterAWhile('TransactWriteItems', publishOnce, {}, async (_, __, here) => {
    here.line.before = async () => failure('AccessDeniedException')
  })
  expect(site.lanes(queue).closed).toEqual([])
  const again = site.open()
  expect(idsOf(await site.live(again.store.publish(queue, [envelope], aRequest)))).toHaveLength(1)
  expect(site.lanes(queue).closed).toMatchObject([{ lane: 1 }])
})

test('who repeats one that lies in the first lane asks for no lanes', async () => {
  const site = new Site()
  const queue = aQueue()
  await site.open().store.publish(queue, [envelope], aRequest)
  const here = site.open()
  here.line.before = async () => 1
  await site.live(here.store.publish(queue, [envelope], aRequest))
  expect(here.line.calls.map(({ operation }) => operation)).toEqual(['GetItem', 'TransactWriteItems'])
})

test('what moves goes into the lane that is never forgotten, though its process may die right after', async () => {
  const site = new Site()
  const here = site.open()
  const queue = aQueue()
  await site.setLanes(queue, { open: 64, before: 64 })
  await site.pass(5_001)
  const ids = idsOf(await here.store.publish(queue, [anEnvelope({ delayMs: 24 * hourMs })]))
  const visibleAtMs = startMs + hourMs
  await here.store.change(queue, ids[0]!, { kind: 'replace', seenToken: '', envelope, visibleAtMs })
  expect(site.blocks(queue, 0)).toHaveLength(1)
})
