import type { Desk } from '../desk.ts'

const restMsMean = 8_000
const rates = [undefined, undefined, 5, 50]

/** Has messages put back where they came from, and now and then thinks better of it. */
export async function redriveAlong({ world, chance, caller, settings }: Desk, untilMs: number): Promise<void> {
  while (world.nowMs < untilMs) {
    await world.pause(chance.pauseMs(restMsMean))
    const answer = await caller.ask('startRedrive', {
      queue: settings.deadLetter!.queue,
      messagesPerSecond: chance.pick(rates),
    })
    if (answer.kind !== 'done' || !chance.happens(0.2)) continue
    await world.pause(chance.pauseMs(5_000))
    await caller.ask('cancelRedrive', { id: answer.value.id })
  }
}
