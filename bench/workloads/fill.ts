import { withConnections } from '../http/connection.ts'
import type { Target } from '../target.ts'
import type { Measure } from './measure.ts'
import { publishPhase } from './publish.ts'

const connections = 16

/** Publishes the target's backlog in the largest batches, over 16 connections. */
export async function fill({ backlog, running, wire }: Target): Promise<Measure> {
  const whole = Math.floor(backlog / wire.batchMax) * wire.batchMax
  const bounds = { size: wire.batchMax, messagesMax: whole, elapsedMsMax: Number.POSITIVE_INFINITY }
  return withConnections(running.port, connections, async all => {
    const filled = await publishPhase(all, wire, bounds)
    for (let left = backlog - whole; left > 0; left--) await all[0]!.call(wire.publish(1))
    return filled
  })
}
