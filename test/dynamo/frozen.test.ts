import { expect, test } from 'vitest'
import type { QueueRef } from '../../lib/domain/queue.ts'
import type { Operation } from '../../lib/store/dynamo/dynamo.ts'
import { anEnvelope, aPoll, aQueue, startMs } from '../fixtures.ts'
import { bodiesOf, idsOf, laneOf, type Process, Site } from './aSite.ts'

const hourMs = 3_600_000
// Long enough to ask again which lanes there are.
const frozenMs = 300_000
const later = startMs + hourMs

type Work = (here: Process, queue: QueueRef) => Promise<unknown>

/** Who chose the second of two lanes stands still at the put, and by then there is only the first. */
async function afterAWhile(operation: Operation, prepare: Work, work: Work) {
  for (let nth = 1; ; nth++) {
    const site = new Site()
    const queue = aQueue()
    // Each of them has chance of its own: some choose the first lane.
    const here = Array.from({ length: nth }, () => site.open()).at(-1)!
    await prepare(here, queue)
    await site.setLanes(queue, { open: 2, before: 2 })
    await site.pass(5_001)
    here.line.before = async (sent, input) => {
      if (sent !== operation || !JSON.stringify(input).includes(`"${laneOf(queue, 1)}"`)) return 'goOn'
      here.line.before = async () => 'goOn'
      await site.setLanes(queue, { version: 5, open: 1, before: 1 })
      return frozenMs
    }
    await site.live(work(here, queue))
    if (site.blocks(queue, 1).length > 0) return { site, queue }
  }
}

const nothing = async () => {}
const envelope = anEnvelope({ body: 'late' })
const aRequest = { key: 'k', fingerprint: 'f', keepUntilMs: startMs + 24 * hourMs }

test.each([
  ['a publish', 'PutItem', nothing, (here, queue) => here.store.publish(queue, [envelope])],
  [
    'one with a request key',
    'TransactWriteItems',
    nothing,
    (here, queue) => here.store.publish(queue, [envelope], aRequest),
  ],
  [
    'an edit',
    'TransactWriteItems',
    (here, queue) => here.store.publish(queue, [anEnvelope({ delayMs: 24 * hourMs })]),
    async (here, queue) => {
      const [one] = (await here.store.browse(queue, { state: 'delayed', limit: 1, maxBytes: 1_000 })).messages
      return here.store.change(queue, one!.id, { kind: 'replace', seenToken: '', envelope, visibleAtMs: later })
    },
  ],
] as [string, Operation, Work, Work][])(
  'what %s put into a lane that was forgotten meanwhile is found',
  async (_, operation, prepare, work) => {
    const { site, queue } = await afterAWhile(operation, prepare, work)
    expect(site.lanes(queue)).toMatchObject({ open: 1, closed: [{ lane: 1 }] })
    await site.pass(hourMs)
    expect(bodiesOf(await site.live(site.open().store.poll(queue, aPoll())))).toEqual(['late'])
  },
)

test('who was quick asks for no lanes afterwards', async () => {
  const site = new Site()
  const here = site.open()
  const queue = aQueue()
  here.line.before = async () => 1
  expect(idsOf(await site.live(here.store.publish(queue, [envelope])))).toHaveLength(1)
  expect(here.line.calls.map(({ operation }) => operation)).toEqual(['GetItem', 'PutItem'])
})
