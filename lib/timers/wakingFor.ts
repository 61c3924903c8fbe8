import type { Services } from '../actions/services.ts'

/** Wakes who pushes for every queue that this process is told of while `work` runs, and resolves when all calls are sent. */
export async function wakingFor(services: Services, work: () => Promise<void>): Promise<void> {
  const calls: (Promise<void> | undefined)[] = []
  services.onPush = queue => void calls.push(services.wakeAt?.(queue, services.clock.nowMs()))
  try {
    await work()
  } finally {
    services.onPush = undefined
    // What is lost is found by its mark.
    await Promise.allSettled(calls)
  }
}
