import type { Services } from '../actions/services.ts'
import type { Cancel } from '../domain/clock.ts'
import { limits } from '../domain/limits.ts'
import type { Batch } from './batch.ts'

const leaseMs = limits.pushLeaseSeconds * 1000
const everyMs = leaseMs / 3

export type KeepOptions = {
  /** Marks when the lease ends, where nobody stays to see it. */
  mark: (untilMs: number) => Promise<void>
  onFailure: (error: unknown) => void
}

/** Extends the leases of a batch every third of their time, until it is cancelled; those that are lost are let go. */
export function keepLeased({ store, clock }: Services, { queue, messages }: Batch, options: KeepOptions): Cancel {
  let held = messages
  let isOver = false
  let cancel: Cancel = () => {}
  const extend = async (): Promise<void> => {
    await options.mark(clock.nowMs() + leaseMs)
    const extensions = held.map(
      ({ receipt }) => ({ kind: 'extend', receipt, ifLapsed: 'refuse', ms: leaseMs }) as const,
    )
    const outcomes = await store.settle(queue, extensions)
    held = held.filter((_, at) => outcomes[at]!.kind === 'done')
  }
  const schedule = (): void => {
    cancel = clock.wakeAt(clock.nowMs() + everyMs, () => {
      const goOn = (): void => {
        if (!isOver && held.length > 0) schedule()
      }
      void extend().catch(options.onFailure).then(goOn)
    })
  }
  schedule()
  return () => {
    isOver = true
    cancel()
  }
}
