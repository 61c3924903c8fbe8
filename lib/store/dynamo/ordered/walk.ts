import type { Tools } from '../tools.ts'
import { type Group, numberOf } from './group.ts'
import { alongRuns, type Line, readHeld, type Standing } from './line.ts'
import { readGroups } from './readGroups.ts'
import { readRuns } from './readRuns.ts'

// What one step reads: some groups, and the first runs of each.
const groupsMax = 20
const runsMax = 100
// A run is what one call publishes, or moves.
const spanMax = 16

/** Lines in the order of their groups, with all that they hold; `next`: where the next step begins, undefined at the end. */
export type Step = { lines: Line[]; next: string | undefined }

/** A cursor is a group, and a number in it. */
export const cursorAt = (hash: string, number: number): string => `${hash} ${number}`

/** A step through all messages of a queue, group after group, from the cursor on. */
export async function readStep(tools: Tools, scope: string, cursor: string | undefined): Promise<Step> {
  const [hash, number = '0'] = cursor?.split(' ') ?? []
  // A step that begins in the middle of a group is about what is left of that.
  const limit = number === '0' ? groupsMax : 1
  const { groups, next } = await readGroups(tools, scope, { from: hash, limit, isConsistent: true })
  const lines = await Promise.all(
    groups.map(group => readLineFrom(tools, scope, group, group.hash === hash ? Number(number) : 0)),
  )
  const cut = lines.findIndex(({ isWhole }) => !isWhole)
  if (cut === -1) return { lines, next: next && cursorAt(next, 0) }
  const { group, to } = lines[cut]!
  return { lines: lines.slice(0, cut + 1), next: cursorAt(group.hash, to) }
}

/** All that stands in a line, also what nobody can reach yet. */
export const allOf = ({ standing, behind }: Line): Standing[] => [...standing, ...behind]

/** The messages of a group from a number on, as many as lie in one page of runs. */
export async function readLineFrom(tools: Tools, scope: string, group: Group, number: number): Promise<Line> {
  const first = numberOf(group.next)
  const from = number > first ? { start: number, index: 0 } : group.next
  const [held, page] = await Promise.all([
    readHeld(tools, scope, group),
    first > group.last && number === 0
      ? { runs: [], isWhole: true }
      : readRuns(tools, scope, group, Math.max(0, from.start - spanMax + 1), runsMax),
  ])
  const ahead = held.filter(one => one.number >= number)
  return alongRuns(group, from, ahead, page)
}
