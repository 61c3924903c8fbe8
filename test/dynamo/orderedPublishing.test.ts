import { expect, test } from 'vitest'
import { scopeOf } from '../../lib/store/dynamo/keys.ts'
import { groupHash } from '../../lib/store/dynamo/ordered/keys.ts'
import type { PublishResult } from '../../lib/store/store.ts'
import { anEnvelope } from '../fixtures.ts'
import { holdBack, inQueue, isRunPut, OrderedSite } from './anOrderedSite.ts'
import { bodiesOf, failure, idsOf, once, type Process, throttle } from './aSite.ts'

const holeMs = 10_000

/** A process that takes numbers, and claims keys, and then is never heard of again. */
async function dies(scene: OrderedSite, ...names: string[]): Promise<void> {
  const victim = scene.site.open()
  let isDead = false
  victim.line.before = async (operation, input) => {
    isDead ||= isRunPut(operation, input)
    return isDead ? new Promise<never>(() => {}) : 'goOn'
  }
  void scene.publishOnce(victim, ...names).catch(() => {})
  await scene.site.pass(100)
}

const sequences = (results: PublishResult[]) => results.map(one => (one.kind === 'stored' ? one.sequence! : 0))

test('where a publisher died, those behind it wait ten seconds, and no longer', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.here, 'g1-1')
  await dies(scene, 'g1-2', 'g1-3')
  await scene.publish(scene.here, 'g1-4', 'g2-1')
  const first = await scene.poll(scene.there)
  expect(bodiesOf(first)).toEqual(['g1-1', 'g2-1'])
  await scene.ack(scene.there, first)
  await scene.site.pass(holeMs - 1_000)
  expect(await scene.names(scene.there)).toEqual([])
  await scene.site.pass(1_000)
  expect(await scene.names(scene.there)).toEqual(['g1-4'])
})

test('where nothing came after it, too', async () => {
  const scene = new OrderedSite()
  await dies(scene, 'g1-1')
  expect(await scene.names(scene.here)).toEqual([])
  await scene.site.pass(holeMs)
  await scene.publish(scene.there, 'g1-2')
  await scene.site.pass(holeMs)
  expect(await scene.names(scene.here)).toEqual(['g1-2'])
})

test('where publishes go on behind it, it is the first of them that counts', async () => {
  const scene = new OrderedSite()
  await dies(scene, 'g1-0')
  const names = ['g1-1', 'g1-2', 'g1-3', 'g1-4']
  for (const name of names) {
    await scene.publish(scene.here, name)
    expect(await scene.names(scene.there)).toEqual([])
    await scene.site.pass(2_900)
  }
  expect(await scene.names(scene.there)).toEqual(names)
})

test('a group in which nothing was ever stored is forgotten', async () => {
  const scene = new OrderedSite()
  await dies(scene, 'g1-1')
  await scene.site.pass(holeMs)
  for (let polls = 0; polls < 2; polls++) expect(await scene.names(scene.here)).toEqual([])
  await scene.site.pass(1)
  expect(scene.groups()).toEqual([])
})

test('who comes with his message after that takes new numbers, and stays in order', async () => {
  const scene = new OrderedSite()
  const slow = scene.site.open()
  let go = (): void => {}
  const held = new Promise<void>(resolve => {
    go = resolve
  })
  slow.line.before = once('PutItem', () => held.then(() => 'goOn'))
  const publishing = scene.publish(slow, 'g1-1', 'g1-2')
  await scene.site.pass(50)
  await scene.publish(scene.here, 'g1-3')
  await scene.site.pass(holeMs)
  expect(await scene.names(scene.here)).toEqual(['g1-3'])
  go()
  const [first, second] = sequences(await publishing)
  expect(second).toBe(first! + 1)
  await scene.site.pass(31_000)
  expect(await scene.names(scene.there)).toEqual(['g1-3', 'g1-1', 'g1-2'])
})

test('the key of a publisher that died is not burnt: its repetition is stored, once', async () => {
  const scene = new OrderedSite()
  await dies(scene, 'g1-1')
  const diedAtMs = scene.site.world.nowMs
  const [again] = await scene.publishOnce(scene.here, 'g1-1')
  expect(scene.site.world.nowMs - diedAtMs).toBeLessThan(holeMs)
  const [third] = await scene.publishOnce(scene.there, 'g1-1')
  expect(third).toEqual(again)
  await scene.site.pass(holeMs)
  expect(await scene.names(scene.there)).toEqual(['g1-1'])
})

test('nor is one whose numbers a poll has closed', async () => {
  const scene = new OrderedSite()
  await dies(scene, 'g1-1')
  await scene.site.pass(holeMs)
  expect(await scene.names(scene.here)).toEqual([])
  await scene.publishOnce(scene.there, 'g1-1')
  expect(await scene.names(scene.here)).toEqual(['g1-1'])
})

test('who lost his key while he stood still answers the id of the one that was stored', async () => {
  const scene = new OrderedSite()
  const slow = scene.site.open()
  const go = holdBack(slow, isRunPut)
  const publishing = scene.publishOnce(slow, 'g1-1')
  await scene.site.pass(50)
  const stored = await scene.publishOnce(scene.here, 'g1-1')
  go()
  expect(await publishing).toEqual(stored)
  expect(await scene.names(scene.there)).toEqual(['g1-1'])
})

test('nor does a key whose window went by while its message was on its way stand for two', async () => {
  const scene = new OrderedSite()
  const slow = scene.site.open()
  const go = holdBack(slow, isRunPut)
  const publishing = scene.publishOnce(slow, 'g1-1')
  await scene.site.pass(inQueue.windowMs + 1_000)
  const stored = await scene.publishOnce(scene.here, 'g1-1')
  go()
  expect(await publishing).toEqual(stored)
  await scene.site.pass(holeMs)
  expect(await scene.names(scene.there)).toEqual(['g1-1'])
})

test('after its window a key stands for another message', async () => {
  const scene = new OrderedSite()
  await scene.publishOnce(scene.here, 'g1-1')
  await scene.site.pass(inQueue.windowMs)
  await scene.publishOnce(scene.here, 'g1-1')
  expect(await scene.names(scene.there)).toEqual(['g1-1', 'g1-1'])
})

test('two calls at once with one key store one message, whoever is faster', async () => {
  const scene = new OrderedSite()
  const calls = [scene.here, scene.there, scene.site.open()].map(process => scene.publishOnce(process, 'g1-1'))
  const [first, ...others] = await Promise.all(calls)
  for (const other of others) expect(other).toEqual(first)
  await scene.site.pass(holeMs)
  expect(await scene.names(scene.here)).toEqual(['g1-1'])
  expect(await scene.names(scene.here)).toEqual([])
})

test('a call whose messages are all duplicates leaves no number open, nor delays who comes next', async () => {
  const scene = new OrderedSite()
  await scene.publishOnce(scene.here, 'g1-1')
  await scene.ack(scene.here, await scene.poll(scene.here))
  // Of a queue that was delayed a moment ago.
  const again = anEnvelope({ body: 'g1-1', groupId: 'g1', deduplicationId: 'g1-1', delayMs: 60_000 })
  await scene.site.live(scene.there.store.publish(scene.queue, [again], undefined, inQueue))
  await scene.publish(scene.there, 'g1-2')
  expect(await scene.names(scene.there)).toEqual(['g1-2'])
})

test('numbers whose answer was lost are not taken twice', async () => {
  const scene = new OrderedSite()
  const [first] = sequences(await scene.publish(scene.here, 'g1-1'))
  scene.there.line.before = once('UpdateItem', async () => 'loseReply')
  const [second] = sequences(await scene.publish(scene.there, 'g1-2'))
  expect(second).toBe(first! + 1)
  expect(await scene.names(scene.here)).toEqual(['g1-1', 'g1-2'])
})

test('a message whose answer was lost is stored once, also where it was changed before it was sent again', async () => {
  const scene = new OrderedSite()
  let strike = true
  scene.here.line.before = async (operation, input) => {
    if (!isRunPut(operation, input) || !strike) return 'goOn'
    strike = false
    return 'loseReply'
  }
  const publishing = scene.publish(scene.here, 'g1-1', 'g1-2')
  const results = await publishing
  expect(results.map(({ kind }) => kind)).toEqual(['stored', 'stored'])
  expect(await scene.names(scene.there)).toEqual(['g1-1', 'g1-2'])
  expect(scene.runs('g1')).toHaveLength(1)
})

test('a group of one queue is another in any other, so that no two messages have one id', async () => {
  const [one, other] = [new OrderedSite(), new OrderedSite()]
  const [first] = await one.publish(one.here, 'g1-1')
  const [second] = await other.publish(other.here, 'g1-1')
  expect(first).not.toEqual(second)
})

test('what cannot be numbered is refused, and takes nothing else with it', async () => {
  const scene = new OrderedSite()
  scene.here.line.before = async (operation, input) => {
    const { Key } = input as { Key?: { s: { S: string } } }
    return operation === 'UpdateItem' && Key?.s.S === groupHash(scopeOf(scene.queue), 'g1') ? throttle : 'goOn'
  }
  const results = await scene.publish(scene.here, 'g1-1', 'g2-1')
  expect(results.map(({ kind }) => kind)).toEqual(['refused', 'stored'])
  expect(await scene.names(scene.there)).toEqual(['g2-1'])
})

const keyed = { key: 'k1', fingerprint: 'x', keepUntilMs: Date.UTC(2027, 0, 1) }
const put = ({ site, queue }: OrderedSite, { store }: Process, request = keyed) => {
  const envelopes = ['g1-1', 'g2-1'].map(body => anEnvelope({ body, groupId: body.slice(0, 2), deduplicationId: body }))
  return site.live(store.publish(queue, envelopes, request, inQueue))
}

test('a publish with a request key is stored once, also by two calls at once', async () => {
  const scene = new OrderedSite()
  const [one, other] = await Promise.all([put(scene, scene.here), put(scene, scene.there)])
  expect(other).toEqual(one)
  expect(await put(scene, scene.here)).toEqual(one)
  expect(await put(scene, scene.here, { ...keyed, fingerprint: 'y' })).toEqual({ kind: 'requestKeyReused' })
  expect((await scene.names(scene.there)).toSorted()).toEqual(['g1-1', 'g2-1'])
  await scene.site.pass(31_000)
  // Nobody waits for the numbers of the slower one.
  await scene.publish(scene.here, 'g1-2')
  expect((await scene.names(scene.there)).toSorted()).toEqual(['g1-1', 'g1-2', 'g2-1'])
})

test('with a request key too, who finds his numbers closed takes new ones', async () => {
  const scene = new OrderedSite()
  const slow = scene.site.open()
  const go = holdBack(slow, operation => operation === 'TransactWriteItems')
  const publishing = put(scene, slow)
  await scene.site.pass(holeMs + 50)
  expect(await scene.names(scene.here)).toEqual([])
  go()
  const reply = await publishing
  expect(idsOf(reply)).toHaveLength(2)
  expect((await scene.names(scene.here)).toSorted()).toEqual(['g1-1', 'g2-1'])
})

test('where one of its groups had its number closed, the others wait for nothing', async () => {
  const scene = new OrderedSite()
  const slow = scene.site.open()
  const go = holdBack(slow, operation => operation === 'TransactWriteItems')
  const publishing = put(scene, slow)
  await scene.site.pass(holeMs - 1_000)
  await scene.publish(scene.here, 'g2-2')
  await scene.site.pass(1_050)
  expect(await scene.names(scene.here)).toEqual([])
  go()
  await publishing
  expect((await scene.names(scene.here)).toSorted()).toEqual(['g1-1', 'g2-1', 'g2-2'])
})

test('nor is the key of a message burnt whose publisher gave its number up, and died then', async () => {
  const scene = new OrderedSite()
  const victim = scene.site.open()
  const go = holdBack(victim, operation => operation === 'TransactWriteItems')
  void put(scene, victim).catch(() => {})
  await scene.site.pass(holeMs - 1_000)
  await scene.publish(scene.here, 'g2-2')
  await scene.site.pass(1_050)
  await scene.names(scene.here)
  holdBack(victim, operation => operation === 'UpdateItem')
  go()
  await scene.site.pass(50)
  await scene.publishOnce(scene.here, 'g2-1')
  expect(await scene.names(scene.here)).toEqual(['g2-2', 'g2-1'])
})

test('a fault is no refusal', async () => {
  const scene = new OrderedSite()
  scene.here.line.before = async () => failure('AccessDeniedException')
  await expect(scene.publish(scene.here, 'g1-1')).rejects.toThrow('AccessDenied')
})

test('a store that does not answer is a refusal', async () => {
  const scene = new OrderedSite()
  scene.here.line.before = async operation => (operation === 'PutItem' ? failure('InternalServerError') : 'goOn')
  expect((await scene.publish(scene.here, 'g1-1')).map(({ kind }) => kind)).toEqual(['refused'])
})
