import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Envelope } from '../../../domain/envelope.ts'
import type { Tools } from '../tools.ts'
import { encodeRun, type Run, type RunEntry } from './run.ts'
import { envelopesOf, withEnvelopes } from './runBody.ts'

/** A message as it stands in its run from then on. */
export type Rewritten = { entry: RunEntry; envelope: Envelope }

/**
 * The put of a run with some of its messages changed, or without them. Only in one transaction with a change of their
 * group, which is what keeps others from it.
 */
export async function rewrite(
  tools: Tools,
  run: Run,
  change: (entry: RunEntry, envelope: Envelope) => Rewritten | undefined,
): Promise<TransactWriteItem> {
  const envelopes = await envelopesOf(tools.bodies, run)
  const left = run.entries.flatMap((entry, at) => change(entry, envelopes[at]!) ?? [])
  const entries = left.map(({ entry }) => entry)
  const draft: Run = { ...run, entries, envelopes: undefined, object: undefined }
  const next =
    entries.length === 0
      ? draft
      : await withEnvelopes(
          tools,
          draft,
          left.map(({ envelope }) => envelope),
        )
  return { Put: { TableName: tools.tables.messages, Item: encodeRun(next) } }
}
