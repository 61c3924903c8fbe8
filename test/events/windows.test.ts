import { expect, test } from 'vitest'
import { publish } from '../../lib/actions/publish.ts'
import { startMs } from '../fixtures.ts'
import { aTrigger, aTriggered, never } from './aDispatch.ts'
import { Stack } from './aStack.ts'

const retry = { kind: 'fixed', delaySeconds: 2 } as const
const messages = [{ body: Buffer.from('m'), kind: 'text' } as const]

/** A queue with a window of two minutes, and how often `dispatch` was called. */
async function aWindow() {
  const stack = new Stack()
  const services = stack.open()
  const invoke = stack.invoke.bind(stack)
  const calls = { dispatch: 0 }
  stack.invoke = (name, event) => {
    if (name === 'dispatch') calls.dispatch += 1
    return invoke(name, event)
  }
  await stack.add(
    services,
    aTriggered('orders', [aTrigger('t', { batchSize: 100, batchWindowSeconds: 120 })], { retry }),
  )
  stack.schedule(startMs + 20 * 60_000)
  const put = () => publish(services, { queue: 'orders', messages }, never)
  const after = (seconds: number) => stack.world.runUntil(stack.world.nowMs + seconds * 1_000)
  return { stack, calls, put, after }
}

test('under steady traffic a window gathers what comes within it, whatever else has the queue looked into', async () => {
  const { stack, calls, put, after } = await aWindow()
  for (let seconds = 0; seconds < 600; seconds += 10) {
    await put()
    await after(10)
  }
  await after(120)
  expect(stack.successes.get('m')).toBe(60)
  expect(stack.batches).toHaveLength(5)
  // Once by the stream for each message, and else for windows and marks.
  expect(calls.dispatch - 60).toBeLessThan(30)
})

test('what comes again waits for others as well, and then comes', async () => {
  const { stack, put, after } = await aWindow()
  stack.failuresOf = () => 1
  await put()
  await after(121)
  expect(stack.batches).toEqual([1])
  await after(125)
  expect([stack.batches, stack.successes.get('m')]).toEqual([[1, 1], 1])
})
