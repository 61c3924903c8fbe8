import { expect, test } from 'vitest'
import { deleteQueue } from '../../lib/actions/deleteQueue.ts'
import { poll } from '../../lib/actions/poll.ts'
import { findQueue } from '../../lib/actions/queueDocument.ts'
import { Problem } from '../../lib/domain/problem.ts'
import { accepts, aPush, aSource, type Endpoint, fails, settled } from './aPush.ts'

const never = new AbortController().signal
const bodies = (count: number): string[] => Array.from({ length: count }, (_, at) => `m${at}`)
const none = { visible: 0, inFlight: 0, delayed: 0 }

/** An endpoint that answers when it is told to. */
function slow() {
  const waiting: (() => void)[] = []
  let most = 0
  const endpoint: Endpoint = async () => {
    const answer = Promise.withResolvers<void>()
    waiting.push(answer.resolve)
    most = Math.max(most, waiting.length)
    await answer.promise
    return { kind: 'delivered' }
  }
  return { endpoint, waiting, most: () => most, answerOne: () => waiting.shift()?.() }
}

test('one endpoint that fails and one that never answers hold up nobody else', async () => {
  const push = await aPush()
  const sources = [aSource('bad'), aSource('slow'), aSource('good')] as const
  await push.add(sources[0], fails)
  await push.add(sources[1], slow().endpoint)
  await push.add(sources[2])
  push.keep()
  for (const source of sources) await push.send(source, ...bodies(16))
  await settled()
  expect(push.pushed.filter(({ to }) => to === 'good')).toHaveLength(16)
  expect(await push.stats(sources[2])).toMatchObject(none)
})

test('no more are leased than there are slots: the rest stays for others', async () => {
  const push = await aPush()
  const source = aSource('s', { maxConcurrency: 3 })
  const { endpoint, waiting, most, answerOne } = slow()
  await push.add(source, endpoint)
  const kept = push.keep()
  await push.send(source, ...bodies(10))
  await settled()
  expect(waiting).toHaveLength(3)
  expect(await push.stats(source)).toMatchObject({ visible: 7, inFlight: 3 })
  for (let left = 10; left > 0; left--) {
    answerOne()
    await settled()
  }
  expect([push.pushed.length, most()]).toEqual([10, 3])
  await kept.stop()
  expect(await push.stats(source)).toMatchObject(none)
})

test('eight at once where nothing is said', async () => {
  const push = await aPush()
  const { endpoint, waiting, answerOne } = slow()
  await push.add(aSource('s'), endpoint)
  push.keep()
  await push.send(aSource('s'), ...bodies(16))
  await settled()
  expect(waiting).toHaveLength(8)
  while (waiting.length > 0) {
    answerOne()
    await settled()
  }
})

test('no more begin in a second than may, and what waits for that is not leased', async () => {
  const push = await aPush()
  const source = aSource('s', { maxPerSecond: 4 })
  await push.add(source)
  push.keep()
  await push.send(source, ...bodies(10))
  await settled()
  expect(push.pushed).toHaveLength(4)
  expect(await push.stats(source)).toMatchObject({ visible: 6, inFlight: 0 })
  await push.advance(0.999)
  expect(push.pushed).toHaveLength(4)
  await push.advance(0.001)
  expect(push.pushed).toHaveLength(8)
  await push.advance(1)
  expect(push.pushed).toHaveLength(10)
})

test('who stops takes nothing more, and waits for what is under way', async () => {
  const push = await aPush()
  const source = aSource('s', { maxConcurrency: 2 })
  const { endpoint, answerOne } = slow()
  await push.add(source, endpoint)
  const kept = push.keep()
  await push.send(source, ...bodies(5))
  await settled()
  let isStopped = false
  const stopped = kept.stop().then(() => {
    isStopped = true
  })
  answerOne()
  await settled()
  expect([push.pushed.length, isStopped]).toEqual([2, false])
  answerOne()
  await stopped
  expect(await push.stats(source)).toMatchObject({ visible: 3, inFlight: 0 })
})

test('a try that never came to an end counts, and the message comes again when its lease is over', async () => {
  const push = await aPush()
  const source = aSource('s')
  await push.add(source)
  await push.send(source, 'a')
  // Somebody who crashed in the middle of it.
  await poll(push.services, { queue: source.queue, maxMessages: 1, visibilityTimeoutSeconds: 30 }, never)
  push.keep()
  await push.advance(29)
  expect(push.pushed).toHaveLength(0)
  await push.advance(1)
  expect(push.pushed).toHaveLength(1)
  expect(await push.stats(source)).toMatchObject(none)
})

test('a crash in the last try loses nothing: there is one more', async () => {
  const push = await aPush()
  const source = aSource('s', { attemptsMax: 1 })
  await push.add(source)
  await push.send(source, 'a')
  await poll(push.services, { queue: source.queue, maxMessages: 1, visibilityTimeoutSeconds: 30 }, never)
  push.keep()
  await push.advance(30)
  expect(push.pushed).toHaveLength(1)
  expect(push.dropped).toEqual([])
})

test('what could not be finished comes again', async () => {
  const push = await aPush()
  const source = aSource('s')
  await push.add(source)
  const { settle } = push.store
  let refusals = 1
  push.store.settle = (...given) =>
    refusals-- > 0 ? Promise.reject(new Problem('StoreBusy')) : settle.apply(push.store, given)
  push.keep()
  await push.send(source, 'a')
  await settled()
  expect(push.failures).toEqual([expect.objectContaining({ code: 'StoreBusy' })])
  await push.advance(30)
  expect(push.pushed).toHaveLength(2)
  expect(await push.stats(source)).toMatchObject(none)
})

test('a store that is busy is left alone for a second, and asked again', async () => {
  const push = await aPush()
  const source = aSource('s')
  await push.add(source)
  await push.send(source, 'a')
  const { poll: pollStore } = push.store
  let refusals = 2
  push.store.poll = (...given) =>
    refusals-- > 0 ? Promise.reject(new Problem('StoreBusy')) : pollStore.apply(push.store, given)
  push.keep()
  await settled()
  await push.advance(1)
  expect([push.failures.length, push.pushed.length]).toEqual([2, 0])
  await push.advance(1)
  expect([push.failures.length, push.pushed.length]).toEqual([2, 1])
})

test('queues are taken up when it is told of them, or within a minute', async () => {
  const push = await aPush()
  push.keep()
  await settled()
  const [first, second] = [aSource('one'), aSource('two')]
  await push.add(first)
  await push.send(first, 'a')
  push.services.onPush?.((await findQueue(push.services, first.queue))!.queue)
  await settled()
  expect(push.pushed).toHaveLength(1)
  await push.add(second)
  await push.send(second, 'b')
  await push.advance(59)
  expect(push.pushed).toHaveLength(1)
  await push.advance(1)
  expect(push.pushed).toHaveLength(2)
})

test('a message goes by what is wanted when it is there, though that was waited for', async () => {
  const push = await aPush()
  const source = aSource('s')
  await push.add(source)
  push.keep()
  await settled()
  push.sources.set(source.queue, aSource('moved'))
  await push.send(source, 'a')
  await settled()
  expect(push.pushed).toEqual([expect.objectContaining({ to: 'moved' })])
})

test('when nothing is wanted any more what is there is left untouched', async () => {
  const push = await aPush()
  const source = aSource('s')
  await push.add(source)
  push.keep()
  await settled()
  push.sources.delete(source.queue)
  await push.send(source, 'a')
  await settled()
  expect([push.pushed, push.failures]).toEqual([[], []])
  const { messages } = await poll(push.services, { queue: source.queue, maxMessages: 1 }, never)
  expect(messages.map(({ message }) => message.delivery.attempts)).toEqual([1])
})

test('so it is where nobody can tell just now', async () => {
  const push = await aPush()
  const source = aSource('s')
  await push.add(source)
  push.keep()
  await settled()
  const { sourcesOf } = push.pushing
  push.pushing.sourcesOf = () => Promise.reject(new Problem('StoreBusy'))
  await push.send(source, 'a')
  await settled()
  expect(await push.stats(source)).toMatchObject({ visible: 1, inFlight: 0 })
  push.pushing.sourcesOf = sourcesOf
  await push.advance(1)
  expect(push.pushed).toHaveLength(1)
})

test('where the queue is gone there is nothing to do, until there is one of that name again', async () => {
  const push = await aPush()
  const source = aSource('s')
  await push.add(source)
  push.keep()
  await settled()
  await deleteQueue(push.services, { queue: source.queue, expected: 'any' }, never)
  await settled()
  expect(push.failures).toEqual([])
  await push.add(source, accepts)
  await push.send(source, 'a')
  await push.advance(60)
  expect(push.pushed).toHaveLength(1)
})
