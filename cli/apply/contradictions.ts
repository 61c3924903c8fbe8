import type { QueueView } from '../../client/index.ts'
import type { Definition } from './definition.ts'

const isOrdered = (queue: string): boolean => queue.endsWith('.fifo')

/** What no field shows by itself and the server would refuse, found out before anything is changed. */
export function contradictions({ queue, settings }: Definition): string[] {
  const { ordered, deadLetter, retry } = settings
  const target = deadLetter?.queue
  const faults: string[] = []
  if (ordered !== undefined && !isOrdered(queue)) faults.push('ordered is for queues whose name ends in .fifo')
  if (target === queue) faults.push('deadLetter.queue is the queue itself')
  if (target !== undefined && isOrdered(target) !== isOrdered(queue))
    faults.push(`deadLetter.queue must end in .fifo if the queue does, and only then (got "${target}")`)
  if (retry?.kind === 'exponential' && retry.firstSeconds > retry.maxSeconds)
    faults.push(`retry.maxSeconds is less than firstSeconds (limit ${retry.firstSeconds}, got ${retry.maxSeconds})`)
  return faults
}

/** The same of a queue that stands already, and of its dead-letter queue, which has to be there or in the file. */
export function conflicts(
  { settings }: Definition,
  standing: QueueView | undefined,
  isThere: (queue: string) => boolean,
): string[] {
  const { ordered, deadLetter } = settings
  const scope = standing?.ordered?.deduplication.scope
  const wanted = ordered?.deduplication?.scope
  const faults: string[] = []
  if (scope !== undefined && wanted !== undefined && wanted !== scope)
    faults.push(`ordered.deduplication.scope cannot be changed once the queue exists (limit ${scope}, got ${wanted})`)
  if (deadLetter && !isThere(deadLetter.queue))
    faults.push(
      `deadLetter.queue names a queue that is neither in the file nor on the server (got "${deadLetter.queue}")`,
    )
  return faults
}
