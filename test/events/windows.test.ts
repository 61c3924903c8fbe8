import { expect, test } from 'vitest'
import { publish } from '../../lib/actions/publish.ts'
import { startMs } from '../fixtures.ts'
import { aTrigger, aTriggered, never } from './aDispatch.ts'
import { Stack } from './aStack.ts'

test('under steady traffic a window gathers what comes within it, whatever else has the queue looked into', async () => {
  const stack = new Stack()
  const services = stack.open()
  await stack.add(services, aTriggered('orders', [aTrigger('t', { batchSize: 100, batchWindowSeconds: 120 })]))
  stack.schedule(startMs + 20 * 60_000)
  const messages = [{ body: Buffer.from('m'), kind: 'text' } as const]
  for (let seconds = 0; seconds < 600; seconds += 10) {
    await publish(services, { queue: 'orders', messages }, never)
    await stack.world.runUntil(stack.world.nowMs + 10_000)
  }
  await stack.world.runUntil(stack.world.nowMs + 120_000)
  expect(stack.successes.get('m')).toBe(60)
  expect(stack.batches).toHaveLength(5)
})
