import { describe, expect, test } from 'vitest'
import { makePerform } from '../../lib/identity/perform.ts'
import type { Document, Documents } from '../../lib/store/store.ts'
import { aMessage, anyone, aScene, never, publishOne, queue, type Scene } from './scene.ts'

/** Documents of a store that is far away: what may be old is what was read before, as long as it is not too old. */
class FarDocuments {
  readonly #near: Documents
  readonly #scene: Scene
  readonly #kept = new Map<string, Document>()
  asked = 0
  /** Holds an answer up on its way. */
  held = (): void => {}

  constructor(scene: Scene) {
    this.#near = scene.store.documents
    this.#scene = scene
  }

  async read(kind: string, name: string, maxAgeMs = 0): Promise<Document | undefined> {
    const kept = this.#kept.get(name)
    if (kept !== undefined && this.#scene.wall.nowMs() - kept.asOfMs <= maxAgeMs && maxAgeMs > 0) return kept
    this.asked += 1
    const found = await this.#near.read(kind, name)
    this.held()
    if (found !== undefined) this.#kept.set(name, found)
    return found
  }
}

/** A queue whose settings another process has read: `far` acts by them, `perform` does not. */
async function aFarScene() {
  const scene = await aScene()
  const { clock, wall, random, store, keyring } = scene
  const documents = new FarDocuments(scene)
  const far = new Proxy(store, {
    get: (target, name) => {
      if (name === 'documents') return documents
      const member = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
  return { ...scene, documents, far: makePerform({ clock, wall, random, keyring, store: far }) }
}

type FarScene = Awaited<ReturnType<typeof aFarScene>>

const publishFar = ({ far }: FarScene) => far(anyone, 'publish', { queue, messages: [aMessage()] }, never)
const pollFar = ({ far }: FarScene) => far(anyone, 'poll', { queue, maxMessages: 1, waitSeconds: 0 }, never)
const purge = ({ perform }: Scene) => perform(anyone, 'purge', { queue }, never)
const recreate = async ({ perform }: Scene) => {
  await perform(anyone, 'deleteQueue', { queue, expected: 'any' }, never)
  await perform(anyone, 'putQueue', { queue, settings: {}, expected: 'any' }, never)
}

/** While the store is at it, `ms` go by and somebody else acts. */
function meanwhile({ store, wall }: Scene, call: 'publish' | 'poll', ms: number, act: () => Promise<unknown>): void {
  const original = store[call].bind(store) as (...given: unknown[]) => Promise<unknown>
  let acted = false
  store[call] = async (...given: unknown[]) => {
    const answer = await original(...given)
    if (!acted) {
      acted = true
      wall.advanceMs(ms)
      await act()
    }
    return answer as never
  }
}

test('settings are read once in five seconds for messages, and anew for what changes the queue', async () => {
  const scene = await aFarScene()
  await publishFar(scene)
  scene.wall.advanceMs(5_000)
  const { messages } = await pollFar(scene)
  const receipts = [messages[0]!.receiptText]
  await scene.far(anyone, 'ack', { queue, receipts, ifLapsed: 'accept' }, never)
  expect(scene.documents.asked).toBe(1)
  scene.wall.advanceMs(1)
  await publishFar(scene)
  expect(scene.documents.asked).toBe(2)
  await scene.far(anyone, 'getQueue', { queue }, never)
  expect(scene.documents.asked).toBe(3)
})

describe('a publish that took longer than its settings are good for', () => {
  test('is acknowledged when the queue is still the same', async () => {
    const scene = await aFarScene()
    meanwhile(scene, 'publish', 5_001, async () => {})
    expect((await publishFar(scene)).ids).toHaveLength(1)
    expect(scene.documents.asked).toBe(2)
  })

  test.each([
    ['was purged', purge, 'StoreBusy'],
    ['was made anew', recreate, 'StoreBusy'],
    [
      'was deleted',
      (scene: Scene) => scene.perform(anyone, 'deleteQueue', { queue, expected: 'any' }, never),
      'QueueNotFound',
    ],
  ])('is not, when the queue %s', async (_, act, code) => {
    const scene = await aFarScene()
    meanwhile(scene, 'publish', 5_001, () => act(scene))
    await expect(publishFar(scene)).rejects.toMatchObject({ code })
  })
})

test('so does one during which the wall clock was set back', async () => {
  const scene = await aFarScene()
  await publishFar(scene)
  scene.wall.advanceMs(4_000)
  const nowMs = scene.wall.nowMs()
  scene.wall.nowMs = () => nowMs - 10_000
  await publishFar(scene)
  expect(scene.documents.asked).toBe(2)
})

describe('a publish whose looks are held up themselves', () => {
  const heldUp = async (times: number) => {
    const scene = await aFarScene()
    await publishFar(scene)
    meanwhile(scene, 'publish', 5_001, () => purge(scene))
    const { documents, wall } = scene
    documents.held = () => {
      if (times-- > 0) wall.advanceMs(5_001)
    }
    return scene
  }

  test('is judged by the one that was not', async () => {
    const scene = await heldUp(2)
    await expect(publishFar(scene)).rejects.toMatchObject({
      code: 'StoreBusy',
      message: 'The queue was purged meanwhile.',
    })
    expect(scene.documents.asked).toBe(4)
  })

  test('ends when every look is', async () => {
    const scene = await heldUp(100)
    await expect(publishFar(scene)).rejects.toMatchObject({ code: 'StoreBusy' })
    expect(scene.documents.asked).toBe(4)
  })
})

test('a publish within that time is acknowledged without another look', async () => {
  const scene = await aFarScene()
  meanwhile(scene, 'publish', 5_000, () => purge(scene))
  expect((await publishFar(scene)).ids).toHaveLength(1)
})

describe('a poll that took longer than its settings are good for', () => {
  test('hands out what it leased when the queue is still the same', async () => {
    const scene = await aFarScene()
    const id = await publishOne(scene)
    meanwhile(scene, 'poll', 5_001, async () => {})
    expect((await pollFar(scene)).messages).toMatchObject([{ message: { id } }])
  })

  test.each([
    ['was purged', purge],
    ['was made anew', recreate],
  ])('hands out what is in the new queue, when the queue %s', async (_, act) => {
    const scene = await aFarScene()
    await publishOne(scene)
    let fresh = ''
    meanwhile(scene, 'poll', 5_001, async () => {
      await act(scene)
      fresh = await publishOne(scene)
    })
    expect((await pollFar(scene)).messages).toMatchObject([{ message: { id: fresh } }])
  })

  test('looks again before it says that there is nothing: to ask may have taken a while', async () => {
    const scene = await aFarScene()
    let late = ''
    meanwhile(scene, 'poll', 5_001, async () => {
      late = await publishOne(scene)
    })
    expect((await pollFar(scene)).messages.map(({ message }) => message.id)).toEqual([late])
  })

  test('says that it cannot say, when every look takes so long', async () => {
    const scene = await aFarScene()
    const { store, wall } = scene
    const original = store.poll.bind(store)
    let looks = 0
    store.poll = async (...given) => {
      if (looks++ < 100) wall.advanceMs(5_001)
      return original(...given)
    }
    await expect(pollFar(scene)).rejects.toMatchObject({ code: 'StoreBusy' })
    expect(looks).toBe(5)
  })

  test('does not mind that its settings get old again and again while it waits', async () => {
    const scene = await aFarScene()
    const { store, wall, far } = scene
    const original = store.poll.bind(store)
    store.wait = async () => wall.advanceMs(2_475)
    store.poll = async (...given) => {
      wall.advanceMs(20)
      return original(...given)
    }
    const { messages } = await far(anyone, 'poll', { queue, maxMessages: 1, waitSeconds: 30 }, never)
    expect(messages).toEqual([])
    expect(scene.documents.asked).toBe(7)
  })

  test('keeps nothing leased when nobody can tell how the queue stands', async () => {
    const scene = await aFarScene()
    await publishOne(scene)
    meanwhile(scene, 'poll', 5_001, async () => {})
    scene.documents.held = () => scene.wall.advanceMs(5_001)
    await expect(pollFar(scene)).rejects.toMatchObject({ code: 'StoreBusy' })
    expect(await scene.perform(anyone, 'queueStats', { queue }, never)).toMatchObject({ visible: 1, inFlight: 0 })
  })

  test('says so when the queue was deleted', async () => {
    const scene = await aFarScene()
    await publishOne(scene)
    meanwhile(scene, 'poll', 5_001, () => scene.perform(anyone, 'deleteQueue', { queue, expected: 'any' }, never))
    await expect(pollFar(scene)).rejects.toMatchObject({ code: 'QueueNotFound' })
  })

  test('does not say that a queue is empty by a generation that is over', async () => {
    const scene = await aFarScene()
    let later = ''
    meanwhile(scene, 'poll', 5_001, async () => {
      await purge(scene)
      later = await publishOne(scene)
    })
    expect((await pollFar(scene)).messages.map(({ message }) => message.id)).toEqual([later])
  })
})

test('a receipt that is newer than the settings is settled all the same', async () => {
  const scene = await aFarScene()
  await publishFar(scene)
  await purge(scene)
  await publishOne(scene)
  const { messages } = await scene.perform(anyone, 'poll', { queue, maxMessages: 1 }, never)
  const receipts = [messages[0]!.receiptText]
  const acked = await scene.far(anyone, 'ack', { queue, receipts, ifLapsed: 'accept' }, never)
  expect(acked).toMatchObject([{ kind: 'done' }])
})

test('what expires on its way to the consumer is not handed out, nor is it taken for an empty queue', async () => {
  const scene = await aFarScene()
  await publishOne(scene, { expiresInSeconds: 10 })
  const later = await publishOne(scene)
  meanwhile(scene, 'poll', 0, async () => scene.clock.advanceMs(10_000))
  const { messages } = await pollFar(scene)
  expect(messages.map(({ message }) => message.id)).toEqual([later])
})
