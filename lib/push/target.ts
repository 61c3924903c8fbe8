import type { Message } from '../domain/message.ts'
import type { PushSource } from './source.ts'

/** `reason`: a status or an error in words; it is kept beside the message, cut to 256 bytes. */
export type Outcome = { kind: 'delivered' } | { kind: 'failed'; reason: string }

/** Delivers a message to where its source says. It bounds its own time, to less than `limits.pushLeaseSeconds`. */
export type Deliver = (source: PushSource, message: Message) => Promise<Outcome>
