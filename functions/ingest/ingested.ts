import type { App } from '../../lib/app.ts'
import { type Incoming, type Refused, takeIn } from '../../lib/ingest/takeIn.ts'
import type { QueueOf } from '../../lib/ingestSources.ts'
import type { Measures } from '../measures.ts'

/** What whoever takes something in works with. */
export type Given = { app: App; queueOf: QueueOf; measures: Measures<'Ingested' | 'IngestFailures'> }

/** Puts in what came from a source, and tells of what it could not put in. */
export async function ingest(
  { app, measures }: Given,
  source: string,
  queue: string,
  { incoming, inOrder }: { incoming: readonly Incoming[]; inOrder: boolean },
): Promise<Refused[]> {
  const refused = await takeIn(app.services, queue, incoming, inOrder)
  for (const { id, error } of refused) tellRefused(app, { source, queue, id }, error)
  measures.add('Ingested', incoming.length - refused.length)
  measures.add('IngestFailures', refused.length)
  return refused
}

export const tellRefused = ({ log }: App, what: { source: string; queue?: string; id: string }, error: unknown): void =>
  log.error('not taken in', { ...what, error: error as Error })

export const noQueue = (source: string): Error =>
  new Error(`SLUICE_INGEST names no queue for ${JSON.stringify(source)}, so nothing of it is taken in.`)
