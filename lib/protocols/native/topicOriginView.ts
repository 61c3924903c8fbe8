import * as v from 'valibot'
import type { Envelope } from '../../domain/envelope.ts'

const text = v.string()

/** Which message of a topic it is a copy of: only of one that is. */
export const topicOriginFields = {
  topic: v.exactOptional(
    v.pipe(
      v.strictObject({
        name: text,
        messageId: text,
        tag: v.exactOptional(text),
        subscription: v.exactOptional(text),
      }),
      v.description('The topic that it was published to, and its id there.'),
    ),
  ),
}

export const viewTopic = ({ topic }: Envelope) => {
  const { name = '', messageId = '', tag, subscription } = topic ?? {}
  return {
    ...(topic !== undefined && {
      topic: {
        name,
        messageId,
        ...(tag !== undefined && { tag }),
        ...(subscription !== undefined && { subscription }),
      },
    }),
  }
}
