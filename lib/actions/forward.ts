import { type Envelope, sizeOf } from '../domain/envelope.ts'
import { inPieces } from '../domain/inPieces.ts'
import { expiresAtMs } from '../domain/judge.ts'
import { limits } from '../domain/limits.ts'
import type { Message } from '../domain/message.ts'
import { envelopeProblems } from '../domain/newMessage.ts'
import { Problem } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import { putIn } from './publish.ts'
import type { LoadedQueue } from './queueDocument.ts'
import type { Services } from './services.ts'
import { useQueue } from './usedQueue.ts'

/** `throttled`: the queue takes no more in this second. */
export type Forwarded = { kind: 'delivered' } | { kind: 'failed' | 'throttled'; reason: string }

/**
 * Puts copies of the messages of one queue into another: an outcome for each, in order. An ordered queue takes each once, however often
 * it is tried. What has expired by the other's rules counts as delivered. Never throws.
 */
export async function forwardTo(services: Services, queue: string, messages: readonly Message[]): Promise<Forwarded[]> {
  try {
    const used = await useQueue(services, queue)
    const forwarded: Forwarded[] = []
    for (const some of inCalls(messages, used.queue)) forwarded.push(...(await putSome(services, used, some)))
    return forwarded
  } catch (error) {
    return messages.map(() => refusal(error, queue))
  }
}

/** No more at once than one publish takes, nor than the queue takes in a second. */
const inCalls = (messages: readonly Message[], { settings }: Queue): Message[][] =>
  inPieces(messages, {
    countMax: Math.min(limits.messagesPerCallMax, settings.maxPublishesPerSecond ?? Number.POSITIVE_INFINITY),
    bytesMax: limits.messageBytesMax,
    bytesOf: ({ envelope }) => sizeOf(envelope),
  })

async function putSome(services: Services, used: LoadedQueue, messages: readonly Message[]): Promise<Forwarded[]> {
  const { queue } = used
  const nowMs = services.clock.nowMs()
  const copies = messages.map(message => forwarded(message, queue, nowMs))
  const refusals = copies.map(copy => envelopeProblems(copy, queue.settings)[0])
  const isWanted = (copy: Envelope, at: number): boolean =>
    refusals[at] === undefined && expiresAtMs(copy, queue.settings) > nowMs
  try {
    const results = (await putIn(services, used, copies.filter(isWanted))).values()
    return copies.map((copy, at) => {
      const problem = refusals[at]
      if (problem !== undefined) return said(`InvalidInput: ${[...problem.path, problem.detail].join(' ')}`)
      const result = isWanted(copy, at) ? results.next().value : undefined
      return result?.kind === 'refused' ? said(result.problem) : { kind: 'delivered' }
    })
  } catch (error) {
    return messages.map(() => refusal(error, queue.name))
  }
}

const said = (reason: string): Forwarded => ({ kind: 'failed', reason })

function refusal(error: unknown, queue: string): Forwarded {
  const code = error instanceof Problem ? error.code : String(error)
  if (code === 'QueueNotFound') return said(`target is gone: there is no queue ${queue}`)
  return { kind: code === 'TooManyRequests' ? 'throttled' : 'failed', reason: code }
}

/** It is kept from now on, by the rules of where it goes; the id that it had makes it one there. */
function forwarded({ id, envelope }: Message, { settings: { ordered, delaySeconds } }: Queue, nowMs: number): Envelope {
  const { body, kind, attributes, sentAtMs, expiresAtMs: endMs, groupId, priority, trace } = envelope
  return {
    ...{ body, kind, attributes, sentAtMs },
    readyAtMs: nowMs + delaySeconds * 1000,
    ...(sentAtMs < nowMs && { retainedFromMs: nowMs }),
    ...(endMs !== undefined && { expiresAtMs: endMs }),
    ...(trace !== undefined && { trace }),
    ...(ordered !== undefined && { groupId: groupId ?? id, deduplicationId: id }),
    ...(ordered === undefined && groupId !== undefined && { groupId }),
    ...(ordered === undefined && priority !== undefined && { priority }),
  }
}
