import type { FieldProblem } from './problem.ts'
import type { QueueSettings } from './queue.ts'

type Wish = {
  delaySeconds?: number | undefined
  deliverAtMs?: number | undefined
  groupId?: string | undefined
  deduplicationId?: string | undefined
}

/** On an ordered queue a message waits as long as all others do: a delay of its own would hold up or break its group. */
export const delayProblems = (message: Wish, { ordered }: QueueSettings): FieldProblem[] =>
  (['delaySeconds', 'deliverAtMs'] as const)
    .filter(field => ordered !== undefined && message[field] !== undefined)
    .map(field => ({
      path: [field === 'deliverAtMs' ? 'deliverAt' : field],
      detail: 'is not for ordered queues: the delay of the queue is that of every message',
    }))

/** A group orders; a deduplication id is for queues that remember them. */
export function groupProblems(message: Wish, { ordered }: QueueSettings): FieldProblem[] {
  if (ordered !== undefined)
    return message.groupId === undefined ? [{ path: ['groupId'], detail: 'is missing: the queue is ordered' }] : []
  return message.deduplicationId === undefined
    ? []
    : [{ path: ['deduplicationId'], detail: 'is only for ordered queues, whose names end in .fifo' }]
}
