import type { Verdict } from '../../domain/judge.ts'
import type { Random } from '../../domain/random.ts'
import type { Aside } from '../store.ts'
import { moveAside } from './moveAside.ts'
import type { Slot } from './slot.ts'
import type { Tables } from './tables.ts'

/** What one step has cleared away. */
export type Cleared = { dropped: number; movedAside: number }

type Clearing = { aside?: Aside | undefined; random: Random; nowMs: number }

/** Drops a message or moves it aside, as the judge said, and counts it; a message to be leased is left. */
export function clear(
  tables: Tables,
  slot: Slot,
  verdict: Verdict,
  cleared: Cleared,
  { aside, random, nowMs }: Clearing,
): void {
  if (verdict.kind === 'drop') {
    tables.messages.remove(slot)
    cleared.dropped += 1
  }
  if (verdict.kind !== 'deadLetter' || aside === undefined) return
  if (moveAside(tables, slot, aside, { reason: verdict.reason }, random, nowMs)) cleared.movedAside += 1
}
