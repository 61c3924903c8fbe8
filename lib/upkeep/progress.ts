import type { Services } from '../actions/services.ts'

const kind = 'upkeep'
const name = 'due'

/** How far the marks of what falls due have been worked off; nothing before the first round. */
export type Progress = { doneUntilMs: number; version: number }

export async function readProgress({ store }: Services): Promise<Progress | undefined> {
  const document = await store.documents.read(kind, name)
  if (document === undefined) return undefined
  const { doneUntilMs } = document.value as { doneUntilMs: number }
  return { doneUntilMs, version: document.version }
}

/** Whoever was faster has been as far, or is about to be. */
export async function writeProgress(
  { store }: Services,
  before: Progress | undefined,
  doneUntilMs: number,
): Promise<void> {
  await store.documents.write(kind, name, { doneUntilMs }, before?.version ?? 'absent')
}
