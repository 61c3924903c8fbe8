import { describe, expect, test } from 'vitest'
import { startMs } from '../fixtures.ts'
import { aMessage, anyone, aScene, never, publishOne, queue, type Scene } from './scene.ts'

const poll = ({ perform }: Scene, wish: object = {}, signal = never) =>
  perform(anyone, 'poll', { queue, maxMessages: 10, ...wish }, signal)
const set = ({ perform }: Scene, settings: object) =>
  perform(anyone, 'updateQueue', { queue, settings, expected: 'any' }, never)

describe('a lease', () => {
  test.each([
    ['is as long as the poll asks', { visibilityTimeoutSeconds: 7 }, 7],
    ['may be of no time', { visibilityTimeoutSeconds: 0 }, 0],
    ['is as long as the queue says where the poll says nothing', {}, 90],
  ])('%s', async (_, wish, seconds) => {
    const scene = await aScene()
    await set(scene, { visibilityTimeoutSeconds: 90 })
    await publishOne(scene)
    const { messages } = await poll(scene, wish)
    expect(messages[0]!.message.delivery.visibleAtMs).toBe(startMs + seconds * 1_000)
  })
})

describe('a wait', () => {
  const settled = () => new Promise(resolve => setImmediate(resolve))
  /** Whether a poll of an empty queue is still waiting after so many seconds. */
  const waitsFor = async (wish: object, seconds: number) => {
    const scene = await aScene()
    await set(scene, { waitSeconds: 5 })
    let over = false
    void poll(scene, wish).then(() => {
      over = true
    })
    await settled()
    scene.wall.advanceMs(seconds * 1_000 - 1)
    await settled()
    const waited = !over
    scene.wall.advanceMs(1)
    await settled()
    return waited && over
  }

  test('is as long as the poll asks', async () => expect(await waitsFor({ waitSeconds: 20 }, 20)).toBe(true))
  test('is as long as the queue says where the poll says nothing', async () => expect(await waitsFor({}, 5)).toBe(true))

  test('of no time looks once, and so does one whose caller is gone', async () => {
    const scene = await aScene()
    let looks = 0
    const look = scene.store.poll.bind(scene.store)
    scene.store.poll = (...given) => {
      looks += 1
      if (looks > 10) throw new Error('It looks again and again.')
      return look(...given)
    }
    expect((await poll(scene, { waitSeconds: 0 })).messages).toEqual([])
    expect((await poll(scene, { waitSeconds: 20 }, AbortSignal.abort())).messages).toEqual([])
    expect(looks).toBe(2)
  })
})

test('what nobody is there to get any more counts no attempt, though it was to be leased for no time at all', async () => {
  const scene = await aScene()
  await publishOne(scene, {})
  for (const visibilityTimeoutSeconds of [30, 0])
    expect((await poll(scene, { visibilityTimeoutSeconds }, AbortSignal.abort())).messages).toEqual([])
  expect((await poll(scene)).messages.map(({ message }) => message.delivery.attempts)).toEqual([1])
})

test('receipts are settled one by one, each answered in its place', async () => {
  const scene = await aScene()
  for (const body of ['a', 'b', 'c']) await publishOne(scene, { body: Buffer.from(body) })
  const { messages } = await poll(scene)
  const [a, b, c] = messages.map(({ receiptText }) => receiptText)
  const ack = async (receipts: string[]) =>
    (await scene.perform(anyone, 'ack', { queue, receipts, ifLapsed: 'accept' }, never)).map(({ kind }) => kind)
  expect(await ack([b!])).toEqual(['done'])
  expect(await ack(['x', a!, b!, 'y', c!, a!])).toEqual(['unknown', 'done', 'gone', 'unknown', 'done', 'gone'])
})

describe('a request key', () => {
  const publish = ({ perform }: Scene, message: object) =>
    perform(anyone, 'publish', { queue, messages: [{ ...aMessage(), ...message }], requestKey: 'k' }, never)

  test('answers the same to the same request at another time', async () => {
    const scene = await aScene()
    const wish = { delaySeconds: 5, expiresInSeconds: 60, attributes: { n: { type: 'number', value: '1' } } }
    const first = await publish(scene, wish)
    scene.clock.advanceMs(60_000)
    expect(await publish(scene, wish)).toEqual(first)
  })

  test.each([
    ['body', { body: Buffer.from('b') }],
    ['kind', { kind: 'binary' }],
    ['attributes', { attributes: { n: { type: 'number', value: '1' } } }],
    ['delay', { delaySeconds: 5 }],
    ['delivery time', { deliverAtMs: startMs }],
    ['expiry', { expiresInSeconds: 60 }],
    ['retry policy', { retry: { kind: 'fixed', delaySeconds: 5 } }],
  ])('is refused with another %s', async (_, wish) => {
    const scene = await aScene()
    await publish(scene, {})
    await expect(publish(scene, wish)).rejects.toMatchObject({ code: 'RequestKeyReused' })
  })

  test('is refused where the same bytes are parted otherwise', async () => {
    const { perform } = await aScene()
    const send = (...bodies: string[]) =>
      perform(anyone, 'publish', { queue, messages: bodies.map(aMessage), requestKey: 'k' }, never)
    await send('ab', 'c')
    await expect(send('a', 'bc')).rejects.toMatchObject({ code: 'RequestKeyReused' })
  })
})

test('what is not there has no version, so it is at none of those named', async () => {
  const { perform } = await aScene()
  const input = { queue: 'other', settings: {}, expected: { versions: [1] } }
  await expect(perform(anyone, 'putQueue', input, never)).rejects.toMatchObject({ code: 'VersionConflict' })
  for (const name of ['updateQueue', 'deleteQueue'] as const)
    await expect(perform(anyone, name, input, never)).rejects.toMatchObject({ code: 'QueueNotFound' })
})

test.each(['publish', 'poll', 'ack', 'queueStats', 'purge', 'pause', 'resume', 'getQueue', 'deleteQueue'] as const)(
  '%s of a queue that is not there says so',
  async name => {
    const { perform } = await aScene()
    const input = { queue: 'other', messages: [aMessage()], maxMessages: 1, receipts: ['x'], expected: 'any' }
    await expect(perform(anyone, name, input as never, never)).rejects.toMatchObject({ code: 'QueueNotFound' })
  },
)
