import type { QueueRef } from '../domain/queue.ts'
import { laneOf } from './lane.ts'
import type { DueMark, DueSake } from './store.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** Marks in the same minute are one: the start of the minute after `atMs`, so that none is read too early. */
export const dueMinuteMs = (atMs: number): number => Math.ceil(atMs / minuteMs) * minuteMs

/** Sorts by minute, then queue: sixteen digits hold every millisecond that a Date can. */
export const dueKey = (queue: QueueRef, minute: number, sake?: DueSake): string =>
  `${String(minute).padStart(16, '0')} ${laneOf(queue)}${sakePart(' ', sake)}`

/** What a key says of its sake, at its end. Of a look nothing: so it was before there were others. */
export const sakePart = (separator: string, sake: DueSake = 'look'): string =>
  sake === 'look' ? '' : `${separator}${sake}`

/** The sake that such a part of a key names. A look, where there is none, or one of a newer release: it does no harm. */
export const parseSake = (part: string | undefined): Pick<DueMark, 'sake'> =>
  part === 'push' || part === 'measure' ? { sake: part } : {}

/** Keys below this one fell due more than a day ago and may be forgotten. */
export const dueFloor = (nowMs: number): string => String(Math.max(0, nowMs - dayMs)).padStart(16, '0')

/** Keys up to this one fall due at or before `untilMs`. */
export const dueCeiling = (untilMs: number): string => `${String(untilMs).padStart(16, '0')} ~`

/** Below every key of a later time than this; below all of them without one. */
export const dueStart = (afterMs: number | undefined): string => (afterMs === undefined ? '' : dueCeiling(afterMs))

export const duePageMax = 100
