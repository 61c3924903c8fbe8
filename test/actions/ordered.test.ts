import { expect, test } from 'vitest'
import { text } from '../fixtures.ts'
import { aMessage, anyone, aScene, never, type Scene } from './scene.ts'

const queue = 'orders.fifo'

async function anOrderedScene(settings: object = {}): Promise<Scene> {
  const scene = await aScene()
  await scene.perform(anyone, 'putQueue', { queue, settings, expected: 'any' }, never)
  return scene
}

const publish = ({ perform }: Scene, ...messages: object[]) =>
  perform(anyone, 'publish', { queue, messages: messages.map(given => ({ ...aMessage(), ...given })) }, never)
const poll = ({ perform }: Scene, wish: object = {}) =>
  perform(anyone, 'poll', { queue, maxMessages: 10, ...wish }, never)
const fieldsOf = (...path: (string | number)[]) =>
  expect.objectContaining({ extras: { fields: [expect.objectContaining({ path })] } })

test('a publish answers the numbers, a repetition those of the first', async () => {
  const scene = await anOrderedScene()
  const message = { groupId: 'g1', deduplicationId: 'd1' }
  const first = await publish(scene, message)
  expect(first.sequences).toEqual([expect.any(Number)])
  expect(await publish(scene, message)).toEqual(first)
  expect((await poll(scene)).messages.map(({ message: { sequence } }) => sequence)).toEqual(first.sequences)
})

test('the window and the scope are those of the queue', async () => {
  const scene = await anOrderedScene({ ordered: { deduplication: { windowSeconds: 10, scope: 'group' } } })
  await publish(scene, { groupId: 'g1', deduplicationId: 'd1' })
  await publish(scene, { groupId: 'g2', deduplicationId: 'd1' })
  scene.clock.advanceMs(9_999)
  await publish(scene, { groupId: 'g1', deduplicationId: 'd1' })
  scene.clock.advanceMs(1)
  await publish(scene, { groupId: 'g1', deduplicationId: 'd1' })
  expect((await poll(scene)).messages).toHaveLength(3)
})

test('by content, the same body is a duplicate, whatever its attributes', async () => {
  const scene = await anOrderedScene({ ordered: { deduplication: { contentBased: true } } })
  const attributes = { a: { type: 'string', value: 'x' } }
  const { ids } = await publish(scene, { groupId: 'g1' }, { groupId: 'g1', attributes })
  expect(ids[1]).toBe(ids[0])
})

test('a request key that comes back with another group or id was used for something else', async () => {
  const scene = await anOrderedScene()
  const ask = (given: object) =>
    scene.perform(anyone, 'publish', { queue, messages: [{ ...aMessage(), ...given }], requestKey: 'k' }, never)
  const first = await ask({ groupId: 'g1' })
  expect(await ask({ groupId: 'g1' })).toEqual(first)
  for (const other of [{ groupId: 'g2' }, { groupId: 'g1', deduplicationId: 'd1' }])
    await expect(ask(other)).rejects.toMatchObject({ code: 'RequestKeyReused' })
})

test('a late ack does not count, though it does on another queue', async () => {
  const scene = await anOrderedScene()
  await publish(scene, { groupId: 'g1' })
  const { messages } = await poll(scene)
  scene.clock.advanceMs(30_000)
  const receipts = [messages[0]!.receiptText]
  expect(await scene.perform(anyone, 'ack', { queue, receipts, ifLapsed: 'accept' }, never)).toEqual([
    { kind: 'lapsed' },
  ])
})

test('a repeated poll answers the same receipts; on another queue its id is refused', async () => {
  const scene = await anOrderedScene()
  await publish(scene, { groupId: 'g1' })
  const textsOf = async () => (await poll(scene, { attemptId: 'try' })).messages.map(({ receiptText }) => receiptText)
  const first = await textsOf()
  expect(await textsOf()).toEqual(first)
  expect(first).toHaveLength(1)
  await expect(poll(scene, { queue: 'orders', attemptId: 'try' })).rejects.toEqual(fieldsOf('attemptId'))
})

test('an edit changes what a message says, not when it comes', async () => {
  const scene = await anOrderedScene()
  const { ids } = await publish(scene, { groupId: 'g1' })
  const edit = (given: object) => scene.perform(anyone, 'editMessage', { queue, id: ids[0]!, edit: given }, never)
  await edit({ body: Buffer.from('edited') })
  await expect(edit({ delaySeconds: 0 })).rejects.toEqual(fieldsOf('delaySeconds'))
  const [leased] = (await poll(scene)).messages
  expect(text(leased!.message.envelope.body)).toBe('edited')
  expect(leased!.message.envelope.groupId).toBe('g1')
})

test('a change of the settings keeps the others and cannot change the scope; a put gives back what is usual', async () => {
  const { perform } = await anOrderedScene({ ordered: { deduplication: { contentBased: true, scope: 'group' } } })
  const update = (deduplication: object) =>
    perform(anyone, 'updateQueue', { queue, settings: { ordered: { deduplication } }, expected: 'any' }, never)
  const updated = (await update({ windowSeconds: 60 })).queue.settings
  expect(updated.ordered!.deduplication).toEqual({ contentBased: true, windowSeconds: 60, scope: 'group' })
  await expect(update({ scope: 'queue' })).rejects.toEqual(fieldsOf('ordered', 'deduplication', 'scope'))
  const { queue: after } = await perform(anyone, 'putQueue', { queue, settings: {}, expected: 'any' }, never)
  expect(after.settings.ordered!.deduplication).toEqual({ contentBased: false, windowSeconds: 300, scope: 'group' })
})

test('a queue that is not ordered has no such settings', async () => {
  const { perform } = await aScene()
  const settings = { ordered: {} }
  for (const action of ['putQueue', 'updateQueue'] as const)
    await expect(perform(anyone, action, { queue: 'orders', settings, expected: 'any' }, never)).rejects.toEqual(
      fieldsOf('ordered'),
    )
})
