import { deliverToQueue, type Wish } from '../actions/deliverCopy.ts'
import type { Services } from '../actions/services.ts'
import type { Envelope } from '../domain/envelope.ts'
import type { TriggerTarget } from '../domain/trigger.ts'
import type { Batch } from './batch.ts'
import type { Post, Posting } from './httpTarget.ts'
import { failed, type Outcome } from './outcome.ts'

/**
 * Hands a batch to where its source says: an outcome for each message, in order. `signal`: nobody waits for it any more. Without a time of
 * its source's own it bounds its own, to less than `limits.pushLeaseSeconds`.
 */
export type Deliver = (services: Services, batch: Batch, signal: AbortSignal) => Promise<readonly Outcome[]>

/** Writes the request that carries a message of a topic to an HTTP endpoint, in the words of a protocol. */
export type WritePush = (services: Services, wish: Wish, envelope: Envelope, url: string) => Promise<Posting>

/** A kind of target of triggers that this process can reach. */
export type DeliverTo<Kind extends TriggerTarget['kind']> = (
  services: Services,
  target: Extract<TriggerTarget, { kind: Kind }>,
  batch: Batch,
  signal: AbortSignal,
) => Promise<readonly Outcome[]>

/** Where triggers take messages, by the kind of their target; one that is missing cannot be reached from here. */
export type TriggerTargets = { [Kind in TriggerTarget['kind']]?: DeliverTo<Kind> | undefined }

/** Delivers to each kind of endpoint in its way. */
export const makeDeliver =
  (post: Post, write: WritePush, targets: TriggerTargets): Deliver =>
  async (services, batch, signal) => {
    const { to } = batch.source
    if (to.kind === 'trigger') return deliverToTarget(targets, to.trigger.settings.target, services, batch, signal)
    const envelopes = batch.messages.map(({ message }) => message.envelope)
    const { endpoint } = to.subscription.settings
    if (endpoint.kind === 'queue') return deliverToQueue(services, to, envelopes)
    const posted = envelopes.map(async envelope => post(await write(services, to, envelope, endpoint.url)))
    return Promise.all(posted)
  }

function deliverToTarget(
  targets: TriggerTargets,
  target: TriggerTarget,
  services: Services,
  batch: Batch,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const deliver = targets[target.kind] as DeliverTo<TriggerTarget['kind']> | undefined
  if (deliver !== undefined) return deliver(services, target, batch, signal)
  return Promise.resolve(batch.messages.map(() => failed(`a ${target.kind} cannot be reached from here`)))
}
