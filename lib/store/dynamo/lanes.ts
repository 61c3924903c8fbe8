import type { LaneName } from './keys.ts'
import { levelDefault } from './place.ts'

/**
 * Which lanes a queue has. One that never was busy has no record and one lane. Lanes 0 up to `open` take messages in,
 * as many as `before` until `fromMs`; closed ones are only emptied. Times are of the wall.
 */
export type Lanes = {
  version: number
  open: number
  before: number
  fromMs: number
  closed: readonly { lane: number; atMs: number }[]
  /** The generation is over: deleted or purged. */
  dead: boolean
}

export const firstLanes: Lanes = { version: 0, open: 1, before: 1, fromMs: 0, closed: [], dead: false }

export const lanesMax = 64
/** The lane that is open whatever happens. */
export const laneKept = 0
// So long everybody may go on with what they have read (J2), so that readers know a lane before writers use it.
const announcedMs = 5_000
// A lane that was needed a short while ago is kept.
const quietMs = 10 * 60_000
// Those who go by what they have read put into a closed lane for a few seconds more. After this it may be forgotten.
export const closingMs = 16 * 60_000

const named = (lane: number): LaneName => ({ level: levelDefault, lane })
const count = (lanes: number): LaneName[] => Array.from({ length: lanes }, (_, lane) => named(lane))

/** Where a publish may go. */
export const lanesToWrite = ({ open, before, fromMs }: Lanes, nowMs: number): LaneName[] =>
  count(nowMs >= fromMs ? open : before)

/** Where a message may lie. */
export const lanesToRead = ({ open, closed }: Lanes): LaneName[] => [
  ...count(open),
  ...closed.filter(({ lane }) => lane >= open).map(({ lane }) => named(lane)),
]

/** Twice as many; undefined when that is not possible, or was done so lately that it does not show yet. */
export function grown(lanes: Lanes, nowMs: number): Lanes | undefined {
  const { open, fromMs, closed } = lanes
  if (open >= lanesMax || nowMs < fromMs) return undefined
  const more = open * 2
  const left = closed.filter(({ lane }) => lane >= more)
  return { ...lanes, open: more, before: open, fromMs: nowMs + announcedMs, closed: left }
}

/** Half as many, when there were enough for ten minutes and all are empty; undefined when it is not time yet. */
export function shrunk(lanes: Lanes, nowMs: number): Lanes | undefined {
  const { open, fromMs, closed } = lanes
  if (open === 1 || nowMs < fromMs + quietMs) return undefined
  const fewer = open / 2
  const newly = Array.from({ length: open - fewer }, (_, index) => ({ lane: fewer + index, atMs: nowMs }))
  return { ...lanes, open: fewer, before: fewer, fromMs: nowMs, closed: [...newly, ...closed] }
}

/** Lanes that were closed long ago: those of them that are empty, delayed messages included, may be forgotten. */
export const overdue = ({ open, closed }: Lanes, nowMs: number): number[] =>
  closed.filter(({ lane, atMs }) => lane >= open && nowMs >= atMs + closingMs).map(({ lane }) => lane)

/**
 * The lanes with one that is emptied from now on, for who has put into it though it was closed; undefined where it is
 * open, or was closed so lately that nobody is about to forget it.
 */
export function remembered(lanes: Lanes, lane: number, nowMs: number): Lanes | undefined {
  const known = lanes.closed.find(one => one.lane === lane)
  if (lane < lanes.open || (known !== undefined && nowMs < known.atMs + closingMs / 2)) return undefined
  return { ...lanes, closed: [...lanes.closed.filter(one => one !== known), { lane, atMs: nowMs }] }
}

export const without = (lanes: Lanes, gone: readonly number[]): Lanes => ({
  ...lanes,
  closed: lanes.closed.filter(({ lane }) => !gone.includes(lane)),
})
