import { expect, test } from 'vitest'
import { Problem } from '../../lib/domain/problem.ts'
import { seededRandom } from '../../lib/random.ts'
import { decodeBlock } from '../../lib/store/dynamo/block.ts'
import type { Input } from '../../lib/store/dynamo/dynamo.ts'
import type { Scout } from '../../lib/store/dynamo/scout.ts'
import { surveyBlock } from '../../lib/store/dynamo/survey.ts'
import { take } from '../../lib/store/dynamo/take.ts'
import type { Tools } from '../../lib/store/dynamo/tools.ts'
import { aJudge, anAck, anEnvelope, aPoll, aQueue, startMs } from '../fixtures.ts'
import { bodiesOf, failure, idsOf, once, Site, settleOne, throttle, writes } from './aSite.ts'

const several = (count: number, wish: Parameters<typeof anEnvelope>[0] = {}) =>
  Array.from({ length: count }, (_, index) => anEnvelope({ body: `m${index}`, ...wish }))

/** Two processes; `here` is watched. */
const aScene = () => {
  const site = new Site()
  return { site, here: site.open(), there: site.open(), queue: aQueue() }
}

test('of many processes that race, each message goes to one', async () => {
  const { site, here, queue } = aScene()
  for (let block = 0; block < 4; block++) await here.store.publish(queue, several(10))
  const processes = Array.from({ length: 8 }, () => site.open())
  const answers = await site.live(Promise.all(processes.map(({ store }) => store.poll(queue, aPoll()))))
  const rest = await site.live(Promise.all(processes.map(({ store }) => store.poll(queue, aPoll()))))
  const ids = [...answers, ...rest].flat().map(({ message }) => message.id)
  expect(ids).toHaveLength(40)
  expect(new Set(ids).size).toBe(40)
})

test('a lease whose reply was lost is known by its token, and counts once', async () => {
  const { site, here, queue } = aScene()
  await here.store.publish(queue, several(3))
  here.line.calls = []
  here.line.before = once('UpdateItem', async () => 'loseReply')
  const leased = await site.live(here.store.poll(queue, aPoll()))
  expect(bodiesOf(leased)).toEqual(['m0', 'm1', 'm2'])
  expect(leased.map(({ message }) => message.delivery.attempts)).toEqual([1, 1, 1])
  expect(writes(here)).toEqual(['UpdateItem', 'UpdateItem'])
  const outcomes = await here.store.settle(
    queue,
    leased.map(({ receipt }) => anAck(receipt)),
  )
  expect(outcomes).toEqual([{ kind: 'done' }, { kind: 'done' }, { kind: 'done' }])
})

test('of a lease whose reply was lost only what still carries its token is handed out', async () => {
  const { site, here, there, queue } = aScene()
  const ids = idsOf(await here.store.publish(queue, several(2)))
  here.line.before = async (operation, input) => {
    if (operation !== 'UpdateItem') return 'goOn'
    here.line.before = async () => 'goOn'
    await site.fake.call(operation, input as Input<'UpdateItem'>)
    await there.store.change(queue, ids[1]!, { kind: 'cancel' })
    return failure('TimeoutError')
  }
  const leased = await site.live(here.store.poll(queue, aPoll({ leaseMs: 0 })))
  expect(bodiesOf(leased)).toEqual(['m0'])
})

test('what another process has leased is not taken for a lost reply of our own', async () => {
  const { site, here, there, queue } = aScene()
  await here.store.publish(queue, several(3))
  here.line.before = once('UpdateItem', async () => {
    await there.store.poll(queue, aPoll())
    return failure('TimeoutError')
  })
  expect(await site.live(here.store.poll(queue, aPoll()))).toEqual([])
})

test('who was slower in a block takes what is left of it, and no more than was asked', async () => {
  for (const [maxMessages, expected] of [
    [10, ['m3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9']],
    [2, ['m3', 'm4']],
  ] as const) {
    const { here, there, queue } = aScene()
    await here.store.publish(queue, several(10))
    here.line.calls = []
    here.line.before = once('UpdateItem', async () => {
      await there.store.poll(queue, aPoll({ maxMessages: 3 }))
      return 'goOn'
    })
    expect(bodiesOf(await here.store.poll(queue, aPoll({ maxMessages })))).toEqual(expected)
    expect(here.line.calls.map(({ operation }) => operation)).toEqual(['Query', 'UpdateItem', 'UpdateItem'])
  }
})

test('a throttled lease is not repeated: after a pause the poll looks anew', async () => {
  const { site, here, queue } = aScene()
  await here.store.publish(queue, several(3))
  here.line.calls = []
  here.line.before = once('UpdateItem', async () => throttle)
  const beganMs = site.world.nowMs
  expect(bodiesOf(await site.live(here.store.poll(queue, aPoll())))).toEqual(['m0', 'm1', 'm2'])
  expect(here.line.calls.map(({ operation }) => operation)).toEqual(['Query', 'UpdateItem', 'Query', 'UpdateItem'])
  expect(site.world.nowMs).toBeGreaterThan(beganMs)
})

test('who was too slow twice looks elsewhere', async () => {
  const { here, there, queue } = aScene()
  await here.store.publish(queue, several(10))
  await here.store.publish(queue, [anEnvelope({ body: 'other' })])
  let thefts = 0
  here.line.before = async operation => {
    if (operation === 'UpdateItem' && ++thefts <= 2) await there.store.poll(queue, aPoll({ maxMessages: 1 }))
    return 'goOn'
  }
  const leased = await here.store.poll(queue, aPoll({ maxMessages: 10 }))
  expect(leased.length).toBeGreaterThan(0)
  expect(thefts).toBeGreaterThan(2)
})

test('a poll that is always too slow says that the store is busy', async () => {
  const { site, here, there, queue } = aScene()
  await here.store.publish(queue, several(1))
  let thefts = 0
  here.line.before = async operation => {
    if (operation === 'UpdateItem' && ++thefts < 200) await there.store.poll(queue, aPoll({ leaseMs: 0 }))
    return 'goOn'
  }
  await expect(site.live(here.store.poll(queue, aPoll()))).rejects.toEqual(new Problem('StoreBusy'))
})

test('what has expired is dropped in the write that leases the others', async () => {
  const { site, here, queue } = aScene()
  const short = anEnvelope({ body: 'short', expiresAtMs: startMs + 1_000 })
  await here.store.publish(queue, [anEnvelope({ body: 'a' }), short, anEnvelope({ body: 'b' }), short])
  await site.pass(1_000)
  here.line.calls = []
  expect(bodiesOf(await here.store.poll(queue, aPoll()))).toEqual(['a', 'b'])
  expect(writes(here)).toEqual(['UpdateItem'])
  const [block] = site.blocks(queue)
  expect([block!.s0, block!.s1, block!.s2, block!.s3].map(slot => slot !== undefined)).toEqual([
    true,
    false,
    true,
    false,
  ])
})

test('a block in which everything has expired goes as a whole, one with a lease loses what has expired', async () => {
  const { site, here, queue } = aScene()
  const short = (body: string) => anEnvelope({ body, expiresAtMs: startMs + 1_000 })
  await here.store.publish(queue, [anEnvelope({ body: 'long' }), short('a'), short('b')])
  expect(await here.store.poll(queue, aPoll({ maxMessages: 1 }))).toHaveLength(1)
  await here.store.publish(queue, [short('c'), short('d')])
  await site.pass(1_000)
  here.line.calls = []
  expect(await site.live(here.store.poll(queue, aPoll()))).toEqual([])
  expect(writes(here).sort()).toEqual(['DeleteItem', 'UpdateItem'])
  const blocks = site.blocks(queue)
  expect(blocks).toHaveLength(1)
  expect([blocks[0]!.s0, blocks[0]!.s1, blocks[0]!.s2].map(slot => slot !== undefined)).toEqual([true, false, false])
})

test('clearing away is tried once, and holds up nothing that was leased', async () => {
  const { site, here, queue } = aScene()
  await here.store.publish(queue, several(2, { expiresAtMs: startMs + 1_000 }))
  await here.store.publish(queue, [anEnvelope({ body: 'long' })])
  await site.pass(1_000)
  here.line.calls = []
  here.line.before = async operation => (operation === 'DeleteItem' ? throttle : 'goOn')
  expect(bodiesOf(await here.store.poll(queue, aPoll()))).toEqual(['long'])
  expect(writes(here).sort()).toEqual(['DeleteItem', 'UpdateItem'])
})

test('a block that was left without a message is deleted by the next poll that sees it', async () => {
  const { site, here, queue } = aScene()
  await here.store.publish(queue, several(2))
  const [first, second] = await here.store.poll(queue, aPoll())
  here.line.before = async operation => (operation === 'DeleteItem' ? throttle : 'goOn')
  for (const one of [first!, second!]) await settleOne(here.store, queue, anAck({ ...one.receipt, at: undefined }))
  here.line.before = async () => 'goOn'
  expect(site.blocks(queue)).toHaveLength(1)
  expect(await site.live(here.store.poll(queue, aPoll()))).toEqual([])
  expect(site.blocks(queue)).toEqual([])
})

test('among a lot that has expired a poll clears away so many, and passes over the others', async () => {
  const { site, here, queue } = aScene()
  for (let block = 0; block < 300; block++)
    await here.store.publish(queue, [anEnvelope({ expiresAtMs: startMs + 1_000 })])
  await site.pass(500)
  await here.store.publish(queue, [anEnvelope({ body: 'long', sentAtMs: startMs + 500 })])
  await site.pass(500)
  here.line.calls = []
  expect(bodiesOf(await site.live(here.store.poll(queue, aPoll({ maxMessages: 1 }))))).toEqual(['long'])
  const { length } = writes(here).filter(operation => operation === 'DeleteItem')
  expect([length >= 256, length < 300]).toEqual([true, true])
})

test('a lease that is throttled does not take the others with it', async () => {
  const { site, here, there, queue } = aScene()
  for (const body of ['a', 'b', 'c']) await here.store.publish(queue, [anEnvelope({ body })])
  const busy = site.blocks(queue)[1]!.s!.S
  here.line.before = async (operation, input) =>
    operation === 'UpdateItem' && 'Key' in input && input.Key!.s!.S === busy ? throttle : 'goOn'
  const leased = await site.live(here.store.poll(queue, aPoll()))
  expect(leased).toHaveLength(2)
  expect(await site.live(there.store.poll(queue, aPoll()))).toHaveLength(1)
})

test('a poll that fails has leased nothing for nobody', async () => {
  const { site, here, there, queue } = aScene()
  for (const body of ['a', 'b', 'c']) await here.store.publish(queue, [anEnvelope({ body })])
  here.line.before = async operation => (operation === 'UpdateItem' ? throttle : 'goOn')
  await expect(site.live(here.store.poll(queue, aPoll()))).rejects.toEqual(new Problem('StoreBusy'))
  here.line.before = async operation => (operation === 'UpdateItem' ? failure('AccessDeniedException') : 'goOn')
  await expect(site.live(here.store.poll(queue, aPoll()))).rejects.toThrow('AccessDenied')
  expect(await site.live(there.store.poll(queue, aPoll()))).toHaveLength(3)
})

test('blocks that others leased are passed over, and what stands behind them is found', async () => {
  const { site, here, there, queue } = aScene()
  for (let block = 0; block < 40; block++) await here.store.publish(queue, several(1))
  for (let polls = 0; polls < 4; polls++) await there.store.poll(queue, aPoll())
  const [id] = idsOf(await there.store.publish(queue, [anEnvelope({ body: 'last', sentAtMs: startMs + 1 })]))
  await site.pass(1)
  expect((await site.live(here.store.poll(queue, aPoll()))).map(({ message }) => message.id)).toEqual([id])
})

test('the scout is told of collisions, and of leases without one', async () => {
  for (const how of ['won', 'lost', 'nothing'] as const) {
    const { site, here, there, queue } = aScene()
    await here.store.publish(queue, [anEnvelope({ expiresAtMs: how === 'nothing' ? startMs + 1 : undefined })])
    await site.pass(10)
    const reading = site.reading()
    const tools = { ...reading, random: seededRandom(3) } as unknown as Tools
    const block = decodeBlock(site.blocks(queue)[0]!)
    const survey = surveyBlock(block, aJudge(), site.world.nowMs)
    if (how === 'lost') await there.store.poll(queue, aPoll())
    const told: string[] = []
    const scout = {
      reserve: (_: string, work: () => unknown) => work(),
      areOver: () => {},
      collided: () => told.push('lost'),
      parted: () => told.push('won'),
    } as unknown as Scout
    await site.live(take(tools, queue, scout, [survey], aPoll()))
    expect(told).toEqual(how === 'nothing' ? [] : [how])
  }
})

test('a poll whose looks all take too long says that the store is busy', async () => {
  const { site, here, queue } = aScene()
  let looks = 0
  here.line.before = async operation => (operation === 'Query' && ++looks < 100 ? 1_500 : 'goOn')
  await expect(site.live(here.store.poll(queue, aPoll()))).rejects.toEqual(new Problem('StoreBusy'))
})

test('who was too late for a small message does not take a large one beside another for it', async () => {
  const { site, here, there, queue } = aScene()
  const bodies = ['a', 'b', 'x'.repeat(100_000)]
  await there.store.publish(
    queue,
    bodies.map(body => anEnvelope({ body })),
  )
  here.line.before = once('UpdateItem', async () => {
    await there.store.poll(queue, aPoll({ maxMessages: 1 }))
    return 'goOn'
  })
  const leased = await site.live(here.store.poll(queue, aPoll({ maxMessages: 2, maxBytes: 2_000 })))
  expect(bodiesOf(leased)).toEqual(['b'])
})

test('nor several small ones for a large one', async () => {
  const { site, here, there, queue } = aScene()
  const bodies = ['x'.repeat(5_000), 'a', 'b']
  await there.store.publish(
    queue,
    bodies.map(body => anEnvelope({ body })),
  )
  here.line.before = once('UpdateItem', async () => {
    await there.store.poll(queue, aPoll({ maxMessages: 1 }))
    return 'goOn'
  })
  const leased = await site.live(here.store.poll(queue, aPoll({ maxMessages: 1 })))
  expect(bodiesOf(leased)).toEqual(['a'])
})
