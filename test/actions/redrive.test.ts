import { describe, expect, test } from 'vitest'
import type { StartRedriveInput } from '../../lib/actions/startRedrive.ts'
import type { Redrive } from '../../lib/domain/redrive.ts'
import { runRedrives } from '../../lib/upkeep/redrives.ts'
import { settled } from '../contract/open.ts'
import { aMessage, anyone, aScene, never, publishOne, queue, type Scene } from './scene.ts'

const dead = 'dead'
const roundMs = 50_000

/** Messages of `orders` that failed once and lie in `dead`. */
async function aSceneWithDead(count = 1) {
  const scene = await aScene()
  await scene.perform(anyone, 'putQueue', { queue: dead, settings: {}, expected: 'any' }, never)
  const deadLetter = { queue: dead, attemptsMax: 1, expired: false }
  await scene.perform(anyone, 'updateQueue', { queue, settings: { deadLetter }, expected: 'any' }, never)
  for (let at = 0; at < count; at++) await publishOne(scene, aMessage(`${at}`))
  for (let at = 0; at < count; at += 16) await failAll(scene)
  return scene
}

/** Takes what is there, and gives it up. */
async function failAll(scene: Scene, reason?: string): Promise<void> {
  const { messages } = await poll(scene, queue)
  const receipts = messages.map(({ receiptText }) => receiptText)
  if (receipts.length === 0) return
  await scene.perform(anyone, 'nack', { queue, receipts, deadLetter: true, reason }, never)
}

const poll = ({ perform }: Scene, name: string) =>
  perform(anyone, 'poll', { queue: name, maxMessages: 16, waitSeconds: 0 }, never)

const start = ({ perform }: Scene, wish: Partial<StartRedriveInput> = {}) =>
  perform(anyone, 'startRedrive', { queue: dead, ...wish }, never)

const get = ({ perform }: Scene, { id }: Redrive) => perform(anyone, 'getRedrive', { id }, never)
const cancel = ({ perform }: Scene, { id }: Redrive) => perform(anyone, 'cancelRedrive', { id }, never)
const put = ({ perform }: Scene, name: string) =>
  perform(anyone, 'putQueue', { queue: name, settings: {}, expected: 'any' }, never)

async function visibleIn({ perform }: Scene, name: string) {
  const input = { queue: name, state: 'visible', limit: 100 } as const
  return (await perform(anyone, 'browse', input, never)).messages
}

const countIn = async (scene: Scene, name: string): Promise<number> => (await visibleIn(scene, name)).length

const round = (scene: Scene) => runRedrives(scene, roundMs)

describe('a redrive', () => {
  test('puts messages back where they came from, as new ones with their past', async () => {
    const scene = await aSceneWithDead(3)
    const before = await visibleIn(scene, dead)
    const begun = await start(scene)
    expect(begun).toMatchObject({ state: 'running', moved: 0, toMove: 3, queue: { name: dead } })
    expect(await round(scene)).toBe(3)
    expect(await get(scene, begun)).toMatchObject({
      state: 'completed',
      moved: 3,
      skipped: 0,
      endedAtMs: begun.startedAtMs,
    })
    const after = await visibleIn(scene, queue)
    expect(after.map(({ envelope }) => envelope.originId).sort()).toEqual(before.map(({ id }) => id).sort())
    const reasons = after.map(({ envelope }) => envelope.origins!.map(({ queue, reason }) => [queue, reason]))
    expect(reasons).toEqual(
      Array(3).fill([
        [queue, 'nacked'],
        [dead, 'redriven'],
      ]),
    )
    expect(await countIn(scene, dead)).toBe(0)
  })

  test('begins attempts and retention anew, and keeps the time of the publish and its own expiry', async () => {
    const scene = await aSceneWithDead(0)
    const sentAtMs = scene.clock.nowMs()
    await publishOne(scene, { expiresInSeconds: 900_000 })
    await failAll(scene)
    scene.clock.advanceMs(345_599_000)
    await start(scene)
    await round(scene)
    scene.clock.advanceMs(345_569_000)
    const { messages } = await poll(scene, queue)
    const envelope = { sentAtMs, expiresAtMs: sentAtMs + 900_000_000 }
    expect(messages[0]!.message).toMatchObject({ delivery: { attempts: 1 }, envelope })
    scene.clock.advanceMs(30_000)
    expect((await poll(scene, queue)).messages).toEqual([])
    expect(await countIn(scene, dead)).toBe(1)
  })

  test('moves what is asked for: by id, by reason, by attribute', async () => {
    const scene = await aSceneWithDead(0)
    const text = (value: string) => ({ type: 'string', value }) as const
    const ids = [await publishOne(scene), await publishOne(scene, { attributes: { colour: text('blue') } })]
    await failAll(scene)
    await publishOne(scene, { attributes: { colour: text('red') } })
    await poll(scene, queue)
    scene.clock.advanceMs(30_000)
    await poll(scene, queue)
    expect(await countIn(scene, dead)).toBe(3)
    const run = async (wish: Partial<StartRedriveInput>): Promise<number> => {
      await start(scene, wish)
      return round(scene)
    }
    expect(await run({ ids: ['nobody'] })).toBe(0)
    expect(await run({ attributes: { colour: 'green' } })).toBe(0)
    expect(await run({ reason: 'expired' })).toBe(0)
    expect(await run({ reason: 'nacked', attributes: { colour: 'blue' } })).toBe(1)
    expect(await run({ ids: [ids[0]!] })).toBe(1)
    expect(await run({ reason: 'attemptsExhausted' })).toBe(1)
    expect(await countIn(scene, queue)).toBe(3)
  })

  test('goes to another queue where that is said', async () => {
    const scene = await aSceneWithDead(2)
    await put(scene, 'other')
    await start(scene, { to: 'other' })
    await round(scene)
    expect([await countIn(scene, queue), await countIn(scene, 'other')]).toEqual([0, 2])
  })

  test('goes to no queue that keeps order where its own does not', async () => {
    const scene = await aSceneWithDead(1)
    await put(scene, 'other.fifo')
    const refused = { code: 'InvalidInput', extras: { fields: [{ path: ['to'], got: 'other.fifo' }] } }
    await expect(start(scene, { to: 'other.fifo' })).rejects.toMatchObject(refused)
  })

  test('leaves alone what is leased, delayed or expired', async () => {
    const scene = await aSceneWithDead(2)
    await scene.perform(anyone, 'poll', { queue: dead, maxMessages: 1 }, never)
    const messages = [{ ...aMessage(), delaySeconds: 60 }]
    await scene.perform(anyone, 'publish', { queue: dead, messages }, never)
    await publishOne(scene, { expiresInSeconds: 5 })
    await failAll(scene)
    scene.clock.advanceMs(5_000)
    const begun = await start(scene)
    expect(await round(scene)).toBe(1)
    expect(await get(scene, begun)).toMatchObject({ moved: 1, skipped: 0, state: 'completed' })
  })

  test('passes over what has nowhere to go, and says how many', async () => {
    const scene = await aSceneWithDead(2)
    await scene.perform(anyone, 'publish', { queue: dead, messages: [aMessage()] }, never)
    await scene.perform(anyone, 'deleteQueue', { queue, expected: 'any' }, never)
    const begun = await start(scene)
    await round(scene)
    expect(await get(scene, begun)).toMatchObject({ state: 'completed', moved: 0, skipped: 3 })
    expect(await countIn(scene, dead)).toBe(3)
  })

  test('leaves alone what came after it had begun', async () => {
    const scene = await aSceneWithDead(1)
    await start(scene, { to: queue })
    scene.clock.advanceMs(1)
    await scene.perform(anyone, 'publish', { queue: dead, messages: [aMessage()] }, never)
    expect(await round(scene)).toBe(1)
    expect(await countIn(scene, dead)).toBe(1)
  })

  test('does not take round what fails again, also at the same moment', async () => {
    const scene = await aSceneWithDead(4)
    await start(scene, { messagesPerSecond: 2 })
    const running = runRedrives(scene, roundMs)
    for (let second = 0; second < 10; second++) {
      await settled()
      await failAll(scene)
      scene.clock.advanceMs(1_000)
      scene.wall.advanceMs(1_000)
    }
    expect(await running).toBe(4)
    expect(await countIn(scene, dead)).toBe(4)
  })

  test('is followed by what expires there being found though nobody polls', async () => {
    const scene = await aSceneWithDead(1)
    await publishOne(scene, { expiresInSeconds: 900_000 })
    await failAll(scene)
    const deadLetter = { queue: dead, attemptsMax: 1, expired: true }
    await scene.perform(anyone, 'updateQueue', { queue, settings: { deadLetter }, expected: 'any' }, never)
    await start(scene)
    await round(scene)
    const nowMs = scene.clock.nowMs()
    const { marks } = await scene.store.due({ afterMs: nowMs + 86_400_000, untilMs: nowMs + 345_660_000 })
    expect(marks).toMatchObject([{ name: queue }])
  })
})

describe('of one queue', () => {
  test('one redrive is under way at a time; the last ten that are over are listed, the latest first', async () => {
    const scene = await aSceneWithDead(0)
    const begun = await start(scene)
    await expect(start(scene)).rejects.toMatchObject({ code: 'RedriveRunning' })
    await round(scene)
    const ids = [begun.id]
    for (let more = 0; more < 11; more++) {
      scene.clock.advanceMs(1)
      ids.push((await start(scene)).id)
      if (more < 10) await round(scene)
    }
    const listed = await scene.perform(anyone, 'listRedrives', { queue: dead }, never)
    expect(listed.map(({ id }) => id)).toEqual(ids.reverse().slice(0, 11))
    await expect(get(scene, begun)).rejects.toMatchObject({ code: 'RedriveNotFound' })
    scene.before('read', () => Promise.reject(new Error('asked')))
    await expect(scene.slow(anyone, 'getRedrive', { id: '.' }, never)).rejects.toMatchObject({
      code: 'RedriveNotFound',
    })
  })

  test('nothing is remembered once the queue is deleted', async () => {
    const scene = await aSceneWithDead(1)
    const begun = await start(scene)
    await round(scene)
    await deleted(scene, dead)
    await expect(get(scene, begun)).rejects.toMatchObject({ code: 'RedriveNotFound' })
  })

  test.each([
    ['names a queue that is not there', 'nowhere'],
    ['names the queue itself', dead],
  ])('a target that %s is refused', async (_, to) => {
    const scene = await aSceneWithDead(0)
    const refused = { code: 'InvalidInput', extras: { fields: [{ path: ['to'], got: to }] } }
    await expect(start(scene, { to })).rejects.toMatchObject(refused)
  })

  test.each([
    ['the target is deleted', 'targetGone', (scene: Scene) => deleted(scene, 'other')],
    ['the queue is deleted', 'queueGone', (scene: Scene) => deleted(scene, dead)],
    ['the queue is purged', 'queueGone', (scene: Scene) => scene.perform(anyone, 'purge', { queue: dead }, never)],
  ])('a redrive fails when %s', async (_, failure, act) => {
    const scene = await aSceneWithDead(2)
    await put(scene, 'other')
    const begun = await start(scene, { to: 'other' })
    await act(scene)
    expect(await round(scene)).toBe(0)
    expect(await get(scene, begun)).toMatchObject({ state: 'failed', failure, moved: 0, endedAtMs: begun.startedAtMs })
  })

  const deleted = ({ perform }: Scene, name: string) =>
    perform(anyone, 'deleteQueue', { queue: name, expected: 'any' }, never)
})

describe('a cancel', () => {
  test('ends at once what nobody works on', async () => {
    const scene = await aSceneWithDead(2)
    const begun = await start(scene)
    expect(await cancel(scene, begun)).toMatchObject({ state: 'cancelled', moved: 0 })
    expect(await scene.store.documents.list('redriving', { prefix: '', limit: 1 })).toEqual([])
    expect(await round(scene)).toBe(0)
    expect(await get(scene, begun)).toMatchObject({ state: 'cancelled' })
    expect(await cancel(scene, begun)).toMatchObject({ state: 'cancelled' })
    await start(scene)
    expect(await round(scene)).toBe(2)
  })

  test('that dies half-way makes room all the same', async () => {
    const scene = await aSceneWithDead(1)
    const begun = await start(scene)
    scene.before('remove', () => Promise.reject(new Error('died')))
    const died = scene.slow(anyone, 'cancelRedrive', { id: begun.id }, never)
    await expect(died).rejects.toThrow('died')
    const next = await start(scene)
    expect(await get(scene, begun)).toMatchObject({ state: 'cancelled' })
    expect(await get(scene, next)).toMatchObject({ state: 'running' })
  })

  test('ends what is under way after its step; what was moved stays', async () => {
    const scene = await aSceneWithDead(5)
    const begun = await start(scene, { messagesPerSecond: 2 })
    const running = round(scene)
    await settled()
    expect(await cancel(scene, begun)).toMatchObject({ state: 'cancelling', moved: 2 })
    scene.wall.advanceMs(1_000)
    expect(await running).toBe(2)
    expect(await get(scene, begun)).toMatchObject({ state: 'cancelled', moved: 2 })
    expect([await countIn(scene, queue), await countIn(scene, dead)]).toEqual([2, 3])
  })
})
