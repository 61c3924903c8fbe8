import { limits } from './limits.ts'
import { type DeduplicationScope, isOrdered, orderedSuffix } from './ordered.ts'
import { type FieldProblem, invalid } from './problem.ts'

/** What an owner may set of an ordered queue, besides what any queue has. */
export type OrderedSettings = {
  deduplication: {
    /** Whether a message without a deduplication id gets one from its body. */
    contentBased: boolean
    /** How long after a publish its repetitions are known as such: 1 to 604,800. */
    windowSeconds: number
    /** Chosen when the queue is created, as in SQS: two scopes at once would let duplicates through. */
    scope: DeduplicationScope
  }
  /**
   * Hand-overs after which a message is handed out no more, and its group waits for somebody to see to it: 1 to 1,000. Without
   * it a message that fails comes again until it expires, or goes to the dead-letter queue.
   */
  parkAfterAttempts?: number | undefined
}

export type OrderedWish = {
  deduplication?: Partial<OrderedSettings['deduplication']>
  /** Null takes it away. */
  parkAfterAttempts?: number | null | undefined
}

export const defaultOrdered: OrderedSettings = {
  deduplication: { contentBased: false, windowSeconds: limits.deduplicationSecondsDefault, scope: 'queue' },
}

const notOrdered: FieldProblem = { path: ['ordered'], detail: `is for queues whose name ends in ${orderedSuffix}` }

const fixedScope = (limit: string, got: string): FieldProblem => ({
  path: ['ordered', 'deduplication', 'scope'],
  detail: 'cannot be changed once the queue exists',
  limit,
  got,
})

/**
 * The part of a queue's settings that only ordered queues have: what was wished over the `base`, and the scope of the
 * queue as it `stands`. Throws InvalidInput where the name or the scope does not allow it.
 */
export function orderedPart(
  name: string,
  wish: OrderedWish | undefined,
  base: OrderedSettings,
  stands: OrderedSettings | undefined,
): { ordered?: OrderedSettings } {
  if (!isOrdered({ name })) {
    if (wish !== undefined) throw invalid(notOrdered)
    return {}
  }
  const deduplication = { ...base.deduplication, ...wish?.deduplication }
  const scope = stands?.deduplication.scope ?? deduplication.scope
  if (wish?.deduplication?.scope !== undefined && wish.deduplication.scope !== scope)
    throw invalid(fixedScope(scope, wish.deduplication.scope))
  const park = wish?.parkAfterAttempts === undefined ? base.parkAfterAttempts : wish.parkAfterAttempts
  const ordered: OrderedSettings = { deduplication: { ...deduplication, scope } }
  return { ordered: park == null ? ordered : { ...ordered, parkAfterAttempts: park } }
}
