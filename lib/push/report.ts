import type { Batch } from './batch.ts'
import type { Outcome } from './outcome.ts'
import type { Aftermath } from './plan.ts'
import { nameOf, type Pushing } from './pushing.ts'

/** Tells whoever wants to know what became of a batch. */
export function report(
  pushing: Pushing,
  { source: { to }, queue, messages }: Batch,
  outcomes: readonly Outcome[],
  after: readonly Aftermath[],
): void {
  const count = (kind: Outcome['kind']): number => outcomes.filter(outcome => outcome.kind === kind).length
  if (count('delivered') > 0) pushing.onDelivered?.(queue.name, count('delivered'))
  if (count('failed') > 0) pushing.onFailed?.(queue.name, count('failed'))
  for (const [at, { message }] of messages.entries()) {
    const became = after[at]!
    const { id, envelope } = message
    if (became.kind === 'lost') pushing.onLost?.({ queue: queue.name, to: nameOf(to), id, outcome: outcomes[at]!.kind })
    if (became.kind !== 'dropped' || to.kind === 'trigger') continue
    const { tries, reason } = became
    const names = { topic: to.topic.name, subscription: to.subscription.name, messageId: envelope.topic?.messageId }
    pushing.onDropped({ ...names, id, reason, tries })
  }
}
