import type { Tools } from '../tools.ts'
import { glance } from './look.ts'
import { isPassed } from './rounds.ts'

/**
 * Whether a poll may find something; a cheap look, which may be wrong either way. A group of which nothing was to be had a
 * moment ago, though it says that it is open, wakes nobody.
 */
export async function isAnythingOpen(tools: Tools, scope: string): Promise<boolean> {
  const round = tools.rounds.of(scope)
  const open = await glance(tools, scope, round, 1)
  return open.some(group => !isPassed(round, group, tools.wall.nowMs()))
}
