import { SqsError } from './errors.ts'
import { flag, list, structure, text } from './shapes.ts'

const failed = structure({ Id: text, Code: text, Message: text, SenderFault: flag })
export const failedEntries = list(failed, 'BatchResultErrorEntry')
export type Failed = { Id: string; Code: string; Message: string; SenderFault: boolean }

const idPattern = /^[A-Za-z0-9_-]{1,80}$/
const idRule =
  'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.'

type Entry = { Id?: string | undefined }

/** The entries of a batch, or what the whole request is refused with (reference, 3.3). `kind`: the element of the Query form. */
export function checkEntries<Given extends Entry>(
  entries: readonly Given[] | undefined,
  kind: string,
  entriesMax: number,
): readonly (Given & { Id: string })[] {
  if (entries === undefined || entries.length === 0)
    throw new SqsError('EmptyBatchRequest', `There should be at least one ${kind} in the request.`)
  if (entries.length > entriesMax)
    throw new SqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${entriesMax}. You have sent ${entries.length}.`,
    )
  const seen = new Set<string>()
  for (const { Id: id = '' } of entries) if (!idPattern.test(id)) throw new SqsError('InvalidBatchEntryId', idRule)
  for (const { Id: id = '' } of entries) {
    if (seen.has(id)) throw new SqsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`)
    seen.add(id)
  }
  return entries as readonly (Given & { Id: string })[]
}
