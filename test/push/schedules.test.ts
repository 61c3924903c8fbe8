import { expect, test } from 'vitest'
import { deleteQueue } from '../../lib/actions/deleteQueue.ts'
import { poll } from '../../lib/actions/poll.ts'
import { putQueue } from '../../lib/actions/putQueue.ts'
import { accepts, aPush, aSource, decay, fails, settled } from './aPush.ts'

const never = new AbortController().signal
const gaps = (seconds: readonly number[]): number[] => seconds.slice(1).map((second, at) => second - seconds[at]!)

test('a message is delivered once, as soon as it is there', async () => {
  const push = await aPush()
  const source = aSource('s')
  await push.add(source)
  push.keep()
  await settled()
  await push.send(source, 'a', 'b')
  await settled()
  expect(push.pushed.map(({ body }) => body).sort()).toEqual(['a', 'b'])
  await push.advance(3_600)
  expect(push.pushed).toHaveLength(2)
  expect(await push.stats(source)).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 })
})

test('backoff: three tries more, ten to twenty seconds apart, and then it is dropped', async () => {
  const push = await aPush()
  const source = aSource('s')
  await push.add(source, fails)
  push.keep()
  const { ids } = await push.send(source, 'a')
  await settled()
  await push.advance(120, 0.5)
  const seconds = push.pushed.map(({ second }) => second)
  expect(seconds).toHaveLength(4)
  for (const gap of gaps(seconds)) expect(gap >= 10 && gap <= 20).toBe(true)
  const names = { topic: 'news', subscription: 's', messageId: undefined, id: ids[0] }
  expect(push.dropped).toEqual([{ ...names, reason: 'answered 500', tries: 4 }])
  expect(await push.stats(source)).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 })
})

test('decay: 176 tries more, after 1, 2, 4 and so on to 512 seconds, which then repeats', async () => {
  const push = await aPush()
  const source = aSource('s', { retry: decay, attemptsMax: 177 })
  await push.add(source, fails)
  push.keep()
  await push.send(source, 'a')
  await settled()
  await push.advance(1_023, 1)
  await push.advance(512 * 170, 512)
  const seconds = push.pushed.map(({ second }) => second)
  const expected = [1, 2, 4, 8, 16, 32, 64, 128, 256, ...Array<number>(167).fill(512)]
  expect(expected).toHaveLength(176)
  expect(gaps(seconds)).toEqual(expected)
  expect(push.dropped).toHaveLength(1)
})

test('after the last try it lies in the dead-letter queue, with the reason, where there is one', async () => {
  const push = await aPush()
  const source = aSource('s', { attemptsMax: 2 })
  await putQueue(push.services, { queue: 'dead', settings: {}, expected: 'any' }, never)
  const settings = { deadLetter: { queue: 'dead', attemptsMax: 2, expired: false } }
  await push.add(source, () => ({ kind: 'failed', reason: `answered 503: ${'ü'.repeat(200)}` }), settings)
  push.keep()
  await push.send(source, 'a')
  await push.advance(60, 0.5)
  expect(push.pushed).toHaveLength(2)
  const order = { queue: 'dead', maxMessages: 16, waitSeconds: 0 }
  const { messages } = await poll(push.services, order, never)
  const text = `answered 503: ${'ü'.repeat(121)}`
  const origin = { queue: source.queue, reason: 'nacked', text, attempts: 2 }
  expect(messages.map(({ message }) => message.envelope.origins)).toEqual([[expect.objectContaining(origin)]])
  expect(push.dropped).toEqual([])
})

test('while the dead-letter queue is away it is tried on, and lost it is not', async () => {
  const push = await aPush()
  const source = aSource('s', { attemptsMax: 2 })
  const makeDead = () => putQueue(push.services, { queue: 'dead', settings: {}, expected: 'any' }, never)
  await makeDead()
  await push.add(source, fails, { deadLetter: { queue: 'dead', attemptsMax: 2, expired: false } })
  await deleteQueue(push.services, { queue: 'dead', expected: 'any' }, never)
  push.keep()
  await push.send(source, 'a')
  await push.advance(60, 0.5)
  expect([push.pushed.length > 2, push.dropped]).toEqual([true, []])
  await makeDead()
  await push.advance(20, 0.5)
  const { messages } = await poll(push.services, { queue: 'dead', maxMessages: 1 }, never)
  expect(messages).toHaveLength(1)
})

test('an endpoint that is mended gets what it missed', async () => {
  const push = await aPush()
  const source = aSource('s')
  let tries = 0
  await push.add(source, (body, message) => (++tries < 4 ? fails(body, message) : accepts(body, message)))
  push.keep()
  await push.send(source, 'a')
  await push.advance(120, 0.5)
  expect(push.pushed).toHaveLength(4)
  expect(push.dropped).toEqual([])
})

test('what breaks down is a failure like any other', async () => {
  const push = await aPush()
  const source = aSource('s', { attemptsMax: 1 })
  await push.add(source, () => Promise.reject(new Error('oh')))
  push.keep()
  await push.send(source, 'a')
  await settled()
  expect(push.dropped).toEqual([expect.objectContaining({ reason: 'could not be pushed: oh' })])
})
