import type { Hand } from '../hands/hand.ts'
import { pollMessages } from '../wires/wire.ts'
import { closedLoop, timed } from './closedLoop.ts'
import type { Measure } from './measure.ts'

/**
 * Polls and acks ten at a time, as often as so many messages take: over a deep queue the rest stays, and an empty one
 * is not polled for nothing. A poll may bring fewer than ten; what stays behind for that is the next phase's.
 */
export async function drainPhase(hands: readonly Hand[], messages: number): Promise<Measure> {
  const polls: number[] = []
  const acks: number[] = []
  let pollsLeft = Math.ceil(messages / pollMessages)
  let acked = 0
  const elapsedMs = await closedLoop(hands, async hand => {
    if (pollsLeft <= 0) return false
    pollsLeft -= 1
    const receipts = await timed(() => hand.poll(), polls)
    if (receipts.length > 0) await ack(hand, receipts, acks)
    acked += receipts.length // after the wait: another connection adds to it meanwhile
    return true
  })
  return { messages: acked, elapsedMs, latenciesMs: { poll: polls, ack: acks } }
}

export async function ack(hand: Hand, receipts: readonly string[], latenciesMs: number[]): Promise<void> {
  const gone = await timed(() => hand.ack(receipts), latenciesMs)
  if (gone !== receipts.length) throw new Error(`Of ${receipts.length} receipts ${gone} were acked`)
}
