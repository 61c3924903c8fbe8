import type { Judge } from '../../domain/judge.ts'
import type { DeadLetterReason } from '../../domain/origin.ts'
import type { Lease } from '../leased.ts'
import { type Block, deliveryOf, type Entry } from './block.ts'
import type { Grant } from './permits/permit.ts'

/** A message that may be leased, what its lease is to be, and in a queue with a limit what it may be. */
export type Pick = { entry: Entry; verdict: Lease; grant?: Grant | undefined }

/** What a look makes of one block. */
export type Survey = {
  block: Block
  picks: Pick[]
  /** Expired: to be dropped. */
  drops: Entry[]
  /** To be moved to another queue. */
  asides: { entry: Entry; reason: DeadLetterReason }[]
  /** When the first of the others becomes visible; infinite where none will. */
  returnsAtMs: number
}

/** Nothing to be had here now. What is to be cleared away, a block without entries too, is something where that is done. */
export const isTaken = ({ picks, drops, asides, block }: Survey, isDropping: boolean): boolean =>
  picks.length === 0 && !(isDropping && (drops.length + asides.length > 0 || block.entries.length === 0))

/** Judges what is visible in a block. */
export function surveyBlock(block: Block, judge: Judge, nowMs: number): Survey {
  const survey: Survey = { block, picks: [], drops: [], asides: [], returnsAtMs: Number.POSITIVE_INFINITY }
  for (const entry of block.entries) {
    const { visibleAtMs, attempts } = deliveryOf(block, entry)
    if (visibleAtMs > nowMs) {
      survey.returnsAtMs = Math.min(survey.returnsAtMs, visibleAtMs)
      continue
    }
    const verdict = judge({ ...entry.head, attempts }, nowMs)
    if (verdict.kind === 'drop') survey.drops.push(entry)
    else if (verdict.kind === 'deadLetter') survey.asides.push({ entry, reason: verdict.reason })
    else survey.picks.push({ entry, verdict })
  }
  return survey
}

/** The first of what was found, as many as fit in number and size; one always does. */
export function fitting(surveys: readonly Survey[], messagesMax: number, bytesMax: number): Survey[] {
  const chosen: Survey[] = []
  let count = 0
  let bytes = 0
  for (const survey of surveys) {
    const picks: Pick[] = []
    for (const pick of survey.picks) {
      const isFull = count === messagesMax || (count > 0 && bytes + pick.entry.head.bytes > bytesMax)
      if (isFull) break
      count += 1
      bytes += pick.entry.head.bytes
      picks.push(pick)
    }
    if (picks.length > 0) chosen.push({ ...survey, picks })
    if (picks.length < survey.picks.length) break
  }
  return chosen
}
