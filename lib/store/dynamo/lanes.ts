import { mainOf } from '../../domain/priority.ts'
import type { LaneName } from './keys.ts'
import { levelDefault } from './place.ts'

/**
 * The lanes of one level. Lanes 0 up to `open` take messages in, as many as `before` until `fromMs`; closed ones are only
 * emptied. Times are of the wall.
 */
export type Level = {
  open: number
  before: number
  fromMs: number
  closed: readonly { lane: number; atMs: number }[]
}

/**
 * Which lanes a queue has: those of the default level, and of every other that it has had messages of. One that never
 * was busy nor had another priority has no record and one lane.
 */
export type Lanes = Level & {
  version: number
  /** The generation is over: deleted or purged. */
  dead: boolean
  /** By number; without the default one. */
  levels?: Readonly<Record<string, Level>> | undefined
}

export const firstLanes: Lanes = { version: 0, open: 1, before: 1, fromMs: 0, closed: [], dead: false }
const noLanes: Level = { open: 0, before: 0, fromMs: 0, closed: [] }

export const lanesMax = 64
/** The lane that is open whatever happens. */
export const laneKept: LaneName = { level: levelDefault, lane: 0 }
export const isKept = ({ level, lane }: LaneName): boolean => level === laneKept.level && lane === laneKept.lane
// So long everybody may go on with what they have read (J2), so that readers know a lane before writers use it.
const announcedMs = 5_000
// A lane that was needed a short while ago is kept.
const quietMs = 10 * 60_000
// Those who go by what they have read put into a closed lane for a few seconds more. After this it may be forgotten.
export const closingMs = 16 * 60_000
// The first lane of a level is kept long: it costs a poll half a read unit, and what is rare is often urgent, and has to
// wait with the others for as long as a lane is announced.
const rareMs = 7 * 86_400_000

const count = (level: number, lanes: number): LaneName[] =>
  Array.from({ length: lanes }, (_, lane) => ({ level, lane }))

const levelOf = (lanes: Lanes, level: number): Level =>
  level === levelDefault ? lanes : (lanes.levels?.[level] ?? noLanes)

const withLevel = (lanes: Lanes, level: number, next: Level): Lanes =>
  level === levelDefault ? { ...lanes, ...next } : { ...lanes, levels: { ...lanes.levels, [level]: next } }

/** The levels that there are lanes of, the best first. */
const levelsOf = ({ levels = {} }: Lanes): number[] => [...Object.keys(levels).map(Number), levelDefault].sort(byNumber)
const byNumber = (a: number, b: number): number => a - b

const toWrite = ({ open, before, fromMs }: Level, nowMs: number): number => (nowMs >= fromMs ? open : before)

/**
 * Where a publish may go. What is of a level that not everybody knows yet goes with the default one, and what is of the
 * side of a priority with that before.
 */
export function lanesToWrite(lanes: Lanes, nowMs: number, level: number = levelDefault): LaneName[] {
  const open = [level, mainOf(level)].map(one => count(one, toWrite(levelOf(lanes, one), nowMs)))
  return open.find(own => own.length > 0) ?? count(levelDefault, toWrite(lanes, nowMs))
}

/** Where a message may lie, the best level first. */
export const lanesToRead = (lanes: Lanes): LaneName[] => levelsOf(lanes).flatMap(level => known(lanes, level))

function known(lanes: Lanes, level: number): LaneName[] {
  const { open, closed } = levelOf(lanes, level)
  return [...count(level, open), ...closed.filter(({ lane }) => lane >= open).map(({ lane }) => ({ level, lane }))]
}

/** With a lane for each of some levels that has none; undefined where all have, and where nobody will read any more. */
export function opened(lanes: Lanes, levels: readonly number[], nowMs: number): Lanes | undefined {
  const missing = lanes.dead ? [] : levels.filter(level => levelOf(lanes, level).open === 0)
  if (missing.length === 0) return undefined
  return missing.reduce((more, level) => withLevel(more, level, begun(levelOf(more, level), nowMs)), lanes)
}

/** With its first lane. One that is still being emptied is known to all, and may be used at once. */
function begun(level: Level, nowMs: number): Level {
  const isKnown = level.closed.some(({ lane }) => lane === 0)
  const start = isKnown ? { before: 1, fromMs: nowMs } : { before: 0, fromMs: nowMs + announcedMs }
  return { ...level, open: 1, ...start, closed: level.closed.filter(({ lane }) => lane > 0) }
}

/** Twice as many; undefined when that is not possible, or was done so lately that it does not show yet. */
export function grown(lanes: Lanes, nowMs: number, level: number = levelDefault): Lanes | undefined {
  const own = levelOf(lanes, level)
  const { open, fromMs, closed } = own
  if (open === 0 || open >= lanesMax || nowMs < fromMs) return undefined
  const more = open * 2
  const left = closed.filter(({ lane }) => lane >= more)
  return withLevel(lanes, level, { ...own, open: more, before: open, fromMs: nowMs + announcedMs, closed: left })
}

/** Fewer, when all are empty and there were enough for ten minutes; undefined when it is not time yet. */
export function shrunk(lanes: Lanes, nowMs: number): Lanes | undefined {
  const ripe = levelsOf(lanes).filter(level => isRipe(levelOf(lanes, level), level, nowMs))
  if (ripe.length === 0) return undefined
  return ripe.reduce((left, level) => withLevel(left, level, halved(levelOf(left, level), nowMs)), lanes)
}

/** Whether a level has more lanes than it needs; of another than the default one in the end the last goes, too. */
function isRipe({ open, fromMs }: Level, level: number, nowMs: number): boolean {
  if (open > 1) return nowMs >= fromMs + quietMs
  return open === 1 && level !== levelDefault && nowMs >= fromMs + rareMs
}

function halved(level: Level, nowMs: number): Level {
  const fewer = Math.floor(level.open / 2)
  const newly = Array.from({ length: level.open - fewer }, (_, index) => ({ lane: fewer + index, atMs: nowMs }))
  return { ...level, open: fewer, before: fewer, fromMs: nowMs, closed: [...newly, ...level.closed] }
}

/** Lanes that were closed long ago: those of them that are empty, delayed messages included, may be forgotten. */
export const overdue = (lanes: Lanes, nowMs: number): LaneName[] =>
  levelsOf(lanes).flatMap(level => {
    const { open, closed } = levelOf(lanes, level)
    const isOver = ({ lane, atMs }: { lane: number; atMs: number }): boolean =>
      lane >= open && nowMs >= atMs + (lane === 0 ? rareMs : closingMs)
    return closed.filter(isOver).map(({ lane }) => ({ level, lane }))
  })

const isAmong = (lanes: readonly LaneName[], { level, lane }: LaneName): boolean =>
  lanes.some(one => one.level === level && one.lane === lane)

/**
 * The lanes with one that is emptied from now on, for who has put into it though it was closed; undefined where it is
 * open, or was closed so lately that nobody is about to forget it.
 */
export function remembered(lanes: Lanes, { level, lane }: LaneName, nowMs: number): Lanes | undefined {
  const own = levelOf(lanes, level)
  const known = own.closed.find(one => one.lane === lane)
  if (lane < own.open || (known !== undefined && nowMs < known.atMs + closingMs / 2)) return undefined
  const closed = [...own.closed.filter(one => one !== known), { lane, atMs: nowMs }]
  return withLevel(lanes, level, { ...own, closed })
}

/** Without some closed lanes, and without levels that have none left. */
export function without(lanes: Lanes, gone: readonly LaneName[]): Lanes {
  const left = levelsOf(lanes).reduce((left, level) => {
    const own = levelOf(left, level)
    return withLevel(left, level, { ...own, closed: own.closed.filter(({ lane }) => !isAmong(gone, { level, lane })) })
  }, lanes)
  const used = Object.entries(left.levels ?? {}).filter(([, { open, closed }]) => open > 0 || closed.length > 0)
  return { ...left, levels: used.length > 0 ? Object.fromEntries(used) : undefined }
}
