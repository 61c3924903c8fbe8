import type { Receipt } from '../../../domain/receipt.ts'
import { encodeNext, type Group, type Next } from './group.ts'

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

/** `place`: of a message whose id does not say where it stands. */
export type OrderedHint = { group: GroupHint | undefined; place: string | undefined }

const separator = '|'

export const encodeOrderedHint = ({ group, place }: OrderedHint): string =>
  [
    place ?? '',
    ...(group === undefined
      ? []
      : [group.version, group.count, group.untilMs, encodeNext(group.next), group.last ?? '']),
  ].join(separator)

export function decodeOrderedHint({ at }: Receipt): OrderedHint {
  const [place, version, count, untilMs, next, last] = (at ?? '').split(separator)
  const [start, index] = (next ?? '').split('.').map(Number)
  return {
    place: place || undefined,
    group: version
      ? {
          version,
          count: Number(count),
          untilMs: Number(untilMs),
          next: { start: start!, index: index! },
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
