import type { Message } from '../domain/message.ts'
import type { Endpoint } from '../domain/topic.ts'
import type { TriggerTarget } from '../domain/trigger.ts'
import { forEach } from './handOver.ts'
import { inWords } from './outcome.ts'
import { cut } from './reason.ts'
import type { Taker } from './source.ts'
import type { Deliver } from './target.ts'

/** The first delivery of a subscription, or by a trigger, that failed since one succeeded. */
export type FirstFailure = ({ topic: string; subscription: string } | { queue: string; trigger: string }) & {
  /** Whom it was for: a scheme and a host, or the name of a queue or a function. Paths and queries may hold secrets. */
  endpoint: string
  /** The id that the publisher was told. */
  messageId: string | undefined
  reason: string
}

/**
 * Delivers as `deliver` does, and tells of the first failure of each subscription and trigger since its last success, or its last change:
 * once, and not at each try, so that who looks sees at once what would else come to light after the last try.
 */
export function tellingFirst(deliver: Deliver, tell: (failure: FirstFailure) => void): Deliver {
  // By the uid of who fails, when it was changed last.
  const failing = new Map<string, number>()
  return async (services, batch, signal) => {
    const outcomes = await deliver(services, batch, signal).catch(error => forEach(batch, inWords(error)))
    const { to } = batch.source
    const { uid, updatedAtMs } = to.kind === 'trigger' ? to.trigger : to.subscription
    const at = outcomes.findIndex(({ kind }) => kind !== 'delivered')
    const outcome = outcomes[at]
    if (outcome === undefined || outcome.kind === 'delivered') failing.delete(uid)
    else if (failing.get(uid) !== updatedAtMs) {
      failing.set(uid, updatedAtMs)
      tell({ ...named(to, batch.messages[at]!.message), reason: cut(outcome.reason) })
    }
    return outcomes
  }
}

const named = (to: Taker, { id, envelope: { topic } }: Message) =>
  to.kind === 'trigger'
    ? { queue: to.queue, trigger: to.trigger.name, endpoint: targetOf(to.trigger.settings.target), messageId: id }
    : {
        topic: to.topic.name,
        subscription: to.subscription.name,
        endpoint: whereIs(to.subscription.settings.endpoint),
        messageId: topic?.messageId,
      }

const whereIs = (endpoint: Endpoint): string =>
  endpoint.kind === 'queue' ? endpoint.queue : new URL(endpoint.url).origin

function targetOf(target: TriggerTarget): string {
  if (target.kind === 'function') return target.function
  if (target.kind === 'module') return target.path
  return target.kind === 'queue' ? target.queue : new URL(target.url).origin
}
