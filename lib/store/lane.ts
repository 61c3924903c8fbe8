import type { QueueRef } from '../domain/queue.ts'

/** The key under which the local stores keep one generation of a queue. */
export const laneOf = ({ uid, generation }: QueueRef): string => `${uid}.${generation}`
