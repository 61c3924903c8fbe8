import type { Desk } from '../desk.ts'
import { checkShown } from '../lookRules.ts'

/** Pages through the queue and counts it. */
export async function visitAlong(desk: Desk, untilMs: number, restMsMean: number): Promise<void> {
  const { world, chance, caller } = desk
  while (world.nowMs < untilMs) {
    await world.pause(chance.pauseMs(restMsMean))
    if (chance.happens(0.3)) await caller.ask('queueStats', { queue: desk.queue })
    else await browse(desk)
  }
}

async function browse(desk: Desk): Promise<void> {
  const { chance, caller, queue } = desk
  const state = chance.pick(['visible', 'inFlight', 'delayed'] as const)
  let cursor: string | undefined
  for (let page = 0; page < 3; page++) {
    const answer = await caller.ask('browse', { queue, state, limit: chance.pick([1, 5, 20, 100]), cursor })
    if (answer.kind !== 'done') return
    for (const message of answer.value.messages) checkShown(desk, message, answer)
    cursor = answer.value.cursor
    if (cursor === undefined) return
  }
}

/** Purges once or twice, and says again until it is acknowledged. */
export async function purgeAlong(desk: Desk, untilMs: number, ambush: () => void): Promise<void> {
  const { world, chance, caller, generations, queue } = desk
  for (let times = chance.int(1, 2); times > 0; times--) {
    await world.pause(chance.int(8_000, 35_000))
    if (world.nowMs > untilMs) return
    ambush()
    for (;;) {
      const answer = await caller.ask('purge', { queue })
      if (answer.kind === 'done') generations.acknowledged(answer.answeredMs)
      if (answer.kind === 'done') break
      await world.pause(500)
    }
  }
}
