import type { Hand } from '../hands/hand.ts'
import { closedLoop, timed } from './closedLoop.ts'
import type { Measure } from './measure.ts'

export type PublishBounds = {
  /** Messages a call. */
  size: number
  /** Ends with the first of the two. */
  messagesMax: number
  elapsedMsMax: number
}

/** Publishes the same request again and again. Throws when a message was not taken. */
export async function publishPhase(hands: readonly Hand[], bounds: PublishBounds): Promise<Measure> {
  const untilMs = performance.now() + bounds.elapsedMsMax
  const latenciesMs: number[] = []
  let asked = 0
  const elapsedMs = await closedLoop(hands, async hand => {
    if (asked >= bounds.messagesMax || performance.now() >= untilMs) return false
    asked += bounds.size
    const kept = await timed(() => hand.publish(bounds.size), latenciesMs)
    if (kept !== bounds.size) throw new Error(`Of ${bounds.size} messages ${kept} were published`)
    return true
  })
  return { messages: asked, elapsedMs, latenciesMs: { publish: latenciesMs } }
}
