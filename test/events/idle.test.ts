import { expect, test } from 'vitest'
import { publish } from '../../lib/actions/publish.ts'
import { startMs } from '../fixtures.ts'
import { aTrigger, aTriggered, never } from './aDispatch.ts'
import { Stack } from './aStack.ts'

const minutes = 10

/** What so many queues with triggers cost while nothing is put into them, but for what they cost to make. */
async function costOf(queues: number) {
  const stack = new Stack()
  const services = stack.open()
  for (let at = 0; at < queues; at++) await stack.add(services, aTriggered(`queue-${at}`, [aTrigger('t')]))
  for (const operation of Object.keys(stack.calls)) delete stack.calls[operation]
  const invoked: Record<string, number> = {}
  const invoke = stack.invoke.bind(stack)
  stack.invoke = (name, event) => {
    invoked[name] = (invoked[name] ?? 0) + 1
    return invoke(name, event)
  }
  stack.schedule(startMs + minutes * 60_000, ['upkeep', 'canary'])
  await stack.world.runUntil(startMs + (minutes + 1) * 60_000)
  return { stack, services, cost: { calls: stack.calls, steps: stack.steps, invoked } }
}

test('a thousand idle queues with triggers cost not one call more than none', async () => {
  const none = await costOf(0)
  const thousand = await costOf(1_000)
  expect(thousand.cost).toEqual(none.cost)
  // Of each minute: upkeep, the canary, and its message once by the stream and once by the timer.
  expect(none.cost.invoked).toEqual({ upkeep: minutes, canary: minutes, dispatch: 2 * minutes })
  const calls = Object.values(none.cost.calls).reduce((sum, count) => sum + count, 0)
  expect(calls / minutes).toBeLessThan(25)
  expect(none.stack.tries.size).toBe(0)
})

test('one of them that is not idle costs no more than if it were the only one', async () => {
  const costs = []
  for (const queues of [1, 100]) {
    const { stack, services } = await costOf(queues)
    const before = { ...stack.calls }
    await publish(services, { queue: 'queue-0', messages: [{ body: Buffer.from('a'), kind: 'text' }] }, never)
    await stack.world.runUntil(stack.world.nowMs + 5_000)
    expect(stack.successes).toEqual(new Map([['a', 1]]))
    costs.push(Object.entries(stack.calls).map(([operation, count]) => [operation, count - (before[operation] ?? 0)]))
  }
  expect(costs[1]).toEqual(costs[0])
})
