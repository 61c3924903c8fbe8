import type { Group } from './group.ts'

const scopesMax = 10_000
const overMax = 2_000
const passedMsMax = 1_000

/** What one process remembers of the groups of a queue: hints that choose where to look first. */
export type Round = {
  /** Where the next look begins, of more groups than one look reads. */
  from: string | undefined
  /** Whether others were faster lately: then not all begin with the same group. */
  isCrowded: boolean
  /** Versions that this process has changed: a cheap look may still show them. */
  over: Set<string>
  /** When the first message of a group is ready, by what the group was when that was read. */
  early: Map<string, number>
  /** Groups that were open, and of which nothing was to be had: since when, and when last. */
  passed: Map<string, { sinceWallMs: number; wallMs: number }>
}

export class Rounds {
  readonly #rounds = new Map<string, Round>()

  of(scope: string): Round {
    const known = this.#rounds.get(scope)
    if (known !== undefined) return known
    if (this.#rounds.size >= scopesMax) this.#rounds.delete(this.#rounds.keys().next().value!)
    const fresh: Round = { from: undefined, isCrowded: false, over: new Set(), early: new Map(), passed: new Map() }
    this.#rounds.set(scope, fresh)
    return fresh
  }
}

export function isOver({ over }: Round, version: string): void {
  over.add(version)
  if (over.size > overMax) over.delete(over.values().next().value!)
}

const stateOf = ({ version, last }: Pick<Group, 'version' | 'last'>): string => `${version} ${last}`

/** Takes note of a group whose first message is not ready before `atMs`. */
export function noteEarly({ early }: Round, group: Group, atMs: number): void {
  early.set(stateOf(group), atMs)
  if (early.size > overMax) early.delete(early.keys().next().value!)
}

export const isEarly = ({ early }: Round, group: Group, nowMs: number): boolean =>
  (early.get(stateOf(group)) ?? Number.NEGATIVE_INFINITY) > nowMs

/** Takes note of a group that is open, and of which nothing was to be had. */
export function notePassed({ passed }: Round, group: Group, wallMs: number): void {
  const sinceWallMs = passed.get(stateOf(group))?.sinceWallMs ?? wallMs
  passed.set(stateOf(group), { sinceWallMs, wallMs })
  if (passed.size > overMax) passed.delete(passed.keys().next().value!)
}

/** Whether a group is not worth a poll yet: the longer nothing was to be had of it, the longer, up to a second. */
export function isPassed({ passed }: Round, group: Group, wallMs: number): boolean {
  const seen = passed.get(stateOf(group))
  return seen !== undefined && wallMs - seen.wallMs < Math.min(seen.wallMs - seen.sinceWallMs, passedMsMax)
}
