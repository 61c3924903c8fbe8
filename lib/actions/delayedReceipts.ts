import type { Envelope } from '../domain/envelope.ts'
import { isOrdered } from '../domain/ordered.ts'
import type { QueueRef } from '../domain/queue.ts'
import { sealReceipt } from '../domain/receipt.ts'
import type { Services } from './services.ts'

const neverLeased = { token: '', attempts: 0, firstLeasedAtMs: 0, leasedAtMs: 0 }

/**
 * For each message that waits out its delay a receipt without a token, which holds it until then (see Settlement); undefined for
 * the others, and on ordered queues, where such a receipt holds nothing.
 */
export const delayedReceipts = (
  { keyring, clock }: Services,
  queue: QueueRef,
  ids: readonly string[],
  envelopes: readonly Pick<Envelope, 'readyAtMs'>[],
): (string | undefined)[] =>
  ids.map((id, at) => {
    if (isOrdered(queue) || envelopes[at]!.readyAtMs <= clock.nowMs()) return undefined
    return sealReceipt({ queueUid: queue.uid, generation: queue.generation, id, ...neverLeased }, keyring)
  })
