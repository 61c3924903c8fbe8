import { describe, expect, test } from 'vitest'
import type { ProblemCode } from '../../lib/domain/problem.ts'
import { aMessage, anyone, aScene, never, publishOne, queue, type Scene } from './scene.ts'

const edit = (perform: Scene['perform'], id: string, change: object) =>
  perform(anyone, 'editMessage', { queue, id, edit: change }, never)

describe('an edit that another one overtakes', () => {
  test('builds upon it, so that neither is lost', async () => {
    const scene = await aScene()
    const id = await publishOne(scene)
    const attributes = { colour: { type: 'string', value: 'blue' } } as const
    scene.before('change', () => edit(scene.perform, id, { attributes }))
    const { message } = await edit(scene.slow, id, { body: Buffer.from('b') })
    expect(message.envelope).toMatchObject({ body: Buffer.from('b'), attributes })
  })

  test('again and again gives up and says so', async () => {
    const scene = await aScene()
    const id = await publishOne(scene)
    scene.before('change', () => edit(scene.perform, id, { body: Buffer.from('other') }), 100)
    const refused = edit(scene.slow, id, { body: Buffer.from('b') })
    await expect(refused).rejects.toMatchObject({ code: 'MessageInFlight', message: expect.stringContaining('Other') })
  })

  test('by a cancel finds the message gone', async () => {
    const scene = await aScene()
    const id = await publishOne(scene)
    scene.before('change', () => scene.perform(anyone, 'cancelMessage', { queue, id }, never))
    await expect(edit(scene.slow, id, { delaySeconds: 1 })).rejects.toMatchObject({ code: 'MessageNotFound' })
  })

  test('by a lease finds it in flight', async () => {
    const scene = await aScene()
    const id = await publishOne(scene)
    scene.before('change', () => scene.perform(anyone, 'poll', { queue, maxMessages: 1 }, never))
    const refused = edit(scene.slow, id, { delaySeconds: 1 })
    await expect(refused).rejects.toMatchObject({ code: 'MessageInFlight', message: expect.stringContaining('leased') })
  })
})

describe('a queue that is changed by two at once', () => {
  const update = (perform: Scene['perform'], settings: object) =>
    perform(anyone, 'updateQueue', { queue, settings, expected: 'any' }, never)

  test('keeps both changes', async () => {
    const scene = await aScene()
    scene.before('write', () => update(scene.perform, { delaySeconds: 5 }))
    const saved = await update(scene.slow, { waitSeconds: 7 })
    expect(saved.queue.settings).toMatchObject({ delaySeconds: 5, waitSeconds: 7 })
    expect((await scene.perform(anyone, 'getQueue', { queue }, never)).queue).toEqual(saved.queue)
  })

  test('again and again answers with a conflict', async () => {
    const scene = await aScene()
    scene.before('write', () => update(scene.perform, { delaySeconds: 5 }), 100)
    await expect(update(scene.slow, { waitSeconds: 7 })).rejects.toMatchObject({ code: 'VersionConflict' })
  })

  test('and asked to be at a version, is refused once the other was faster', async () => {
    const scene = await aScene()
    const { version } = await scene.perform(anyone, 'getQueue', { queue }, never)
    scene.before('write', () => update(scene.perform, { delaySeconds: 5 }))
    const input = { queue, settings: { waitSeconds: 7 }, expected: { versions: [version] } }
    await expect(scene.slow(anyone, 'updateQueue', input, never)).rejects.toMatchObject({ code: 'VersionConflict' })
  })

  test('is deleted as the other left it, and deleted once', async () => {
    const scene = await aScene()
    const remove = { queue, expected: 'any' } as const
    scene.before('remove', () => update(scene.perform, { delaySeconds: 5 }))
    await scene.slow(anyone, 'deleteQueue', remove, never)
    await expect(scene.perform(anyone, 'getQueue', { queue }, never)).rejects.toMatchObject({ code: 'QueueNotFound' })
    await scene.perform(anyone, 'putQueue', { queue, settings: {}, expected: 'any' }, never)
    scene.before('remove', () => scene.perform(anyone, 'deleteQueue', remove, never))
    await expect(scene.slow(anyone, 'deleteQueue', remove, never)).rejects.toMatchObject({ code: 'QueueNotFound' })
  })
})

test('a publish that a purge overtakes goes with it, and so does one that a deletion overtakes', async () => {
  const scene = await aScene()
  const publish = () => scene.slow(anyone, 'publish', { queue, messages: [aMessage()] }, never)
  const counts = () => scene.perform(anyone, 'queueStats', { queue }, never)
  scene.before('publish', () => scene.perform(anyone, 'purge', { queue }, never))
  await publish()
  expect(await counts()).toMatchObject({ visible: 0 })
  scene.before('publish', async () => {
    await scene.perform(anyone, 'deleteQueue', { queue, expected: 'any' }, never)
    await scene.perform(anyone, 'putQueue', { queue, settings: {}, expected: 'any' }, never)
  })
  await publish()
  expect(await counts()).toMatchObject({ visible: 0 })
})

test('a store that keeps none, all for the same reason, says that reason', async () => {
  const { store, perform } = await aScene()
  const publish = () => perform(anyone, 'publish', { queue, messages: [aMessage(), aMessage()] }, never)
  const refused = (problem: ProblemCode) => ({ kind: 'refused', problem }) as const
  store.publish = async () => ({ kind: 'published', results: [refused('StoreBusy'), refused('StoreBusy')] })
  await expect(publish()).rejects.toMatchObject({ code: 'StoreBusy' })
  const results = [refused('StoreBusy'), refused('StorageFull')]
  store.publish = async () => ({ kind: 'published', results })
  await expect(publish()).rejects.toMatchObject({ code: 'PartlyPublished', extras: { results } })
})

test('a store that keeps some messages and cannot keep others is passed on in order', async () => {
  const { store, perform } = await aScene()
  const results = [{ kind: 'stored', id: 'one' } as const, { kind: 'refused', problem: 'StorageFull' } as const]
  store.publish = async () => ({ kind: 'published', results })
  const refused = perform(anyone, 'publish', { queue, messages: [aMessage(), aMessage()] }, never)
  await expect(refused).rejects.toMatchObject({ code: 'PartlyPublished', extras: { results } })
})
