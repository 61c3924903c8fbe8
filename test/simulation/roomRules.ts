import type { QueueSettings } from '../../lib/domain/queue.ts'
import type { Chronicle } from './chronicle.ts'
import { skewMsMax } from './instance.ts'
import type { Ledger } from './ledger.ts'
import type { Step, Watch } from './watch.ts'
import type { World } from './world.ts'

type Rules = { world: World; chronicle: Chronicle; ledger: Ledger; watch: Watch }

/**
 * I39, of each write that makes a lease or has it end later: no more leases run, by every clock, than the queue lets. What a
 * put that was sent twice brought back is not counted: a lease that was sent before it may be made again.
 */
export function checkRoom(
  { world, chronicle, ledger, watch }: Rules,
  { maxInFlight }: QueueSettings,
  { id, after }: Step,
): void {
  if (maxInFlight === undefined || after?.delivery.leased !== true) return
  const all = [...watch.standing(after.scope)]
  const runs = all.filter(({ id, now: { delivery } }) => {
    return delivery.leased && delivery.visibleAtMs > world.nowMs + skewMsMax && !ledger.life(id).isDoubled
  })
  if (runs.length > maxInFlight) chronicle.broken('room', `${runs.length} leases run, ${maxInFlight} may`, id)
}
