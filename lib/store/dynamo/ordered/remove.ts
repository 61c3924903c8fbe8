import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Tools } from '../tools.ts'
import { numberOf } from './group.ts'
import { type Line, pastFirst, type Standing } from './line.ts'
import { rewrite } from './rewrite.ts'
import type { After } from './writeGroup.ts'

/** What takes messages out of a group: what becomes of it, and of the runs from which somebody else is still left. */
export type Removal = { after: After; rewrites: TransactWriteItem[] }

/**
 * Takes messages out of a group wherever they stand: what is held out of the group, the first of the others by going past
 * them, those behind out of their runs.
 */
export async function remove(tools: Tools, line: Line, gone: ReadonlySet<Standing>): Promise<Removal> {
  const { group } = line
  const numbers = new Set([...gone].map(({ number }) => number))
  const fresh = line.standing.filter(({ held }) => held === undefined)
  const count = countPassed(line, fresh, gone)
  const behind = [...fresh.slice(count), ...line.behind].filter(standing => gone.has(standing))
  const runs = new Set(behind.map(({ run }) => run))
  const rewrites = await Promise.all(
    [...runs].map(run =>
      rewrite(tools, run, (entry, envelope) =>
        behind.some(standing => standing.entry === entry) ? undefined : { entry, envelope },
      ),
    ),
  )
  const held = group.held.filter(one => !numbers.has(numberOf(one)))
  const passed =
    count === 0
      ? { next: group.next, readyAtMs: rewrites.length > 0 ? ('unknown' as const) : ('same' as const) }
      : pastFirst(line, count)
  return { after: { held, ...passed }, rewrites }
}

/** How many at the front are gone, where the line begins with the first that nobody was handed. */
function countPassed({ group, from }: Line, fresh: readonly Standing[], gone: ReadonlySet<Standing>): number {
  if (numberOf(from) !== numberOf(group.next)) return 0
  const at = fresh.findIndex(standing => !gone.has(standing))
  return at === -1 ? fresh.length : at
}
