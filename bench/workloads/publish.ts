import type { Connection } from '../http/connection.ts'
import type { Wire } from '../wires/wire.ts'
import { closedLoop, timedCall } from './closedLoop.ts'
import type { Measure } from './measure.ts'

export type PublishBounds = {
  /** Messages a call. */
  size: number
  /** Ends with the first of the two. */
  messagesMax: number
  elapsedMsMax: number
}

/** Publishes the same request again and again. Throws when a message was not taken. */
export async function publishPhase(connections: Connection[], wire: Wire, bounds: PublishBounds): Promise<Measure> {
  const request = wire.publish(bounds.size)
  const untilMs = performance.now() + bounds.elapsedMsMax
  const latenciesMs: number[] = []
  let asked = 0
  const elapsedMs = await closedLoop(connections, async connection => {
    if (asked >= bounds.messagesMax || performance.now() >= untilMs) return false
    asked += bounds.size
    const kept = wire.published(await timedCall(connection, request, latenciesMs))
    if (kept !== bounds.size) throw new Error(`Of ${bounds.size} messages ${kept} were published`)
    return true
  })
  return { messages: asked, elapsedMs, latenciesMs: { publish: latenciesMs } }
}
