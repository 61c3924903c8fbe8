import * as v from 'valibot'
import type { Envelope } from '../../domain/envelope.ts'
import { limits } from '../../domain/limits.ts'
import type { Origin } from '../../domain/origin.ts'
import { instant, integer, messageId, toInstant } from './fields.ts'

const reasons = [
  'attemptsExhausted',
  'nacked',
  'rejected',
  'expired',
  'redriven',
] as const satisfies readonly Origin['reason'][]

export const moveReason = v.picklist(reasons)

const originView = v.strictObject({
  queue: v.pipe(v.string(), v.description('The queue that it came from.')),
  reason: v.pipe(moveReason, v.description('Why it was moved.')),
  detail: v.optional(v.pipe(v.string(), v.description('What the last nack said there.'))),
  attempts: v.pipe(integer(0, Number.MAX_SAFE_INTEGER), v.description('Hand-overs until then.')),
  at: instant,
})

/** Where a message has been: only of one that was moved. */
export const originFields = {
  originId: v.exactOptional(v.pipe(messageId, v.description('The id that it had before it was redriven.'))),
  origins: v.optional(
    v.pipe(
      v.array(originView),
      v.maxLength(limits.originsMax),
      v.description('Its way from queue to queue, the last step at the end.'),
    ),
  ),
}

export const viewOrigins = ({ origins, originId }: Envelope) => ({
  ...(originId !== undefined && { originId }),
  ...(origins !== undefined && { origins: origins.map(viewOrigin) }),
})

const viewOrigin = ({ queue, reason, text, attempts, atMs }: Origin): v.InferInput<typeof originView> => ({
  queue,
  reason,
  ...(text !== undefined && { detail: text }),
  attempts,
  at: toInstant(atMs),
})
