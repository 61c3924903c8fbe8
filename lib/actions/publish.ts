import { createHash } from 'node:crypto'
import { type Envelope, sizeOf } from '../domain/envelope.ts'
import { encodeEnvelope } from '../domain/envelopeCodec.ts'
import { limits } from '../domain/limits.ts'
import { type NewMessage, newEnvelopes } from '../domain/newMessage.ts'
import { checkDeduplicationIds } from '../domain/orderedMessage.ts'
import { invalid, Problem } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import type { Deduplication, PublishResult, RequestKey } from '../store/store.ts'
import { delayedReceipts } from './delayedReceipts.ts'
import { markExpiries } from './expiryMarks.ts'
import { count, noteUse } from './queueCounts.ts'
import type { LoadedQueue } from './queueDocument.ts'
import type { Action, Services } from './services.ts'
import { isSameGeneration, successorOf, useQueue } from './usedQueue.ts'
import { markWakes, tellPusher } from './wake.ts'

export type PublishInput = {
  queue: string
  /** Up to 16; none only asks whether there is such a queue, and whether the caller may. */
  messages: readonly NewMessage[]
  /** The caller's own name for this call: a repetition within 24 hours answers the same. */
  requestKey?: string | undefined
  /** Whether an ordered queue refuses a message that has no deduplication id and gets none from its body. */
  needsDeduplicationId?: boolean | undefined
  /** Whether the answer brings receipts for messages that are delayed: whoever has one may finish the message, or move it. */
  wantsReceipts?: boolean | undefined
}

/** In the order of the messages. Sequences: on ordered queues. Receipts: where they were asked for. */
export type PublishOutput = {
  ids: string[]
  sequences: (number | undefined)[]
  receipts?: (string | undefined)[] | undefined
}

/**
 * Puts messages in, all or, where something is wrong with any of them, none. Throws PartlyPublished with the results
 * when the store kept some and could not keep others. StoreBusy leaves open what was kept.
 */
export const publish: Action<PublishInput, PublishOutput> = async (services, { queue: name, ...input }) => {
  const used = await useQueue(services, name)
  const { settings } = used.queue
  const nowMs = services.clock.nowMs()
  const envelopes = newEnvelopes(input.messages, settings, nowMs)
  if (input.needsDeduplicationId) checkDeduplicationIds(envelopes, settings)
  const request = input.requestKey === undefined ? undefined : toRequest(input.requestKey, input.messages, nowMs)
  const stored = toStored(await putIn(services, used, envelopes, request))
  const ids = stored.map(({ id }) => id)
  const sequences = stored.map(({ sequence }) => sequence)
  if (!input.wantsReceipts) return { ids, sequences }
  return { ids, sequences, receipts: delayedReceipts(services, used.queue, ids, envelopes) }
}

/** Puts envelopes that the queue takes into it, and answers what became of each. Throws as publish does, but for PartlyPublished. */
export async function putIn(
  services: Services,
  used: LoadedQueue,
  envelopes: readonly Envelope[],
  request?: RequestKey,
): Promise<PublishResult[]> {
  if (envelopes.length === 0) return []
  const { queue } = used
  await takeBudget(services, queue, envelopes.length)
  await markExpiries(services, queue, envelopes)
  await markWakes(services, queue, readyTimes(envelopes))
  const noted = noteUse(services, queue)
  const reply = await services.store.publish(queue, envelopes, request, deduplicationOf(queue))
  await noted
  tellPusher(services, queue)
  if (reply.kind === 'requestKeyReused') throw new Problem('RequestKeyReused')
  const now = (await successorOf(services, used)) ?? used
  if (!isSameGeneration(now.queue, queue)) throw new Problem('StoreBusy', { detail: 'The queue was purged meanwhile.' })
  const stored = envelopes.filter((_, index) => reply.results[index]!.kind === 'stored')
  count(services, queue, { kind: 'sent', bytes: stored.map(sizeOf) })
  return reply.results
}

const readyTimes = (envelopes: readonly Envelope[]): number[] => envelopes.map(({ readyAtMs }) => readyAtMs)

const deduplicationOf = ({ settings: { ordered } }: Queue): Deduplication | undefined =>
  ordered && { scope: ordered.deduplication.scope, windowMs: ordered.deduplication.windowSeconds * 1000 }

/** Throws InvalidInput for more than the queue ever takes at once, TooManyRequests for more than it takes now. */
async function takeBudget({ store }: Services, queue: Queue, count: number): Promise<void> {
  const { maxPublishesPerSecond: perSecond } = queue.settings
  if (perSecond === undefined) return
  if (count > perSecond)
    throw invalid({
      path: ['messages'],
      detail: 'are more than the queue takes in a second',
      limit: perSecond,
      got: count,
    })
  if (!(await store.takePublishes(queue, { count, perSecond }))) throw new Problem('TooManyRequests')
}

/** What stands for a request that brings a key, for a day. */
export const toRequest = (key: string, messages: readonly NewMessage[], nowMs: number): RequestKey => ({
  key,
  fingerprint: fingerprintOf(messages),
  keepUntilMs: nowMs + limits.requestKeySeconds * 1000,
})

// Of what the caller sent, not of what we made of it: a repetition comes later, and would differ in every time. It is traced
// as another step, too.
function fingerprintOf(messages: readonly NewMessage[]): string {
  const hash = createHash('sha256')
  for (const { delaySeconds, deliverAtMs, expiresInSeconds, attributes = {}, trace, ...rest } of messages) {
    const envelope: Envelope = { ...rest, attributes, sentAtMs: 0, readyAtMs: 0 }
    hash.update(JSON.stringify([delaySeconds, deliverAtMs, expiresInSeconds, rest.body.length]))
    hash.update(encodeEnvelope(envelope))
  }
  return hash.digest('base64url')
}

/** Where each is stored; throws what all of them were refused for, or else PartlyPublished with the results. */
function toStored(results: readonly PublishResult[]): Extract<PublishResult, { kind: 'stored' }>[] {
  const refusals = new Set(results.map(result => (result.kind === 'refused' ? result.problem : undefined)))
  const [only] = refusals
  if (only !== undefined && refusals.size === 1) throw new Problem(only)
  return results.map(result => {
    if (result.kind !== 'stored') throw new Problem('PartlyPublished', { results })
    return result
  })
}
