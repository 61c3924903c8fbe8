import { createHash } from 'node:crypto'
import type { Envelope } from '../domain/envelope.ts'
import { encodeEnvelope } from '../domain/envelopeCodec.ts'
import { limits } from '../domain/limits.ts'
import { type NewMessage, newEnvelopes } from '../domain/newMessage.ts'
import { Problem } from '../domain/problem.ts'
import type { PublishResult } from '../store/store.ts'
import type { Action } from './services.ts'
import { isSameGeneration, successorOf, useQueue } from './usedQueue.ts'

export type PublishInput = {
  queue: string
  /** 1 to 16. */
  messages: readonly NewMessage[]
  /** The caller's own name for this call: a repetition within 24 hours answers the same. */
  requestKey?: string | undefined
}

/**
 * Puts messages in, all or, where something is wrong with any of them, none. Throws PartlyPublished with the results
 * when the store kept some and could not keep others. StoreBusy leaves open what was kept.
 */
export const publish: Action<PublishInput, { ids: string[] }> = async (services, { queue: name, ...input }) => {
  const used = await useQueue(services, name)
  const { queue } = used
  const nowMs = services.clock.nowMs()
  const envelopes = newEnvelopes(input.messages, queue.settings, nowMs)
  const request = input.requestKey === undefined ? undefined : toRequest(input.requestKey, input.messages, nowMs)
  const reply = await services.store.publish(queue, envelopes, request)
  if (reply.kind === 'requestKeyReused') throw new Problem('RequestKeyReused')
  const now = (await successorOf(services, used)) ?? used
  if (!isSameGeneration(now.queue, queue)) throw new Problem('StoreBusy', { detail: 'The queue was purged meanwhile.' })
  return { ids: toIds(reply.results) }
}

const toRequest = (key: string, messages: readonly NewMessage[], nowMs: number) => ({
  key,
  fingerprint: fingerprintOf(messages),
  keepUntilMs: nowMs + limits.requestKeySeconds * 1000,
})

// Of what the caller sent, not of what we made of it: a repetition comes later, and would differ in every time.
function fingerprintOf(messages: readonly NewMessage[]): string {
  const hash = createHash('sha256')
  for (const { body, kind, attributes = {}, delaySeconds, deliverAtMs, expiresInSeconds } of messages) {
    const envelope: Envelope = { body, kind, attributes, sentAtMs: 0, readyAtMs: 0 }
    hash.update(JSON.stringify([delaySeconds, deliverAtMs, expiresInSeconds, body.length]))
    hash.update(encodeEnvelope(envelope))
  }
  return hash.digest('base64url')
}

function toIds(results: readonly PublishResult[]): string[] {
  const refusals = new Set(results.map(result => (result.kind === 'refused' ? result.problem : undefined)))
  const [only] = refusals
  if (only !== undefined && refusals.size === 1) throw new Problem(only)
  return results.map(result => {
    if (result.kind !== 'stored') throw new Problem('PartlyPublished', { results })
    return result.id
  })
}
