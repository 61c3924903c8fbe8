import { createHash } from 'node:crypto'
import { aloneIn, type Key } from '../keys.ts'

const hashBytes = 8
const numberDigits = 16

/**
 * What stands for a group: 62 bits of the SHA-256 of its id and its queue, so that no message of two queues has one id, as
 * 11 characters of base64url. Two groups of one hash are one.
 */
export function groupHash(scope: string, groupId: string): string {
  const bytes = createHash('sha256').update(`${scope} ${groupId}`).digest().subarray(0, hashBytes)
  bytes[0]! &= 0x3f
  return bytes.toString('base64url')
}

/** Numbers as they stand in sort keys: fixed width, so that text sorts as numbers do. */
export const numberText = (number: number): string => String(number).padStart(numberDigits, '0')

/** All groups of a queue that hold messages lie together; what they hold lies with each. */
export const groupsPartition = (scope: string): string => `g.${scope}`
export const groupKey = (scope: string, hash: string): Key => ({ p: groupsPartition(scope), s: hash })
export const runsPartition = (scope: string, hash: string): string => `m.${scope}.${hash}`
export const runKey = (scope: string, hash: string, start: number): Key => ({
  p: runsPartition(scope, hash),
  s: numberText(start),
})

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')
export const originalKey = (scope: string, key: string): Key => aloneIn(`o.${scope}.${digest(key)}`)
export const attemptKey = (scope: string, attemptId: string): Key => aloneIn(`a.${scope}.${digest(attemptId)}`)
