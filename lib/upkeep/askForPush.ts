import type { Services } from '../actions/services.ts'
import type { Queue } from '../domain/queue.ts'

/** Has whoever pushes look into a queue now: another process where there is one for that, else this one. */
export async function askForPush(services: Services, queue: Queue): Promise<void> {
  if (services.wakeAt === undefined) services.onPush?.(queue)
  else await services.wakeAt(queue, services.clock.nowMs())
}
