import { openRun } from '../../../domain/ordered.ts'
import type { DeadLetterReason } from '../../../domain/origin.ts'
import type { Lease } from '../../leased.ts'
import type { PollOrder } from '../../store.ts'
import type { Permit } from '../permits/permit.ts'
import { clearedMax } from './clear.ts'
import type { Line, Standing } from './line.ts'

/** `permit`: in a queue with a limit, unless it is leased for no time. */
export type Chosen = { standing: Standing; verdict: Lease; permit?: Permit | undefined }

/** What a poll makes of the open run of one group: all up to a point where it stops. */
export type Choice = {
  line: Line
  picks: Chosen[]
  drops: Standing[]
  asides: { standing: Standing; reason: DeadLetterReason }[]
  /** Whether there was no more room. */
  isCut: boolean
  /** By when all of it was judged. */
  nowMs: number
}

/** How much more an answer holds. */
export type Room = { messages: number; bytes: number; isEmpty: boolean }

/**
 * Judges the open run of a group as far as there is room, of which it then takes its part. What is to be moved aside, where
 * it cannot be, closes what stands behind it.
 */
export function choose(
  line: Line,
  room: Room,
  { judge, aside }: Pick<PollOrder, 'judge' | 'aside'>,
  nowMs: number,
): Choice {
  const choice: Choice = { line, picks: [], drops: [], asides: [], isCut: false, nowMs }
  for (const standing of openRun(line.standing, nowMs)) {
    if (room.messages === 0) return { ...choice, isCut: true }
    const { head } = standing.entry
    const verdict = judge({ ...head, attempts: standing.delivery.attempts }, nowMs)
    if (verdict.kind === 'drop') choice.drops.push(standing)
    else if (verdict.kind === 'lease') {
      if (!room.isEmpty && head.bytes > room.bytes) {
        room.messages = 0
        return { ...choice, isCut: true }
      }
      choice.picks.push({ standing, verdict })
      room.messages -= 1
      room.bytes -= head.bytes
      room.isEmpty = false
    } else if (aside === undefined) return choice
    else if (choice.asides.length === clearedMax) return { ...choice, isCut: true }
    else choice.asides.push({ standing, reason: verdict.reason })
  }
  return choice
}

/** Of lines in turn, as far as an answer has room. */
export function chooseAll(lines: readonly Line[], order: PollOrder, nowMs: number): Choice[] {
  const room: Room = { messages: order.maxMessages, bytes: order.maxBytes, isEmpty: true }
  return lines.map(line => choose(line, room, order, nowMs))
}

/** Those that something happens to: the first of their group, without a gap. */
export const touched = ({ picks, drops, asides }: Choice): Standing[] => [
  ...picks.map(({ standing }) => standing),
  ...drops,
  ...asides.map(({ standing }) => standing),
]
