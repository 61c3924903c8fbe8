import type { PolledMessage } from '../actions/poll.ts'
import { answerBytes } from '../domain/envelope.ts'
import { inPieces } from '../domain/inPieces.ts'
import { limits } from '../domain/limits.ts'
import type { Queue } from '../domain/queue.ts'
import type { PushSource } from './source.ts'

/** Messages that are handed over together. */
export type Batch = { source: PushSource; queue: Queue; messages: readonly PolledMessage[] }

/** What was leased, by who takes it; what nobody wants is left over. */
export type Sorted = { bySource: Map<PushSource, PolledMessage[]>; unwanted: PolledMessage[] }

/** A message goes to the first who wants it. */
export function sorted(sources: readonly PushSource[], messages: readonly PolledMessage[]): Sorted {
  const bySource = new Map<PushSource, PolledMessage[]>()
  const unwanted: PolledMessage[] = []
  for (const one of messages) {
    const source = sources.find(({ wants }) => wants === undefined || wants(one.message.envelope))
    if (source === undefined) unwanted.push(one)
    else bySource.set(source, [...(bySource.get(source) ?? []), one])
  }
  return { bySource, unwanted }
}

/** In their order, no more at once than the source takes, nor than fits into an event; one message always does. */
export const inBatches = ({ batchSize }: PushSource, messages: readonly PolledMessage[]): PolledMessage[][] =>
  inPieces(messages, {
    countMax: batchSize,
    bytesMax: limits.pushEventBytesMax,
    bytesOf: ({ message }) => answerBytes(message.envelope),
  })
