import type { Receipt } from '../../../domain/receipt.ts'
import type { Permit } from '../permits/permit.ts'
import { decodeHint, encodeHint } from '../receiptHint.ts'
import type { Group, Next } from './group.ts'

/**
 * How a lease left its group: whoever acks all of its `count` messages while the group is still of this `version` need
 * not read it first. `last`: the last number, where nobody had been given one behind them.
 */
export type GroupHint = {
  version: string
  count: number
  untilMs: number
  next: Next
  last: number | undefined
}

/** `place`: of a message whose id does not say where it stands. `permit`: of the lease, in a queue with a limit. */
export type OrderedHint = { group: GroupHint | undefined; place: string | undefined; permit?: Permit | undefined }

const separator = '.'

// Behind what the hints of all queues begin with: there a permit is looked for.
export const encodeOrderedHint = ({ group, place, permit }: OrderedHint): string =>
  [
    encodeHint({ slots: [], permit }),
    place ?? '',
    ...(group === undefined
      ? []
      : [group.version, group.count, group.untilMs, group.next.start, group.next.index, group.last ?? '']),
  ].join(separator)

/** The permit that a receipt of any queue names. */
export const permitOf = (at: string | undefined): Permit | undefined => decodeHint(at).permit

export function decodeOrderedHint({ at }: Pick<Receipt, 'at'>): OrderedHint {
  const [, place, version, count, untilMs, start, index, last] = (at ?? '').split(separator)
  return {
    place: place || undefined,
    group: version
      ? {
          version,
          count: Number(count),
          untilMs: Number(untilMs),
          next: { start: Number(start), index: Number(index) },
          last: last ? Number(last) : undefined,
        }
      : undefined,
  }
}

/** The group as a hint says that it stands, all of what it holds being what was leased with it. */
export const hinted = (hash: string, { version, next, last }: GroupHint): Group => ({
  hash,
  version,
  next,
  // Where somebody may have been given a number since, it is not deleted.
  last: last ?? Number.MAX_SAFE_INTEGER,
  held: [],
  readyAtMs: undefined,
  numberedAtMs: 0,
  epoch: '',
})
