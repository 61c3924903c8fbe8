import { formatId } from '../../domain/id.ts'
import { limits } from '../../domain/limits.ts'
import { mainOf, sideOf } from '../../domain/priority.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Place } from './place.ts'

/** The two keys of every item, both text: see infra/tables.yml for why. */
export type Key = { p: string; s: string }

export type KeyAttributes = { p: { S: string }; s: { S: string } }

export const keyAttributes = ({ p, s }: Key): KeyAttributes => ({ p: { S: p }, s: { S: s } })

const timeDigits = 13

/** The latest time that a sort key can hold. */
export const latestMs = 9_999_999_999_999

/** Ready times as they stand in sort keys: fixed width, so that text sorts as numbers do (until the year 2286). */
export const timeText = (ms: number): string => String(ms).padStart(timeDigits, '0')

const shortsMax = 10_000
const shorts = new Map<string, string>()

/** 22 characters for the 16 bytes of an id. Asked for in every call, of few ids. */
function short(id: string): string {
  const known = shorts.get(id)
  if (known !== undefined) return known
  if (shorts.size >= shortsMax) shorts.clear()
  const made = Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
  shorts.set(id, made)
  return made
}

/** What all keys of one generation of a queue have in common. */
export const scopeOf = ({ uid, generation }: QueueRef): string => `${short(uid)}.${generation.toString(36)}`

/** The generation of a queue. */
export type Scope = Pick<QueueRef, 'uid' | 'generation'>

const scopePattern = /^([A-Za-z0-9_-]{22})\.([0-9a-z]{1,10})(?:\.|$)/

/** The scope that a text begins with; undefined where it begins with none. */
export function parseScope(text: string): Scope | undefined {
  const [, uid, generation] = scopePattern.exec(text) ?? []
  if (uid === undefined || generation === undefined) return undefined
  return { uid: formatId(Buffer.from(uid, 'base64url')), generation: parseInt(generation, 36) }
}

export type LaneName = Pick<Place, 'level' | 'lane'>

export const laneKey = (scope: string, { level, lane }: LaneName): string =>
  `${scope}.${levelDigit(level)}.${lane.toString(36)}`

// One digit: 0 to f for the priorities, g to v for their sides.
function levelDigit(level: number): string {
  const priority = mainOf(level)
  return (priority - 1 + (level === priority ? 0 : limits.priorityMax)).toString(36)
}

/** The lane that a partition key of blocks names: its last two parts. */
export function parseLaneKey(p: string): LaneName {
  const [digit, lane] = p.split('.').slice(-2)
  const level = parseInt(digit!, 36)
  const { priorityMax } = limits
  return {
    level: level < priorityMax ? level + 1 : sideOf(level - priorityMax + 1),
    lane: parseInt(lane!, 36),
  }
}

export const blockSort = ({ readyAtMs, nonce }: Pick<Place, 'readyAtMs' | 'nonce'>): string =>
  `${timeText(readyAtMs)}.${nonce}`

export const blockKey = (scope: string, place: Omit<Place, 'index'>): Key => ({
  p: laneKey(scope, place),
  s: blockSort(place),
})

/** Ready time and nonce of a block's sort key. */
export const parseBlockSort = (s: string): Pick<Place, 'readyAtMs' | 'nonce'> => ({
  readyAtMs: Number(s.slice(0, timeDigits)),
  nonce: s.slice(timeDigits + 1),
})

/** Sort keys of blocks stand above `!`, where the lane's record lies, and below this one when ready at `ms`. */
export const readyUntil = (ms: number): string => `${timeText(ms)}~`
export const firstBlock = '0'
export const laneRecordSort = '!'

/** The key of an item that is alone in its partition. */
export const aloneIn = (p: string): Key => ({ p, s: '.' })

/** Not of the lane: a publish that goes to another lane after a throttle keeps its body. */
export const bodyKey = (scope: string, blockSortKey: string): Key => aloneIn(`b.${scope}.${blockSortKey}`)
export const forwardKey = (scope: string, id: string): Key => aloneIn(`f.${scope}.${short(id)}`)
export const requestKey = (scope: string, hash: string): Key => aloneIn(`i.${scope}.${hash}`)
/** Of the queue and not of its generation: a purge fills no budget up. */
export const publishCountKey = ({ uid }: QueueRef, second: number): Key => aloneIn(`r.${short(uid)}.${second}`)
/** A purge begins with all of them free: what it drops is no longer handed out. */
export const permitsKey = (scope: string, page: number): Key => aloneIn(`c.${scope}.${page}`)
export const lanesKey = (scope: string): Key => aloneIn(`l.${scope}`)
