import type { Services } from '../actions/services.ts'
import type { QueueRef } from '../domain/queue.ts'

/** Has the queue looked into at `atMs`, by the queue clock, where nobody stays to wait for that: marked first, so that no crash comes in between. */
export async function comeAgain({ store, wakeAt }: Services, queue: QueueRef, atMs: number): Promise<void> {
  await store.markDue(queue, atMs, 'push')
  // A wake that gets lost is made up for by the mark.
  await wakeAt?.(queue, atMs).catch(() => {})
}
