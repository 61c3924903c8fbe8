import { describe, expect, test } from 'vitest'
import { Problem } from '../../lib/domain/problem.ts'
import { runUpkeep } from '../../lib/upkeep/upkeep.ts'
import { aMessage, anyone, aScene, never, publishOne, queue, type Scene } from './scene.ts'

const dead = 'dead'
const minuteMs = 60_000

/** A queue whose messages go to `dead` after two attempts. */
async function aSceneWithRule(wish: object = {}): Promise<Scene> {
  const scene = await aScene()
  await scene.perform(anyone, 'putQueue', { queue: dead, settings: {}, expected: 'any' }, never)
  // Anew: a rule that comes later brings marks.
  await scene.perform(anyone, 'deleteQueue', { queue, expected: 'any' }, never)
  const deadLetter = { queue: dead, attemptsMax: 2, expired: false, ...wish }
  await scene.perform(anyone, 'putQueue', { queue, settings: { deadLetter }, expected: 'any' }, never)
  return scene
}

const setRule = (
  { perform }: Scene,
  deadLetter: { queue: string; attemptsMax: number; expired: boolean } | undefined,
) => perform(anyone, 'updateQueue', { queue, settings: { deadLetter: deadLetter ?? null }, expected: 'any' }, never)

const poll = ({ perform }: Scene, name = queue) =>
  perform(anyone, 'poll', { queue: name, maxMessages: 16, waitSeconds: 0 }, never)

const nack = ({ perform }: Scene, receipts: string[], wish: object = {}) =>
  perform(anyone, 'nack', { queue, receipts, delaySeconds: 0, ...wish }, never)

async function failOnce(scene: Scene): Promise<void> {
  const { messages } = await poll(scene)
  await nack(
    scene,
    messages.map(({ receiptText }) => receiptText),
    { reason: 'no such customer' },
  )
}

const idsIn = async (scene: Scene, name: string): Promise<string[]> =>
  (await poll(scene, name)).messages.map(({ message }) => message.id)

const upkeep = (scene: Scene) => runUpkeep(scene, 10_000)

describe('a message that nobody could finish', () => {
  test('goes to the dead-letter queue, with its history', async () => {
    const scene = await aSceneWithRule()
    const id = await publishOne(scene)
    await failOnce(scene)
    await failOnce(scene)
    expect(await idsIn(scene, queue)).toEqual([])
    const { messages } = await poll(scene, dead)
    expect(messages[0]!.message).toMatchObject({
      id,
      envelope: { origins: [{ queue, reason: 'attemptsExhausted', text: 'no such customer', attempts: 2 }] },
    })
  })

  test('stays, and is handed out, while there is no dead-letter queue any more', async () => {
    const scene = await aSceneWithRule()
    const id = await publishOne(scene)
    await failOnce(scene)
    await failOnce(scene)
    await scene.perform(anyone, 'deleteQueue', { queue: dead, expected: 'any' }, never)
    expect(await idsIn(scene, queue)).toEqual([id])
  })

  test('stays when the rule is gone, and goes by the rule as it is now', async () => {
    const scene = await aSceneWithRule()
    const id = await publishOne(scene)
    await failOnce(scene)
    await failOnce(scene)
    await setRule(scene, { queue: dead, attemptsMax: 3, expired: false })
    await failOnce(scene)
    await setRule(scene, undefined)
    await failOnce(scene)
    await setRule(scene, { queue: dead, attemptsMax: 1_000, expired: false })
    expect(await idsIn(scene, queue)).toEqual([id])
  })

  test('is given up at once by who says so', async () => {
    const scene = await aSceneWithRule()
    const id = await publishOne(scene)
    const { messages } = await poll(scene)
    const outcomes = await nack(scene, [messages[0]!.receiptText], { deadLetter: true, reason: 'not for us' })
    expect(outcomes).toEqual([{ kind: 'done' }])
    const moved = await poll(scene, dead)
    expect(moved.messages[0]!.message).toMatchObject({
      id,
      envelope: { origins: [{ reason: 'nacked', text: 'not for us', attempts: 1 }] },
    })
  })

  test('goes back uncounted where it cannot be written down that this was its last attempt', async () => {
    const scene = await aSceneWithRule({ attemptsMax: 1 })
    const id = await publishOne(scene)
    const { markDue } = scene.store
    scene.store.markDue = () => Promise.reject(new Problem('StoreBusy'))
    await expect(poll(scene)).rejects.toMatchObject({ code: 'StoreBusy' })
    scene.store.markDue = markDue
    expect((await poll(scene)).messages[0]!.message).toMatchObject({ id, delivery: { attempts: 1 } })
  })

  test('cannot be given up where there is nowhere to go', async () => {
    const scene = await aScene()
    await publishOne(scene)
    const { messages } = await poll(scene)
    await expect(nack(scene, [messages[0]!.receiptText], { deadLetter: true })).rejects.toMatchObject({
      code: 'InvalidInput',
      extras: { fields: [{ path: ['deadLetter'] }] },
    })
  })
})

describe('a dead-letter rule', () => {
  test.each([
    ['names a queue that is not there', 'nowhere'],
    ['names the queue itself', queue],
    ['names an ordered queue where its own is not', 'dead.fifo'],
  ])('that %s is refused', async (_, name) => {
    const scene = await aSceneWithRule()
    await scene.perform(anyone, 'putQueue', { queue: 'dead.fifo', settings: {}, expected: 'any' }, never)
    const refused = { code: 'InvalidInput', extras: { fields: [{ path: ['deadLetter', 'queue'], got: name }] } }
    const deadLetter = { queue: name, attemptsMax: 2, expired: false }
    await expect(setRule(scene, deadLetter)).rejects.toMatchObject(refused)
    const input = { queue, settings: { deadLetter }, expected: 'any' } as const
    await expect(scene.perform(anyone, 'putQueue', input, never)).rejects.toMatchObject(refused)
  })

  test('is what makes a limit of a message’s own mean something', async () => {
    const scene = await aScene()
    const messages = [{ ...aMessage(), attemptsMax: 3 }]
    const refused = { code: 'InvalidInput', extras: { fields: [{ path: ['messages', 0, 'maxAttempts'], got: 3 }] } }
    await expect(scene.perform(anyone, 'publish', { queue, messages }, never)).rejects.toMatchObject(refused)
    const id = await publishOne(scene)
    const edit = scene.perform(anyone, 'editMessage', { queue, id, edit: { attemptsMax: 3 } }, never)
    await expect(edit).rejects.toMatchObject({ code: 'InvalidInput', extras: { fields: [{ path: ['maxAttempts'] }] } })
  })

  test('does not bind a message to a limit for good', async () => {
    const scene = await aSceneWithRule()
    const id = await publishOne(scene, { attemptsMax: 1 })
    await setRule(scene, undefined)
    const edit = { body: Buffer.from('b'), kind: 'text' } as const
    expect(await scene.perform(anyone, 'editMessage', { queue, id, edit }, never)).toMatchObject({ message: { id } })
    await setRule(scene, { queue: dead, attemptsMax: 9, expired: false })
    await scene.perform(anyone, 'editMessage', { queue, id, edit: { attemptsMax: 2 } }, never)
    await failOnce(scene)
    expect(await idsIn(scene, queue)).toEqual([id])
  })
})

describe('upkeep, when nobody polls', () => {
  test('moves aside whose last attempt has run out', async () => {
    const scene = await aSceneWithRule()
    const id = await publishOne(scene)
    await poll(scene)
    scene.clock.advanceMs(30_000)
    await poll(scene)
    scene.clock.advanceMs(30_000)
    expect(await upkeep(scene)).toEqual({ queues: 1, dropped: 0, movedAside: 1 })
    expect(await idsIn(scene, dead)).toEqual([id])
  })

  test('moves aside what was given back or held longer in its last attempt', async () => {
    const scene = await aSceneWithRule({ attemptsMax: 1 })
    const [first, second] = [await publishOne(scene), await publishOne(scene)]
    const { messages } = await poll(scene)
    await nack(scene, [messages[0]!.receiptText], { delaySeconds: 300 })
    const extend = {
      queue,
      receipts: [messages[1]!.receiptText],
      visibilityTimeoutSeconds: 600,
      ifLapsed: 'refuse',
    } as const
    await scene.perform(anyone, 'extend', extend, never)
    scene.clock.advanceMs(minuteMs)
    expect(await upkeep(scene)).toMatchObject({ movedAside: 0 })
    scene.clock.advanceMs(4 * minuteMs)
    expect(await upkeep(scene)).toMatchObject({ movedAside: 1 })
    scene.clock.advanceMs(5 * minuteMs)
    expect(await upkeep(scene)).toMatchObject({ movedAside: 1 })
    expect(await idsIn(scene, dead)).toEqual([first, second])
  })

  test('moves aside what has expired, where that is wished', async () => {
    const scene = await aSceneWithRule({ expired: true })
    const id = await publishOne(scene, { expiresInSeconds: 90 })
    scene.clock.advanceMs(2 * minuteMs)
    expect(await upkeep(scene)).toEqual({ queues: 1, dropped: 0, movedAside: 1 })
    expect(await idsIn(scene, dead)).toEqual([id])
  })

  test('has nothing to do for queues without a rule, and looks at no mark again once its minute is over', async () => {
    const scene = await aSceneWithRule({ attemptsMax: 1 })
    await publishOne(scene)
    await poll(scene)
    scene.clock.advanceMs(minuteMs)
    expect(await upkeep(scene)).toMatchObject({ queues: 1 })
    scene.clock.advanceMs(minuteMs)
    await upkeep(scene)
    scene.clock.advanceMs(minuteMs)
    expect(await upkeep(scene)).toEqual({ queues: 0, dropped: 0, movedAside: 0 })
    await setRule(scene, undefined)
    await publishOne(scene)
    await poll(scene)
    scene.clock.advanceMs(minuteMs)
    expect(await upkeep(scene)).toEqual({ queues: 0, dropped: 0, movedAside: 0 })
  })

  test('sees a mark that was written a little after its time', async () => {
    const scene = await aSceneWithRule({ attemptsMax: 1 })
    const id = await publishOne(scene)
    const { markDue } = scene.store
    const late: Parameters<typeof markDue>[] = []
    scene.store.markDue = async (...given) => void late.push(given)
    await poll(scene)
    scene.clock.advanceMs(minuteMs)
    await upkeep(scene)
    for (const given of late) await markDue.apply(scene.store, given)
    scene.clock.advanceMs(minuteMs / 2)
    await upkeep(scene)
    expect(await idsIn(scene, dead)).toEqual([id])
  })

  test('comes again for what could not be moved, for as long as that takes', async () => {
    const scene = await aSceneWithRule({ attemptsMax: 1 })
    const id = await publishOne(scene)
    await poll(scene)
    const { sweep } = scene.store
    scene.store.sweep = async () => ({ dropped: 0, movedAside: 0, left: 1 })
    for (let rounds = 0; rounds < 3; rounds++) {
      scene.clock.advanceMs(5 * minuteMs)
      expect(await upkeep(scene)).toMatchObject({ queues: 1 })
    }
    scene.store.sweep = sweep
    scene.clock.advanceMs(5 * minuteMs)
    expect(await upkeep(scene)).toMatchObject({ movedAside: 1 })
    expect(await idsIn(scene, dead)).toEqual([id])
  })

  test('is told of last attempts only, and looks at a queue once however many there are', async () => {
    const scene = await aSceneWithRule()
    await publishOne(scene)
    await publishOne(scene)
    await poll(scene)
    scene.clock.advanceMs(30_000)
    expect(await scene.store.due({ untilMs: scene.clock.nowMs() + 10 * minuteMs })).toEqual({ marks: [] })
    for (const visibilityTimeoutSeconds of [60, 240]) {
      const input = { queue, maxMessages: 1, waitSeconds: 0, visibilityTimeoutSeconds }
      await scene.perform(anyone, 'poll', input, never)
    }
    scene.clock.advanceMs(5 * minuteMs)
    expect(await upkeep(scene)).toEqual({ queues: 1, dropped: 0, movedAside: 2 })
  })

  test.each([
    ['purged', (scene: Scene) => scene.perform(anyone, 'purge', { queue }, never)],
    ['deleted', (scene: Scene) => scene.perform(anyone, 'deleteQueue', { queue, expected: 'any' }, never)],
  ])('passes over a queue that was %s meanwhile', async (_, act) => {
    const scene = await aSceneWithRule({ attemptsMax: 1 })
    await publishOne(scene)
    await poll(scene)
    await act(scene)
    scene.clock.advanceMs(minuteMs)
    expect(await upkeep(scene)).toMatchObject({ queues: 0 })
  })

  test('comes back in the next minute to what it had no time for, and what failed', async () => {
    const scene = await aSceneWithRule({ attemptsMax: 1 })
    await publishOne(scene)
    await poll(scene)
    scene.clock.advanceMs(minuteMs)
    expect(await runUpkeep(scene, 0)).toMatchObject({ queues: 1, movedAside: 0 })
    scene.clock.advanceMs(minuteMs)
    const { sweep } = scene.store
    scene.store.sweep = () => Promise.reject(new Error('broken'))
    await expect(upkeep(scene)).rejects.toThrow('broken')
    scene.store.sweep = sweep
    scene.clock.advanceMs(minuteMs)
    expect(await upkeep(scene)).toMatchObject({ movedAside: 1 })
  })
})
