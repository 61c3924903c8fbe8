import type { QueueRef } from '../domain/queue.ts'
import { isInner } from '../domain/topic.ts'
import type { QueueCounts, Services } from './services.ts'

// Queues of our own are nobody's to watch: what goes wrong with them shows in what they serve.

/** Says that messages of a queue are about to be put in, taken out or finished. Resolves when that is noted; never rejects. */
export const noteUse = ({ onUse }: Services, queue: QueueRef): Promise<void> | undefined =>
  isInner(queue) ? undefined : onUse?.(queue)

/** Says what was done. */
export function count({ onCounted }: Services, queue: QueueRef, counted: QueueCounts): void {
  if (!isInner(queue)) onCounted?.(queue.name, counted)
}
