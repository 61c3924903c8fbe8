import { bareHands } from '../hands/bare.ts'
import type { Target } from '../target.ts'
import type { Measure } from './measure.ts'
import { publishPhase } from './publish.ts'

const hands = 16

/** Publishes the target's backlog in the largest batches, over 16 connections, whatever client is measured. */
export async function fill({ backlog, running, wire }: Target): Promise<Measure> {
  const whole = Math.floor(backlog / wire.batchMax) * wire.batchMax
  const bounds = { size: wire.batchMax, messagesMax: whole, elapsedMsMax: Number.POSITIVE_INFINITY }
  return bareHands(running.port, wire)(hands, async all => {
    const filled = await publishPhase(all, bounds)
    for (let left = backlog - whole; left > 0; left--) await all[0]!.publish(1)
    return filled
  })
}
