import type { Tools } from '../tools.ts'
import { type Group, isEmpty, opensAtMs } from './group.ts'
import { readGroups } from './readGroups.ts'
import { isEarly, type Round } from './rounds.ts'
import { mayForget } from './writeGroup.ts'

// The first page is about one read unit.
const pagesMax = 3
const pageGrowth = 4

/** Enough groups to fill an answer from among some that are closed. */
const groupsFor = (maxMessages: number): number => 16 + 2 * maxMessages

// By so much the clock of who took numbers may be ahead of who looks for what was stored under them.
const aheadMsMax = 10_000

/** Groups whose heads are visible, the one that has been so for longest first. */
const openAmong = (groups: readonly Group[], isOpen: (group: Group) => boolean): Group[] =>
  groups.filter(isOpen).sort((one, other) => opens(one) - opens(other) || headOf(one) - headOf(other))

const headOf = ({ held: [head], next }: Group): number => (head ?? next).start + (head ?? next).index

/**
 * A cheap look at some groups: all, where one page holds them, else those behind the last look, round and round, so that
 * each gets its turn. Finding nothing means nothing.
 */
export async function glance(tools: Tools, scope: string, round: Round, maxMessages: number): Promise<Group[]> {
  let limit = groupsFor(maxMessages)
  for (let pages = 0; pages < pagesMax; pages++) {
    const { groups, next } = await readGroups(tools, scope, { from: round.from, limit, isConsistent: false })
    round.from = next
    const known = groups.filter(({ version }) => !round.over.has(version))
    const nowMs = tools.clock.nowMs()
    const open = openAmong(known, group => opens(group) <= nowMs)
    if (open.length > 0 || next === undefined) return open
    limit *= pageGrowth
  }
  return []
}

export type Sight = { open: Group[]; idle: Group[] }

const opens = (group: Group): number => opensAtMs(group) ?? Number.POSITIVE_INFINITY

/** What nobody was handed is ready when it says itself: the group tells only roughly, and may have been told by another. */
function mayBeOpen(group: Group, round: Round, nowMs: number): boolean {
  if (group.held.length > 0) return opens(group) <= nowMs
  return opens(group) <= nowMs + aheadMsMax && !isEarly(round, group, nowMs)
}

/** A sure look: page by page from the first group on, up to the first page with an open one that is not passed over. */
export async function lookSurely(
  tools: Tools,
  scope: string,
  round: Round,
  isPassed: (group: Group) => boolean,
): Promise<Sight> {
  const idle: Group[] = []
  let from: string | undefined
  do {
    const page = await readGroups(tools, scope, { from, isConsistent: true })
    const nowMs = tools.clock.nowMs()
    const open = openAmong(page.groups, group => mayBeOpen(group, round, nowMs) && !isPassed(group))
    if (open.length > 0) return { open, idle }
    idle.push(...page.groups.filter(group => isEmpty(group) && mayForget(group, nowMs)))
    from = page.next
  } while (from !== undefined)
  return { open: [], idle }
}
