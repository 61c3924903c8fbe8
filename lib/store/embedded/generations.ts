import type { QueueRef } from '../../domain/queue.ts'
import { laneOf } from '../lane.ts'
import type { Json } from '../store.ts'
import type { Lanes } from './lanes.ts'

/**
 * Kills a generation in the very transaction in which its queue's document stops naming it. The discard that follows
 * is another one: when the process dies in between, or the disk is full, nobody would know of the lane any more. For
 * this, and to know what stays though it has expired (expiryRules.ts), the store reads documents of kind `queue`;
 * anything else of that kind ends nothing.
 */
export function endGeneration(lanes: Lanes, kind: string, before: Json | undefined, after: Json | undefined): void {
  if (kind !== 'queue' || !isQueueRef(before)) return
  if (!isQueueRef(after) || laneOf(after) !== laneOf(before)) lanes.kill(before)
}

const isQueueRef = (value: unknown): value is QueueRef =>
  typeof value === 'object' && value !== null && 'uid' in value && 'generation' in value
