import { describe, expect, test } from 'vitest'
import { browse } from '../../lib/actions/browse.ts'
import { publish } from '../../lib/actions/publish.ts'
import type { Queue } from '../../lib/domain/queue.ts'
import { seededRandom } from '../../lib/random.ts'
import { startMs } from '../fixtures.ts'
import { aTrigger, aTriggered, never } from './aDispatch.ts'
import { type Fate, Stack } from './aStack.ts'

const attemptsMax = 3
const minuteMs = 60_000
const hoursMax = 3

const dead: Queue = { ...aTriggered('dead', []), wakes: false }
const retry = { kind: 'fixed', delaySeconds: 2 } as const
const orders = aTriggered('orders', [aTrigger('t', { batchSize: 4 })], {
  deadLetter: { queue: 'dead', attemptsMax, expired: false },
  retry,
})

type Calls = readonly (readonly (readonly [body: string, delaySeconds: number])[])[]

/** What is published, with the seconds that it is delayed by: what it is called says how often it fails. */
const calls: Calls = [
  [
    ['fails0-a', 0],
    ['fails1-b', 0],
    ['fails2-c', 0],
    ['fails99-d', 0],
  ],
  [
    ['fails0-e', 5],
    ['fails1-f', 1_000],
  ],
  [['fails99-g', 5]],
]
// The same without what is only found by its mark, and takes a quarter of an hour.
const short = calls.map(call => call.filter(([, delaySeconds]) => delaySeconds < 900))
const failuresOf = (body: string): number => Number(/\d+/.exec(body)![0])

/** Publishes, and lets time go by until nothing is left to be done. */
async function aStory(fateOf: (step: number) => Fate, calls: Calls) {
  const stack = new Stack()
  stack.failuresOf = failuresOf
  const services = stack.open()
  for (const queue of [dead, orders]) await stack.add(services, queue)
  stack.fateOf = fateOf
  stack.schedule(startMs + hoursMax * 60 * minuteMs)
  let published = 0
  for (const call of calls) void putUntilKept(stack, call).then(() => (published += 1))
  for (let minutes = 0; minutes < hoursMax * 60; minutes++) {
    await stack.world.runUntil(stack.world.nowMs + minuteMs)
    const { visible, inFlight, delayed } = await services.store.stats(orders)
    if (published === calls.length && visible + inFlight + delayed === 0) break
  }
  const page = { queue: 'dead', state: 'visible', limit: 100 } as const
  const { messages } = await browse(services, page as never, never)
  const buried = messages.map(({ envelope }) => Buffer.from(envelope.body).toString())
  const lost = calls.flat().filter(([body]) => !stack.successes.has(body) && !buried.includes(body))
  const untried = buried.filter(body => (stack.tries.get(body) ?? 0) < attemptsMax)
  return { stack, buried, lost, untried, minutes: (stack.world.nowMs - startMs) / minuteMs, reasons: messages }
}

/** As a publisher does who is not answered. */
async function putUntilKept(stack: Stack, call: Calls[number]): Promise<void> {
  const messages = call.map(([body, delaySeconds]) => ({
    body: Buffer.from(body),
    kind: 'text' as const,
    delaySeconds,
  }))
  for (;;)
    try {
      await stack.run('publish', ({ services }) => publish(services, { queue: 'orders', messages }, never))
      return
    } catch {
      await stack.world.pause(500)
    }
}

test('where nobody dies, all is tried as often as it should be, and the story ends when its last delay does', async () => {
  const { stack, buried, lost, minutes, reasons } = await aStory(() => 'goOn', calls)
  expect(lost).toEqual([])
  expect(buried.sort()).toEqual(['fails99-d', 'fails99-g'])
  expect(Object.fromEntries(stack.tries)).toEqual({
    'fails0-a': 1,
    'fails1-b': 2,
    'fails2-c': 3,
    'fails99-d': 3,
    'fails0-e': 1,
    'fails1-f': 2,
    'fails99-g': 3,
  })
  expect(reasons[0]!.envelope.origins).toMatchObject([
    { queue: 'orders', attempts: 3, text: expect.stringContaining('not yet') },
  ])
  expect(minutes).toBeLessThan(19)
})

/** Nothing is lost, and nothing that came to its end was spared a try. */
async function expectKept(
  name: string,
  calls: Calls,
  fateOf: (step: number) => Fate,
): Promise<{ kills: number; minutes: number }> {
  const { stack, lost, untried, buried, minutes } = await aStory(fateOf, calls)
  const spared = buried.filter(body => failuresOf(body) < attemptsMax)
  expect({ name, lost, untried, spared }).toEqual({ name, lost: [], untried: [], spared: [] })
  return { kills: stack.kills, minutes }
}

const parts = 4
// A lease of half a minute, whose end is found within a minute; the shorter story takes less than one of its own.
const minutesMax = 3

describe('whoever dies, and at whatever step', () => {
  test.each(Array.from({ length: parts }, (_, part) => part))(
    'once, part %i of the steps: and soon made up for',
    async part => {
      const { stack } = await aStory(() => 'goOn', short)
      expect(stack.steps).toBeGreaterThan(50)
      for (let at = part; at < stack.steps; at += parts)
        for (const fate of ['before', 'after'] as const) {
          const name = `${fate} step ${at}`
          const { kills, minutes } = await expectKept(name, short, step => (step === at ? fate : 'goOn'))
          expect({ name, kills, isLate: minutes > minutesMax }).toEqual({ name, kills: 1, isLate: false })
        }
    },
  )

  test.each([1, 2, 3])('at one step in thirty, again and again, seeds %i × 10', async tens => {
    for (let seed = tens * 10; seed < tens * 10 + 10; seed++) {
      const random = seededRandom(seed)
      const fateOf = (): Fate => {
        const [luck] = random.bytes(1) as unknown as [number]
        return luck < 4 ? 'before' : luck < 8 ? 'after' : 'goOn'
      }
      await expectKept(`seed ${seed}`, calls, fateOf)
    }
  })
})
