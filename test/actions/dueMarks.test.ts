import { describe, expect, test } from 'vitest'
import { runUpkeep } from '../../lib/upkeep/upkeep.ts'
import { anyone, aScene, never, publishOne, queue, type Scene } from './scene.ts'

const minuteMs = 60_000
const dead = 'dead'
const last = 'last'
const wholeRule = { queue: dead, attemptsMax: 1, expired: false }

const put = ({ perform }: Scene, name: string, settings: object = {}) =>
  perform(anyone, 'putQueue', { queue: name, settings, expected: 'any' }, never)

/** A rule that comes later brings marks. */
async function putAnew(scene: Scene, name: string, settings: object): Promise<void> {
  await scene.perform(anyone, 'deleteQueue', { queue: name, expected: 'any' }, never)
  await put(scene, name, settings)
}

/** A queue with a rule, and one that its messages go to. */
async function aSceneWithRule(wish: object = {}): Promise<Scene> {
  const scene = await aScene()
  await put(scene, dead)
  await putAnew(scene, queue, { deadLetter: { ...wholeRule, ...wish } })
  return scene
}

const take = async ({ perform }: Scene, name = queue) =>
  (await perform(anyone, 'poll', { queue: name, maxMessages: 16, waitSeconds: 0 }, never)).messages

const nack = async (scene: Scene, wish: object) => {
  const receipts = (await take(scene)).map(({ receiptText }) => receiptText)
  return scene.perform(anyone, 'nack', { queue, receipts, ...wish }, never)
}

const edit = ({ perform }: Scene, id: string, wish: object) =>
  perform(anyone, 'editMessage', { queue, id, edit: wish }, never)

/** So many minutes in which nobody polls; how many messages were moved aside in each. */
async function idle(scene: Scene, minutes: number): Promise<number[]> {
  const moved: number[] = []
  for (let minute = 0; minute < minutes; minute++) {
    scene.clock.advanceMs(minuteMs)
    moved.push((await runUpkeep(scene, 10_000)).movedAside)
  }
  return moved
}

describe('though nobody polls, a message is moved aside in time', () => {
  test('that an edit lets expire', async () => {
    const scene = await aSceneWithRule({ expired: true })
    await edit(scene, await publishOne(scene), { expiresInSeconds: 100 })
    expect(await idle(scene, 3)).toEqual([0, 1, 0])
  })

  test('that has had all its attempts by an edit', async () => {
    const scene = await aSceneWithRule({ attemptsMax: 5 })
    const id = await publishOne(scene)
    await nack(scene, { delaySeconds: 0 })
    expect(await idle(scene, 2)).toEqual([0, 0])
    await edit(scene, id, { attemptsMax: 1 })
    expect(await idle(scene, 2)).toEqual([1, 0])
  })

  test('that an edit lets come later, after its last attempt', async () => {
    const scene = await aSceneWithRule()
    const id = await publishOne(scene)
    await nack(scene, { delaySeconds: 60 })
    await edit(scene, id, { delaySeconds: 180 })
    expect(await idle(scene, 4)).toEqual([0, 0, 1, 0])
  })

  test.each([
    ['given up', { wish: { deadLetter: true } }],
    ['found by a poll', { wish: { delaySeconds: 0 }, isPolled: true }],
    ['found by upkeep', { wish: { delaySeconds: 0 }, isSwept: true }],
  ])('that expires where it went when it was %s', async (_, { wish, isPolled = false, isSwept = false }: Way) => {
    const scene = await aSceneWithRule()
    await put(scene, last)
    await putAnew(scene, dead, { deadLetter: { queue: last, attemptsMax: 9, expired: true } })
    await publishOne(scene, { expiresInSeconds: 200 })
    await nack(scene, wish)
    if (isPolled) await take(scene)
    expect(await idle(scene, 5)).toEqual([isSwept ? 1 : 0, 0, 0, 1, 0])
    expect(await take(scene, last)).toHaveLength(1)
  })
})

const change = ({ perform }: Scene, settings: object) =>
  perform(anyone, 'updateQueue', { queue, settings, expected: 'any' }, never)

describe('a rule that is changed finds what lies there already, though nobody polls', () => {
  test('at once what is visible', async () => {
    const scene = await aScene()
    await put(scene, dead)
    await publishOne(scene)
    await nack(scene, { delaySeconds: 0 })
    await change(scene, { deadLetter: wholeRule })
    scene.clock.advanceMs(1)
    expect(await runUpkeep(scene, 10_000)).toMatchObject({ movedAside: 1 })
  })

  test('also what was at its last attempt by then', async () => {
    const scene = await aScene()
    await put(scene, dead)
    await publishOne(scene)
    await take(scene)
    await change(scene, { deadLetter: wholeRule })
    expect(await idle(scene, 2)).toEqual([1, 0])
  })

  test('and what was leased or given back for long, though later', async () => {
    const scene = await aScene()
    await put(scene, dead)
    await publishOne(scene)
    await nack(scene, { delaySeconds: 43_200 })
    await put(scene, queue, { deadLetter: wholeRule })
    expect((await idle(scene, 721)).lastIndexOf(1)).toBe(719)
  })

  test('and what is leased for as long as the queue says, in the next minute', async () => {
    const scene = await aScene()
    await put(scene, dead)
    await change(scene, { visibilityTimeoutSeconds: 3_595 })
    await publishOne(scene)
    await take(scene)
    await change(scene, { deadLetter: wholeRule, visibilityTimeoutSeconds: 1 })
    expect((await idle(scene, 61)).indexOf(1)).toBe(59)
  })

  test('and what expires when there comes to be such a rule', async () => {
    const scene = await aSceneWithRule()
    await change(scene, { retentionSeconds: 600 })
    await publishOne(scene)
    await publishOne(scene, { expiresInSeconds: 300 })
    await change(scene, { deadLetter: { expired: true } })
    expect(await idle(scene, 11)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])
  })

  test('and what expires later than it was to, or sooner', async () => {
    const scene = await aSceneWithRule({ expired: true })
    await change(scene, { retentionSeconds: 600 })
    await publishOne(scene)
    await change(scene, { retentionSeconds: 780 })
    expect((await idle(scene, 14)).indexOf(1)).toBe(12)
    await publishOne(scene)
    await change(scene, { retentionSeconds: 300 })
    expect((await idle(scene, 6)).indexOf(1)).toBe(4)
  })
})

test('a queue is marked by no change but that of a rule, and without one by none', async () => {
  const scene = await aScene()
  await put(scene, dead)
  await change(scene, { retentionSeconds: 600 })
  await change(scene, { deadLetter: { ...wholeRule, expired: true } })
  await idle(scene, 721)
  await change(scene, { waitSeconds: 1, deadLetter: { attemptsMax: 1 } })
  await change(scene, { deadLetter: null })
  const nowMs = scene.clock.nowMs()
  expect(await scene.store.due({ afterMs: nowMs, untilMs: nowMs + 86_400_000 })).toEqual({ marks: [] })
})

type Way = { wish: object; isPolled?: boolean; isSwept?: boolean }

test('where nothing is moved aside that expires, nothing is marked for it', async () => {
  const scene = await aSceneWithRule()
  await edit(scene, await publishOne(scene), { expiresInSeconds: 100 })
  await nack(scene, { deadLetter: true })
  const { marks } = await scene.store.due({ untilMs: scene.clock.nowMs() + 10 * 86_400_000 })
  expect(marks.filter(({ name }) => name === dead)).toEqual([])
  expect(marks.map(({ atMs }) => atMs - scene.clock.nowMs())).toEqual([minuteMs])
  await publishOne(scene)
  await idle(scene, 2)
  const nowMs = scene.clock.nowMs()
  expect(await scene.store.due({ afterMs: nowMs, untilMs: nowMs + 10 * 86_400_000 })).toEqual({ marks: [] })
})
