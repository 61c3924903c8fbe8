import type { VersionedQueue } from '../../actions/queueDocument.ts'
import type { DeadLetterRule } from '../../domain/deadLetterRule.ts'
import type { Queue } from '../../domain/queue.ts'
import type { Reply } from '../../http/message.ts'
import { toInstant } from './fields.ts'
import { queueView } from './queueFields.ts'
import { json } from './reply.ts'

export const toQueueView = ({
  name,
  settings: { deadLetter, ...settings },
  paused,
  createdAtMs,
  updatedAtMs,
}: Queue) => ({
  name,
  ...settings,
  ...(deadLetter !== undefined && { deadLetter: viewDeadLetter(deadLetter) }),
  paused,
  createdAt: toInstant(createdAtMs),
  updatedAt: toInstant(updatedAtMs),
})

const viewDeadLetter = ({ attemptsMax, ...rest }: DeadLetterRule) => ({ ...rest, maxAttempts: attemptsMax })

const etag = { etag: 'The version of the queue, for If-Match.' }

/** What is said of the answer with a queue. */
export const queueAnswer = (description: string) => ({ description, schema: queueView, headers: etag })

/** A queue as an answer, with its version as the ETag. */
export const queueReply = (status: number, { queue, version }: VersionedQueue): Reply =>
  json(status, toQueueView(queue), { etag: `"${version}"` })
