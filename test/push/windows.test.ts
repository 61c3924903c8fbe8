import { expect, test } from 'vitest'
import { poll } from '../../lib/actions/poll.ts'
import { settled } from './aPush.ts'
import { aTrigger, aTriggered } from './aTrigger.ts'

const never = new AbortController().signal

test('a batch waits for more messages after the first, and nothing is leased meanwhile', async () => {
  const push = await aTriggered([aTrigger('t', { batchWindowSeconds: 10 })])
  push.keep()
  await settled()
  await push.publishAll('a')
  await settled()
  await push.advance(6, 1)
  await push.publishAll('b')
  await push.advance(3, 1)
  expect([push.batches, await push.stats()]).toMatchObject([[], { visible: 2, inFlight: 0 }])
  await push.advance(1)
  expect(push.batches).toEqual([{ to: 't', bodies: ['a', 'b'], second: 10 }])
})

test('one that is full waits no longer', async () => {
  const push = await aTriggered([aTrigger('t', { batchSize: 2, batchWindowSeconds: 10 })])
  push.keep()
  await settled()
  await push.publishAll('a')
  await push.advance(1, 0.2)
  await push.publishAll('b')
  await push.advance(0.4, 0.2)
  expect(push.batches).toMatchObject([{ bodies: ['a', 'b'] }])
})

test('who polls beside a trigger that waits may take the message first', async () => {
  const push = await aTriggered([aTrigger('t', { batchWindowSeconds: 10 })])
  push.keep()
  await settled()
  await push.publishAll('a')
  await settled()
  const { messages } = await poll(push.services, { queue: 'orders', maxMessages: 1 }, never)
  await push.advance(10, 1)
  expect([messages.length, push.batches]).toEqual([1, []])
})
