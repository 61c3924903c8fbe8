import { decodeGroup, deliveryOfHeld, type Group, numberOf } from '../../lib/store/dynamo/ordered/group.ts'
import { formatOrderedPlace } from '../../lib/store/dynamo/ordered/place.ts'
import { decodeRun, deliveryIn, type Run, type RunEntry } from '../../lib/store/dynamo/ordered/run.ts'
import type { FakeDynamo } from '../dynamo/fake/fakeDynamo.ts'
import type { Address } from './request.ts'
import type { Standing } from './truth.ts'

/** One ordered group of one queue. */
export type GroupName = { scope: string; hash: string }

type Item = NonNullable<ReturnType<FakeDynamo['get']>>

/** The group that an item belongs to: the group itself, or one of its runs. */
export function groupOf({ p, s }: Pick<Address, 'p' | 's'>): GroupName | undefined {
  const [kind, uid, generation, hash] = p.split('.')
  if (kind === 'g') return { scope: `${uid}.${generation}`, hash: s }
  return kind === 'm' ? { scope: `${uid}.${generation}`, hash: hash! } : undefined
}

const known = new WeakMap<Item, Run>()

/** Items are never changed, only replaced: each is decoded once. */
function runOf(item: Item): Run {
  const run = known.get(item) ?? decodeRun(item)
  known.set(item, run)
  return run
}

/** The messages of a group, read as the store reads them: what is held, and what stands in the runs from `next` on. */
export function standingsInGroup(
  { scope, hash }: GroupName,
  item: Item | undefined,
  items: Iterable<Item>,
): Standing[] {
  if (item === undefined) return []
  const group = decodeGroup(item)
  const first = numberOf(group.next)
  const heldIn = new Set(group.held.map(({ start }) => start))
  const runs = [...items]
    .map(runOf)
    // All that it ever had is there, nearly all of it done.
    .filter(({ start, span }) => start + span > first || heldIn.has(start))
    .map((run): Run => (run.epoch === group.epoch ? run : { ...run, span: 1, entries: [] }))
    .sort((one, other) => one.start - other.start)
  const holeAt = firstHole(group, runs)
  return runs.flatMap(run =>
    run.entries.flatMap(entry => {
      const number = run.start + entry.index
      const held = group.held.find(one => numberOf(one) === number)
      if (held === undefined && number < first) return []
      const delivery = held === undefined ? deliveryIn(run, entry) : deliveryOfHeld(held)
      const slot = `${held?.slot ?? entry.slot}${number > holeAt ? ' behind a hole' : ''}`
      return [
        { ...standingOf(run, entry, hash), scope, slot, delivery, visibleAtMs: delivery.visibleAtMs, number, hash },
      ]
    }),
  )
}

function standingOf(run: Run, entry: RunEntry, hash: string) {
  const { p, s } = run.key
  const id = entry.head.id ?? formatOrderedPlace({ hash, number: run.start + entry.index })
  return { id, address: `${p} ${s} ${entry.index}`, lane: p, head: entry.head }
}

/** The first number from `next` on under which nothing is stored. */
function firstHole({ next }: Group, runs: readonly Run[]): number {
  let number = numberOf(next)
  for (const { start, span } of runs) {
    if (start > number) return number
    number = Math.max(number, start + span)
  }
  return Number.POSITIVE_INFINITY
}

/** The first message of a group, unless somebody is about to store one before it. */
export function headOf(standing: readonly Standing[]): Standing | undefined {
  const [head] = standing.toSorted((one, other) => one.number! - other.number!)
  return head?.slot.endsWith('hole') ? undefined : head
}
