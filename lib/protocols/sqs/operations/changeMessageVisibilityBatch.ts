import type { ReceiptOutcome } from '../../../actions/settleReceipts.ts'
import type { PerformFor } from '../../../identity/perform.ts'
import { checkEntries, type Failed, failedEntries } from '../batch.ts'
import { missing } from '../errors.ts'
import { visibilitySecondsMax } from '../limits.ts'
import { operation } from '../operation.ts'
import { toFailed } from '../problems.ts'
import { checkVisibility, ifLapsed, visibilityError } from '../receipts.ts'
import { integer, list, structure, text } from '../shapes.ts'

const kind = 'ChangeMessageVisibilityBatchRequestEntry'

type Entry = { id: string; handle: string; seconds: number }

export const changeMessageVisibilityBatch = operation({
  name: 'ChangeMessageVisibilityBatch',
  input: {
    QueueUrl: text,
    Entries: list(structure({ Id: text, ReceiptHandle: text, VisibilityTimeout: integer }), kind),
  },
  output: {
    Successful: list(structure({ Id: text }), 'ChangeMessageVisibilityBatchResultEntry'),
    Failed: failedEntries,
  },
  ofQueue: true,
  async handle({ Entries }, { perform, limits }, queue) {
    const failed: Failed[] = []
    const entries: Entry[] = []
    for (const { Id: id, ReceiptHandle: handle, VisibilityTimeout = 0 } of checkEntries(
      Entries,
      kind,
      limits.batchEntriesMax,
    )) {
      try {
        if (handle === undefined) throw missing('ReceiptHandle')
        entries.push({ id, handle, seconds: checkVisibility(VisibilityTimeout) })
      } catch (error) {
        failed.push(toFailed(id, error))
      }
    }
    const outcomes = await extendAll(perform, queue, entries)
    const successful: { Id: string }[] = []
    for (const [{ id, handle, seconds }, outcome] of outcomes) {
      const error = visibilityError(outcome, handle, seconds, queue)
      if (error === undefined) successful.push({ Id: id })
      else failed.push(toFailed(id, error))
    }
    return { Successful: successful, Failed: failed }
  },
})

/** Those that are to be held for equally long go together. */
async function extendAll(
  perform: PerformFor,
  queue: string,
  entries: readonly Entry[],
): Promise<[Entry, ReceiptOutcome][]> {
  const outcomes: [Entry, ReceiptOutcome][] = []
  for (const [seconds, alike] of Map.groupBy(entries, ({ seconds }) => seconds)) {
    const found = await perform('extend', {
      queue,
      receipts: alike.map(({ handle }) => handle),
      visibilityTimeoutSeconds: seconds,
      ifLapsed: ifLapsed(queue),
      heldSecondsMax: visibilitySecondsMax,
    })
    outcomes.push(...alike.map((entry, at): [Entry, ReceiptOutcome] => [entry, found[at]!]))
  }
  return outcomes.sort(([one], [other]) => entries.indexOf(one) - entries.indexOf(other))
}
