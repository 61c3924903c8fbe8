import type { Delivery } from '../../../domain/message.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import { scopeOf } from '../keys.ts'
import type { Tools } from '../tools.ts'
import { decodeOrderedHint, encodeOrderedHint, permitOf } from './receiptHint.ts'

/**
 * Permits for leases that begin again: that of a lease which still runs gets longer, one that is over needs another. Gives
 * what the receipts then say; undefined where there is no room.
 */
export async function permittedAgain(
  { permits, clock }: Tools,
  queue: QueueRef,
  again: readonly { held: { delivery: Delivery }; delivery: Delivery }[],
  before: readonly (string | undefined)[],
  inFlightMax: number,
): Promise<(string | undefined)[] | undefined> {
  const all = await permits.load()
  const scope = scopeOf(queue)
  const nowMs = clock.nowMs()
  const at = [...before]
  for (const [nth, { held, delivery }] of again.entries()) {
    const endMs = delivery.visibleAtMs
    const permit = permitOf(before[nth])
    const isRunning = held.delivery.visibleAtMs > nowMs && permit !== undefined
    if (endMs <= nowMs || (isRunning && (await all.lengthen(scope, permit, endMs)))) continue
    const [fresh] = await all.take(scope, inFlightMax, [endMs])
    if (fresh === undefined) return undefined
    at[nth] = encodeOrderedHint({ ...decodeOrderedHint({ at: before[nth] }), permit: fresh })
  }
  return at
}
