import { Problem } from '../../domain/problem.ts'

// Primary result codes (sqlite.org/rescode.html); the low byte of an extended one.
const busy = 5
const noMemory = 7
const readOnly = 8
const inputOutput = 10
const corrupt = 11
const full = 13
const notADatabase = 26

const primaryCode = (error: unknown): number => ((error as { errcode?: number })?.errcode ?? 0) & 0xff

export const isBusy = (error: unknown): boolean => primaryCode(error) === busy

export const isFull = (error: unknown): boolean => primaryCode(error) === full

export const isDamaged = (error: unknown): boolean => [corrupt, notADatabase].includes(primaryCode(error))

/** The disk, not the operation, is at fault: whatever shares the transaction fails with it. */
export const isStorageFailure = (error: unknown): boolean =>
  [noMemory, readOnly, inputOutput, corrupt, full, notADatabase].includes(primaryCode(error))

/** What a caller gets to see of a failed commit. */
export const toCallerError = (error: unknown): unknown => (isFull(error) ? new Problem('StorageFull') : error)
