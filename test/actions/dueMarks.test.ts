import { describe, expect, test } from 'vitest'
import { runUpkeep } from '../../lib/upkeep/upkeep.ts'
import { anyone, aScene, never, publishOne, queue, type Scene } from './scene.ts'

const minuteMs = 60_000
const dead = 'dead'
const last = 'last'
const wholeRule = { queue: dead, attemptsMax: 1, expired: false }

const put = ({ perform }: Scene, name: string, settings: object = {}) =>
  perform(anyone, 'putQueue', { queue: name, settings, expected: 'any' }, never)

/** A queue with a rule, and one that its messages go to. */
async function aSceneWithRule(wish: object = {}): Promise<Scene> {
  const scene = await aScene()
  await put(scene, dead)
  await put(scene, queue, { deadLetter: { ...wholeRule, ...wish } })
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
    await put(scene, dead, { deadLetter: { queue: last, attemptsMax: 9, expired: true } })
    await publishOne(scene, { expiresInSeconds: 200 })
    await nack(scene, wish)
    if (isPolled) await take(scene)
    expect(await idle(scene, 5)).toEqual([isSwept ? 1 : 0, 0, 0, 1, 0])
    expect(await take(scene, last)).toHaveLength(1)
  })
})

type Way = { wish: object; isPolled?: boolean; isSwept?: boolean }

test('where nothing is moved aside that expires, nothing is marked for it', async () => {
  const scene = await aSceneWithRule()
  await edit(scene, await publishOne(scene), { expiresInSeconds: 100 })
  await nack(scene, { deadLetter: true })
  const { marks } = await scene.store.due({ untilMs: scene.clock.nowMs() + 10 * 86_400_000 })
  expect(marks.filter(({ name }) => name === dead)).toEqual([])
  expect(marks.map(({ atMs }) => atMs - scene.clock.nowMs())).toEqual([minuteMs])
})
