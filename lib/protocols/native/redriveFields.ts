import * as v from 'valibot'
import { limits } from '../../domain/limits.ts'
import type { Redrive } from '../../domain/redrive.ts'
import { attributeName, instant, integer, messageId, queueName, toInstant, wellFormed } from './fields.ts'
import { moveReason } from './originView.ts'

const redriveId = v.pipe(v.string(), v.minLength(1), v.maxLength(128), v.description('As the redrive was answered.'))
export const redrivePath = v.strictObject({ id: redriveId })

const count = integer(0, Number.MAX_SAFE_INTEGER)

const wish = {
  to: v.exactOptional(
    v.pipe(queueName, v.description('Where messages go. Default: each to the queue that it came from.')),
  ),
  ids: v.exactOptional(
    v.pipe(
      v.array(messageId),
      v.minLength(1),
      v.maxLength(limits.redriveIdsMax),
      v.description('Only these messages: 1 to 100.'),
    ),
  ),
  reason: v.exactOptional(v.pipe(moveReason, v.description('Only what came into the queue for this reason.'))),
  attributes: v.exactOptional(
    v.pipe(
      v.record(attributeName, wellFormed),
      v.maxEntries(limits.attributesMax),
      v.description('Only what has each of these attributes with this value; a binary one in base64.'),
    ),
  ),
  messagesPerSecond: v.exactOptional(
    v.pipe(
      integer(1, limits.redriveMessagesPerSecondMax),
      v.description('Messages within one second of the clock. Default: as fast as it goes.'),
    ),
  ),
}

export const redriveInput = v.strictObject(wish)

export const redriveView = v.strictObject({
  id: redriveId,
  queue: queueName,
  ...wish,
  state: v.picklist(['running', 'cancelling', 'completed', 'cancelled', 'failed']),
  failure: v.exactOptional(
    v.pipe(
      v.picklist(['queueGone', 'targetGone']),
      v.description('Why it failed: the queue was purged or deleted, or the queue `to` was deleted.'),
    ),
  ),
  toMove: v.pipe(
    count,
    v.description('Visible in the queue when it began: an estimate, and more than go where not all are asked for.'),
  ),
  moved: v.pipe(count, v.description('Moved so far, at least.')),
  skipped: v.pipe(
    count,
    v.description(
      'Left where they are: the queue that they came from is gone, or they came from none. Not what was not found.',
    ),
  ),
  startedAt: instant,
  endedAt: v.exactOptional(instant),
})

export function toRedriveView(redrive: Redrive): v.InferInput<typeof redriveView> {
  const { to, ids, reason, attributes, messagesPerSecond, failure, endedAtMs } = redrive
  return {
    id: redrive.id,
    queue: redrive.queue.name,
    ...(to !== undefined && { to }),
    ...(ids !== undefined && { ids: [...ids] }),
    ...(reason !== undefined && { reason }),
    ...(attributes !== undefined && { attributes: { ...attributes } }),
    ...(messagesPerSecond !== undefined && { messagesPerSecond }),
    state: redrive.state,
    ...(failure !== undefined && { failure }),
    toMove: redrive.toMove,
    moved: redrive.moved,
    skipped: redrive.skipped,
    startedAt: toInstant(redrive.startedAtMs),
    ...(endedAtMs !== undefined && { endedAt: toInstant(endedAtMs) }),
  }
}
