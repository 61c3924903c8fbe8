import type { QueueRef } from '../domain/queue.ts'

export type DueRange = { afterMs?: number | undefined; untilMs: number }
/** What is to be done: look through the queue (where nothing is said), push from it, or measure it. */
export type DueSake = 'look' | 'push' | 'measure'
/** A mark for a look names no sake. */
export type DueMark = QueueRef & { atMs: number; sake?: DueSake | undefined }
export type DuePage = { marks: DueMark[]; cursor?: string | undefined }
