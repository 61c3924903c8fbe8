import type { Delivery } from '../domain/message.ts'
import type { QueueRef } from '../domain/queue.ts'
import type { Receipt } from '../domain/receipt.ts'

/** The receipt of the lease that a message is under. */
export const receiptOf = ({ uid, generation }: QueueRef, id: string, delivery: Delivery): Receipt => ({
  queueUid: uid,
  generation,
  id,
  token: delivery.token,
  attempts: delivery.attempts,
  firstLeasedAtMs: delivery.firstLeasedAtMs!,
  leasedAtMs: delivery.leasedAtMs!,
})
