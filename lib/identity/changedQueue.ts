import type { UpdateQueueInput } from '../actions/updateQueue.ts'
import { Problem } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import type { PerformFor } from './perform.ts'

const triesMax = 8

/** Changes a queue by what it says now; tried again when another writer was faster. */
export async function changeQueue(
  perform: PerformFor,
  name: string,
  change: (queue: Queue) => Pick<UpdateQueueInput, 'settings' | 'notes'>,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const { queue, version } = await perform('getQueue', { queue: name })
    try {
      await perform('updateQueue', { queue: name, expected: { versions: [version] }, ...change(queue) })
      return
    } catch (thrown) {
      const isLate = thrown instanceof Problem && thrown.code === 'VersionConflict'
      if (!isLate || tries === triesMax) throw thrown
    }
  }
}
