import { expect, test } from 'vitest'
import { publish } from '../../lib/actions/publish.ts'
import { startMs } from '../fixtures.ts'
import { aTrigger, aTriggered, never } from './aDispatch.ts'
import { Stack } from './aStack.ts'

test('under steady traffic a window gathers what comes within it, batch after batch', async () => {
  const stack = new Stack()
  const services = stack.open()
  await stack.add(services, aTriggered('orders', [aTrigger('t', { batchSize: 100, batchWindowSeconds: 20 })]))
  stack.schedule(startMs + 10 * 60_000)
  for (let second = 0; second < 120; second++) {
    await publish(services, { queue: 'orders', messages: [{ body: Buffer.from(`m${second}`), kind: 'text' }] }, never)
    await stack.world.runUntil(stack.world.nowMs + 1_000)
  }
  await stack.world.runUntil(stack.world.nowMs + 60_000)
  expect(stack.successes.size).toBe(120)
  expect(stack.batches.length).toBeLessThan(8)
})
