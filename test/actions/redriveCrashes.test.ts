import { describe, expect, test } from 'vitest'
import type { Services } from '../../lib/actions/services.ts'
import { keepRedriving } from '../../lib/upkeep/keepRedriving.ts'
import { runRedrives } from '../../lib/upkeep/redrives.ts'
import { settled } from '../contract/open.ts'
import { aMessage, anyone, aScene, never, publishOne, queue, type Scene } from './scene.ts'

const dead = 'dead'
const roundMs = 50_000

/** Messages of `orders` and of `bills` that were given up and lie in `dead`. */
async function aSceneWithDead(count: number): Promise<Scene> {
  const scene = await aScene()
  const putQueue = (name: string, settings: object) =>
    scene.perform(anyone, 'putQueue', { queue: name, settings, expected: 'any' }, never)
  await putQueue(dead, {})
  for (const name of [queue, 'bills']) {
    await putQueue(name, { deadLetter: { queue: dead, attemptsMax: 1, expired: false } })
    for (let at = 0; at < count; at++) {
      const messages = [aMessage(`${name} ${at}`)]
      await scene.perform(anyone, 'publish', { queue: name, messages }, never)
      const polled = await scene.perform(anyone, 'poll', { queue: name, maxMessages: 1 }, never)
      const receipts = polled.messages.map(({ receiptText }) => receiptText)
      await scene.perform(anyone, 'nack', { queue: name, receipts, deadLetter: true }, never)
    }
  }
  return scene
}

const start = ({ perform }: Scene, wish: object = {}) =>
  perform(anyone, 'startRedrive', { queue: dead, ...wish }, never)
const get = ({ perform }: Scene, id: string) => perform(anyone, 'getRedrive', { id }, never)

async function bodiesIn({ perform }: Scene, name: string): Promise<string[]> {
  const input = { queue: name, state: 'visible', limit: 100 } as const
  const { messages } = await perform(anyone, 'browse', input, never)
  return messages.map(({ envelope }) => Buffer.from(envelope.body).toString()).sort()
}

const whole = (name: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${name} ${at}`)

/** The same scene; the process dies at one of its calls of the store: it comes back as a failure, done or not. */
function dyingAt(scene: Scene, call: number, isDone: boolean): { scene: Scene; hasDied: () => boolean } {
  let calls = 0
  const dying = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get(object, name) {
        const member = Reflect.get(object, name, object)
        if (name === 'documents') return dying(member as object)
        if (typeof member !== 'function') return member
        return async (...given: unknown[]) => {
          const at = calls++
          if (at > call || (at === call && !isDone)) throw new Error('died')
          const result = await member.apply(object, given)
          if (at === call) throw new Error('died')
          return result
        }
      },
    })
  return { scene: { ...scene, store: dying(scene.store) }, hasDied: () => calls > call }
}

/** Virtual seconds go by, both clocks alike. */
async function pass({ clock, wall }: Scene, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await settled()
    for (const time of [clock, wall]) time.advanceMs(1_000)
  }
  await settled()
}

describe('a crash', () => {
  test.each([
    ['before', false],
    ['after', true],
  ])('%s any call of the store loses and doubles nothing, and another goes on', async (_, isDone) => {
    let crashes = 0
    for (let call = 0; ; call++) {
      const scene = await aSceneWithDead(3)
      const { id } = await start(scene)
      const dying = dyingAt(scene, call, isDone)
      await runRedrives(dying.scene, roundMs).catch(() => {})
      if (!dying.hasDied()) break
      crashes += 1
      await pass(scene, 31)
      await runRedrives(scene, roundMs)
      const { state, moved } = await get(scene, id)
      expect({ call, state, isCounted: moved === 6 || moved === 0 }).toEqual({
        call,
        state: 'completed',
        isCounted: true,
      })
      expect(await bodiesIn(scene, queue)).toEqual(whole(queue, 3))
      expect(await bodiesIn(scene, 'bills')).toEqual(whole('bills', 3))
      expect(await bodiesIn(scene, dead)).toEqual([])
    }
    expect(crashes).toBeGreaterThan(10)
  })

  test('is waited out by the others for half a minute; who ends in order is not', async () => {
    const scene = await aSceneWithDead(2)
    const { id } = await start(scene, { messagesPerSecond: 1 })
    const ending = runRedrives(scene, 1_000)
    await pass(scene, 1)
    expect(await ending).toBe(1)
    const dying = dyingAt(scene, 9, true)
    await runRedrives(dying.scene, roundMs).catch(() => {})
    const { moved } = await get(scene, id)
    expect(moved).toBeGreaterThan(0)
    expect(await runRedrives(scene, roundMs)).toBe(0)
    await pass(scene, 31)
    const running = runRedrives(scene, roundMs)
    await pass(scene, 5)
    expect(await running).toBe(4 - moved)
  })
})

describe('a rate', () => {
  test('is kept to the second, by two runners together too', async () => {
    const scene = await aSceneWithDead(10)
    const { id } = await start(scene, { messagesPerSecond: 4 })
    const running = Promise.all([runRedrives(scene, roundMs), runRedrives(scene, roundMs)])
    const counts: number[] = []
    for (let second = 0; second < 6; second++) {
      await settled()
      counts.push((await get(scene, id)).moved)
      await pass(scene, 1)
    }
    expect(counts).toEqual([4, 8, 12, 16, 20, 20])
    expect((await running).sort()).toEqual([0, 20])
  })

  test('is kept over a change of runners', async () => {
    const scene = await aSceneWithDead(10)
    await start(scene, { messagesPerSecond: 4 })
    const first = runRedrives(scene, 500)
    await settled()
    scene.wall.advanceMs(500)
    expect(await first).toBe(4)
    const second = runRedrives(scene, 500)
    await settled()
    scene.wall.advanceMs(500)
    expect(await second).toBe(0)
  })
})

describe('a server', () => {
  test('works on a redrive as soon as it is told, and goes on after a failure within the minute', async () => {
    const scene = await aSceneWithDead(2)
    const services: Services = scene
    const failures: unknown[] = []
    const kept = keepRedriving(services, error => failures.push(error))
    await settled()
    const first = await scene.perform(anyone, 'startRedrive', { queue: dead, to: 'bills' }, never)
    services.onRedrive?.()
    await settled()
    expect(await get(scene, first.id)).toMatchObject({ state: 'completed', moved: 4 })
    const { redrive } = scene.store
    scene.store.redrive = () => Promise.reject(new Error('broken'))
    const second = await scene.perform(anyone, 'startRedrive', { queue: 'bills', to: queue }, never)
    services.onRedrive?.()
    await settled()
    expect(failures).toEqual([new Error('broken')])
    scene.store.redrive = redrive
    scene.clock.advanceMs(60_000)
    await settled()
    expect(await get(scene, second.id)).toMatchObject({ state: 'completed', moved: 4 })
    await kept.stop()
    expect(services.onRedrive).toBeUndefined()
  })

  test('takes up at its start what was under way, and leaves it to others when it stops', async () => {
    const scene = await aSceneWithDead(2)
    const { id } = await start(scene, { messagesPerSecond: 1 })
    const kept = keepRedriving(scene, () => {})
    await pass(scene, 1)
    await kept.stop()
    const { moved, state } = await get(scene, id)
    expect({ moved, state }).toEqual({ moved: 2, state: 'running' })
    const other = keepRedriving(scene, () => {})
    await pass(scene, 3)
    expect(await get(scene, id)).toMatchObject({ moved: 4, state: 'completed' })
    await other.stop()
    await publishOne(scene)
  })
})
