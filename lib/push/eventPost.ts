import type { IncomingHttpHeaders } from 'node:http'
import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import { answerOf, unreadable } from './answerOf.ts'
import type { Batch } from './batch.ts'
import { outcomesOf } from './batchResponse.ts'
import { idsOf, type WriteEvent } from './eventTarget.ts'
import { forEach } from './handOver.ts'
import type { Ask, Posting, Reply } from './httpTarget.ts'
import { failed, type Outcome } from './outcome.ts'
import type { DeliverTo } from './target.ts'

/** Writes the signed request that carries an event of JSON to an HTTP endpoint, in the words of a protocol. */
export type WriteEventPost = (services: Services, body: Buffer, url: string) => Promise<Posting>

/**
 * Posts events. Any 2xx is an answer, and says in JSON which messages have failed, if any have; 429 and 503 refuse all of them for now, for as
 * long as `Retry-After` says.
 */
export const makeHttpTarget =
  (ask: Ask, writeEvent: WriteEvent, writePost: WriteEventPost): DeliverTo<'http'> =>
  async (services, { url }, batch) => {
    const body = Buffer.from(JSON.stringify(writeEvent(batch.queue.name, batch.messages)))
    const seconds = batch.source.timeoutSeconds ?? limits.pushSeconds
    const reply = await ask(await writePost(services, body, url), seconds)
    if (typeof reply === 'string') return forEach(batch, failed(reply))
    return outcomesOfReply(reply, batch, services.wall.nowMs())
  }

function outcomesOfReply(reply: Reply, batch: Batch, wallMs: number): Outcome[] {
  const { status, headers } = reply
  const reason = `answered ${status}`
  if (status === 429 || status === 503)
    return forEach(batch, { kind: 'throttled', reason, retryAfterMs: retryAfterMs(headers, wallMs) })
  if (status < 200 || status >= 300) return forEach(batch, failed(reason))
  if (!isJson(headers)) return outcomesOf(undefined, idsOf(batch))
  const answer = reply.isWhole ? answerOf(unlessBlank(reply.body.toString())) : unreadable
  return answer === unreadable
    ? forEach(batch, failed('answered JSON that cannot be read'))
    : outcomesOf(isObject(answer) ? answer : undefined, idsOf(batch))
}

const isJson = ({ 'content-type': type = '' }: IncomingHttpHeaders): boolean =>
  /^application\/(.+\+)?json\b/i.test(type)

// What else endpoints say in JSON, such as "ok", says nothing of messages.
const isObject = (answer: unknown): boolean => typeof answer === 'object' && !Array.isArray(answer)

const unlessBlank = (text: string): string => (text.trim() === '' ? '' : text)

/** In seconds or as a date; undefined where it is neither, or over. */
function retryAfterMs({ 'retry-after': text = '' }: IncomingHttpHeaders, wallMs: number): number | undefined {
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - wallMs
  return ms > 0 ? ms : undefined
}
