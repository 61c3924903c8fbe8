import { isOrdered } from '../../../lib/domain/ordered.ts'
import type { Desk } from '../desk.ts'

const restMsMean = 8_000
const rates = [undefined, undefined, 5, 50]
// More of them, and so that some messages stay in between: then a redrive goes on in the middle of an ordered group.
const orderedRestMsMean = 3_000
const orderedRates = [undefined, 2, 2, 5]
const reasons = [undefined, 'nacked', 'attemptsExhausted'] as const

/** Has messages put back where they came from, and now and then thinks better of it. */
export async function redriveAlong({ world, chance, caller, settings }: Desk, untilMs: number): Promise<void> {
  const { queue } = settings.deadLetter!
  const inOrder = isOrdered({ name: queue })
  while (world.nowMs < untilMs) {
    await world.pause(chance.pauseMs(inOrder ? orderedRestMsMean : restMsMean))
    const wish = inOrder
      ? { messagesPerSecond: chance.pick(orderedRates), reason: chance.pick(reasons) }
      : { messagesPerSecond: chance.pick(rates) }
    const answer = await caller.ask('startRedrive', { queue, ...wish })
    if (answer.kind !== 'done' || !chance.happens(0.2)) continue
    await world.pause(chance.pauseMs(5_000))
    await caller.ask('cancelRedrive', { id: answer.value.id })
  }
}
