import type { Departure } from '../domain/deadLetter.ts'
import type { Envelope } from '../domain/envelope.ts'
import type { Judge } from '../domain/judge.ts'
import type { Message } from '../domain/message.ts'
import type { QueueRef } from '../domain/queue.ts'

/**
 * Where the messages go that the judge moves aside, and what each says from then on. A message is in one of the two
 * queues at any time and keeps its id; every receipt handed out before ends. It stays where it is while the other queue
 * is known to be gone.
 */
export type Aside = {
  to: QueueRef
  envelopeOf: (message: Message, departure: Departure) => Envelope
  /** Told how many went, once that is certain: of no move twice, and of one whose answers were all lost never. */
  onMoved?: ((messages: number) => void) | undefined
}

/** `by`: who gave up, a worker where nothing is said, or the target that the message was pushed to. */
export type GivingUp = {
  aside: Aside
  text?: string | undefined
  countAttempt?: boolean | 'now'
  by?: 'nacked' | 'rejected' | undefined
}

export type SweepOrder = { judge: Judge; aside?: Aside | undefined; cursor?: string | undefined }
/** `left`: messages that were to be moved aside and were not, where there are any. */
export type SweepPage = { dropped: number; movedAside: number; left?: number | undefined; cursor?: string | undefined }

/** `mayGo` is asked before a message is read as a whole; `choose` says where it goes: undefined, it stays. */
export type RedriveOrder = {
  mayGo: (id: string) => boolean
  choose: (message: Message) => Departing | undefined
  isFull: () => boolean
  cursor?: string | undefined
}
/** Where a message goes, and what it says there. */
export type Departing = { to: QueueRef; envelope: Envelope }
/** Without a cursor all has been seen. */
export type RedrivePage = { moved: number; cursor?: string | undefined }
