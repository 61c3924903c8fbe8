import type { Envelope } from './envelope.ts'
import { type FieldProblem, invalid } from './problem.ts'
import type { QueueSettings } from './queue.ts'

type Wish = {
  delaySeconds?: number | undefined
  deliverAtMs?: number | undefined
  priority?: number | undefined
  groupId?: string | undefined
  deduplicationId?: string | undefined
}

const sameDelay = 'is not for ordered queues: the delay of the queue is that of every message'

/** What would hold up or break a group: a delay of a message's own, and a priority. */
export function turnProblems(
  { delaySeconds, deliverAtMs, priority }: Wish,
  { ordered }: QueueSettings,
): FieldProblem[] {
  if (ordered === undefined) return []
  const problems: FieldProblem[] = []
  if (delaySeconds !== undefined) problems.push({ path: ['delaySeconds'], detail: sameDelay })
  if (deliverAtMs !== undefined) problems.push({ path: ['deliverAt'], detail: sameDelay })
  if (priority !== undefined)
    problems.push({
      path: ['priority'],
      detail: 'is not for ordered queues: messages of a group come as they were sent',
    })
  return problems
}

/** A group orders; a deduplication id is for queues that remember them. */
export function groupProblems(message: Wish, { ordered }: QueueSettings): FieldProblem[] {
  if (ordered !== undefined)
    return message.groupId === undefined ? [{ path: ['groupId'], detail: 'is missing: the queue is ordered' }] : []
  return message.deduplicationId === undefined
    ? []
    : [{ path: ['deduplicationId'], detail: 'is only for ordered queues, whose names end in .fifo' }]
}

/** Throws InvalidInput for messages of an ordered queue that no repetition would be told from. */
export function checkDeduplicationIds(
  envelopes: readonly Pick<Envelope, 'deduplicationId'>[],
  { ordered }: QueueSettings,
): void {
  if (ordered === undefined) return
  const detail = 'is missing, and the queue takes none from the body'
  const problems = envelopes.flatMap(({ deduplicationId }, at) =>
    deduplicationId === undefined ? [{ path: ['messages', at, 'deduplicationId'], detail }] : [],
  )
  if (problems.length > 0) throw invalid(...problems)
}
