import { isOrdered } from '../domain/ordered.ts'
import { type FieldProblem, invalid } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import { findQueue } from './queueDocument.ts'
import type { Services } from './services.ts'

/**
 * The queue that messages of another are to go to. Throws InvalidInput for one that messages of another cannot go to: it has to be there, to be another, and to be
 * ordered where that is.
 */
export async function checkTarget(
  services: Services,
  from: string,
  to: string,
  path: FieldProblem['path'],
): Promise<Queue> {
  if (to === from) throw invalid({ path, detail: 'is the queue itself', got: to })
  if (isOrdered({ name: to }) !== isOrdered({ name: from }))
    throw invalid({ path, detail: 'must be ordered (end in .fifo) if the queue is, and only then', got: to })
  const found = await findQueue(services, to)
  if (found === undefined) throw invalid({ path, detail: 'names no queue', got: to })
  return found.queue
}
