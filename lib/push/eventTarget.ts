import type { PolledMessage } from '../actions/poll.ts'
import type { Batch } from './batch.ts'

/** Writes the event that targets get for messages of a queue, in the words of a protocol. It is JSON. */
export type WriteEvent = (queue: string, messages: readonly PolledMessage[]) => object

/** By these a target names messages. */
export const idsOf = ({ messages }: Batch): string[] => messages.map(({ message }) => message.id)
