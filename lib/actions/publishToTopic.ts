import { createHash } from 'node:crypto'
import type { Envelope } from '../domain/envelope.ts'
import { formatId, newId } from '../domain/id.ts'
import { Problem } from '../domain/problem.ts'
import { subscribersOf } from '../domain/subscription.ts'
import type { Subscription, Topic } from '../domain/topic.ts'
import { type TopicMessage, topicEnvelopes } from '../domain/topicMessage.ts'
import type { PublishResult, RequestKey } from '../store/store.ts'
import { deliver } from './deliverCopy.ts'
import { outboxOf } from './innerQueues.ts'
import { finished, keepInOutbox, makeCopies, type Outgoing } from './outbox.ts'
import { toRequest } from './publish.ts'
import type { LoadedQueue } from './queueDocument.ts'
import type { Action, Services } from './services.ts'
import { useTopic } from './topicDocument.ts'

export type PublishToTopicInput = {
  topic: string
  /** 1 to 16. */
  messages: readonly TopicMessage[]
  /** The caller's own name for this call: a repetition within 24 hours answers the same and copies nothing again. */
  requestKey?: string | undefined
}

/** In the order of the messages; each copy says which of these it is of. */
export type PublishToTopicOutput = { ids: string[] }

/**
 * Copies messages to every subscription that wants them. Once it answers, each copy is kept where it was to go, or where
 * somebody goes on with it. Throws as publish does.
 */
export const publishToTopic: Action<PublishToTopicInput, PublishToTopicOutput> = async (services, input) => {
  const { topic } = await useTopic(services, input.topic)
  const envelopes = topicEnvelopes(topic, input.messages, idsFor(services, topic, input), services.clock.nowMs())
  const wanted = envelopes.map(envelope => ({ envelope, by: subscribersOf(topic, envelope) }))
  const subscriptions = new Set(wanted.flatMap(({ by }) => by))
  const [only] = subscriptions
  if (subscriptions.size === 1 && input.requestKey === undefined) await deliverTo(services, topic, only!, wanted)
  else if (only !== undefined || input.requestKey !== undefined)
    await fanOut(services, topic, wanted, requestOf(services, input))
  return { ids: envelopes.map(envelope => envelope.topic!.messageId) }
}

/** With a request key the ids follow from it, so that a repetition answers the same. */
function idsFor({ random }: Services, { uid }: Topic, { requestKey }: PublishToTopicInput): (index: number) => string {
  if (requestKey === undefined) return () => newId(random)
  return index => formatId(createHash('sha256').update(`${uid} ${index} ${requestKey}`).digest().subarray(0, 16))
}

function requestOf({ clock }: Services, { topic: name, messages, requestKey }: PublishToTopicInput) {
  if (requestKey === undefined) return undefined
  const told = messages.map(({ tag, ...message }) => ({ ...message, topic: { name, messageId: '', tag } }))
  return toRequest(requestKey, told, clock.nowMs())
}

type Wanted = { envelope: Envelope; by: readonly Subscription[] }

/** What one subscription alone wants needs no outbox: it is kept by one write. */
async function deliverTo(
  services: Services,
  topic: Topic,
  subscription: Subscription,
  wanted: readonly Wanted[],
): Promise<void> {
  const envelopes = wanted.filter(({ by }) => by.length > 0).map(({ envelope }) => envelope)
  allStored(await deliver(services, { topic, subscription }, envelopes))
}

/** Keeps them in the outbox first; from there on a failure only means that somebody else goes on. */
async function fanOut(
  services: Services,
  topic: Topic,
  wanted: readonly Wanted[],
  request: RequestKey | undefined,
): Promise<void> {
  const outbox = await outboxOf(services, topic)
  // A repetition has to find as many as there were, whoever has subscribed since.
  const kept = (request === undefined ? wanted.filter(({ by }) => by.length > 0) : wanted).map(withPending)
  const stored = allStored(await keepInOutbox(services, outbox, kept, request))
  const outgoing = stored.map(({ id }, index) => ({ id, envelope: kept[index]! }))
  try {
    await goOn(services, topic, outbox, request === undefined ? outgoing : await stillThere(services, outbox, outgoing))
  } catch {
    services.onOutbox?.(outbox.queue)
  }
}

type Stored = Extract<PublishResult, { kind: 'stored' }>

/**
 * The problem where none could be kept for the same reason, else StoreBusy: which messages some subscriptions have a copy of by now
 * is nothing that a publisher could go by.
 */
function allStored(results: readonly PublishResult[]): Stored[] {
  const refusals = new Set(results.map(result => (result.kind === 'refused' ? result.problem : undefined)))
  const [first] = refusals
  if (refusals.size === 1 && first !== undefined) throw new Problem(first)
  if (refusals.size > 1) throw new Problem('StoreBusy', { detail: 'Not every message was kept.' })
  return results as Stored[]
}

const withPending = ({ envelope, by }: Wanted): Envelope => ({
  ...envelope,
  topic: { ...envelope.topic!, pending: by.map(({ uid }) => uid) },
})

/** Those whose copies are not all made: of a repeated request perhaps none. */
async function stillThere(
  { store }: Services,
  { queue }: LoadedQueue,
  outgoing: readonly Outgoing[],
): Promise<Outgoing[]> {
  const found = await Promise.all(outgoing.map(({ id }) => store.find(queue, id)))
  return found.filter(message => message !== undefined).map(({ id, envelope }) => ({ id, envelope }))
}

async function goOn(
  services: Services,
  topic: Topic,
  { queue }: LoadedQueue,
  outgoing: readonly Outgoing[],
): Promise<void> {
  const left = await makeCopies(services, topic, outgoing)
  const done = outgoing.filter(one => left.get(one)!.length === 0).map(({ id }) => id)
  if (done.length > 0) await services.store.settle(queue, finished(queue, done))
  if (done.length < outgoing.length) services.onOutbox?.(queue)
}
