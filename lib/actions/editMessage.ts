import type { Envelope } from '../domain/envelope.ts'
import type { Message } from '../domain/message.ts'
import { attemptsProblems, envelopeProblems, type NewMessage, readyAtMs, timeProblems } from '../domain/newMessage.ts'
import { turnProblems } from '../domain/orderedMessage.ts'
import { keptPriority } from '../domain/priority.ts'
import { invalid, Problem } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import { markEdited } from './deadLetters.ts'
import { getMessage } from './getMessage.ts'
import { unparkedAtMs } from './park.ts'
import type { Action } from './services.ts'

export type EditMessageInput = {
  queue: string
  id: string
  /** What is absent stays as it is. */
  edit: Partial<NewMessage>
}

const triesMax = 8

/**
 * Changes what a message says or when it comes, in one step; id and attempts stay, receipts handed out before end.
 * Against a lease it loses with MessageInFlight.
 */
export const editMessage: Action<EditMessageInput, { queue: Queue; message: Message }> = async (
  services,
  { queue: name, id, edit },
  signal,
) => {
  for (let tries = 0; tries < triesMax; tries++) {
    const { queue, message } = await getMessage(services, { queue: name, id }, signal)
    const nowMs = services.clock.nowMs()
    const envelope = edited(message, edit, queue, nowMs)
    // An edit that says nothing of time leaves the message where it stands, a nack's delay included, unless it is parked.
    const visibleAtMs = moves(edit) ? envelope.readyAtMs : unparkedAtMs(message, envelope, queue, nowMs)
    const next = replaced(message, envelope, visibleAtMs)
    await markEdited(services, queue, next)
    const seenToken = message.delivery.token
    const outcome = await services.store.change(queue, id, { kind: 'replace', seenToken, envelope, visibleAtMs })
    if (outcome === 'leased') throw new Problem('MessageInFlight')
    if (outcome === 'gone') throw new Problem('MessageNotFound')
    if (outcome === 'done') return { queue, message: next }
  }
  throw new Problem('MessageInFlight', { detail: 'Other callers keep changing the message.' })
}

// Not read again: by now a consumer may have got it and finished it, and the edit happened all the same.
const replaced = ({ id, delivery }: Message, envelope: Envelope, visibleAtMs = delivery.visibleAtMs): Message => ({
  id,
  envelope,
  delivery: { ...delivery, visibleAtMs, leased: false },
})

const moves = ({ delaySeconds, deliverAtMs }: Partial<NewMessage>): boolean =>
  delaySeconds !== undefined || deliverAtMs !== undefined

function edited({ envelope }: Message, edit: Partial<NewMessage>, queue: Queue, nowMs: number): Envelope {
  const { priority, ...unranked } = envelope
  const next: Envelope = {
    ...unranked,
    ...keptPriority(edit.priority ?? priority),
    body: edit.body ?? envelope.body,
    kind: edit.kind ?? envelope.kind,
    attributes: edit.attributes ?? envelope.attributes,
    readyAtMs: moves(edit) ? readyAtMs(edit, 0, nowMs) : envelope.readyAtMs,
  }
  if (edit.attemptsMax !== undefined) next.attemptsMax = edit.attemptsMax
  if (edit.expiresInSeconds !== undefined) next.expiresAtMs = nowMs + edit.expiresInSeconds * 1000
  if (edit.retry !== undefined) next.retry = edit.retry
  const timed = moves(edit) || edit.expiresInSeconds !== undefined
  const problems = [
    ...envelopeProblems(next, queue.settings),
    ...attemptsProblems(edit, queue.settings),
    ...(timed ? timeProblems(next, edit, nowMs) : []),
    ...turnProblems(edit, queue.settings),
  ]
  if (problems.length > 0) throw invalid(...problems)
  return next
}
