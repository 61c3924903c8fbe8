import type { Envelope } from '../domain/envelope.ts'
import type { Endpoint, Subscription } from '../domain/topic.ts'
import { inWords } from './outcome.ts'
import type { Deliver } from './target.ts'

/** The first delivery of a subscription that failed since one of it succeeded. */
export type FirstFailure = {
  topic: string
  subscription: string
  /** Whom it was for: a scheme and a host, or the name of a queue. Paths and queries may hold secrets. */
  endpoint: string
  /** The id that the publisher was told. */
  messageId: string | undefined
  reason: string
}

/**
 * Delivers as `deliver` does, and tells of the first failure of each subscription since its last success, or its last change: once, and not
 * at each try, so that who looks sees at once what would else come to light after the last try.
 */
export function tellingFirst(deliver: Deliver, tell: (failure: FirstFailure) => void): Deliver {
  // By the uid of a subscription that fails, when it was changed last.
  const failing = new Map<string, number>()
  return async (services, source, message) => {
    const outcome = await deliver(services, source, message).catch(inWords)
    const { topic, subscription } = source.to
    const { uid, updatedAtMs } = subscription
    if (outcome.kind === 'delivered') failing.delete(uid)
    else if (failing.get(uid) !== updatedAtMs) {
      failing.set(uid, updatedAtMs)
      tell({ topic: topic.name, ...named(subscription, message.envelope), reason: outcome.reason })
    }
    return outcome
  }
}

const named = ({ name, settings: { endpoint } }: Subscription, { topic }: Envelope) => ({
  subscription: name,
  endpoint: whereIs(endpoint),
  messageId: topic?.messageId,
})

const whereIs = (endpoint: Endpoint): string =>
  endpoint.kind === 'queue' ? endpoint.queue : new URL(endpoint.url).origin
