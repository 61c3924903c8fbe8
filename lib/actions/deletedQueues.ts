import { Problem } from '../domain/problem.ts'
import type { Services } from './services.ts'

const kind = 'deletedQueue'
// Each deletion that is noted forgets a few that are long past, so that they do not pile up.
const forgottenAtOnce = 10

type Deletion = { untilMs: number }

/** Remembers that a queue was deleted, for as long as its name is not to be used again. */
export async function noteDeletion({ store, clock }: Services, name: string, seconds: number): Promise<void> {
  const { documents } = store
  await forgetPast(store, clock.nowMs())
  const known = await documents.read(kind, name)
  const deletion: Deletion = { untilMs: clock.nowMs() + seconds * 1000 }
  await documents.write(kind, name, deletion, known?.version ?? 'absent')
}

/** Throws QueueDeletedRecently for a name that was deleted not long enough ago. */
export async function checkDeletion({ store, clock }: Services, name: string): Promise<void> {
  const known = await store.documents.read(kind, name)
  if (known !== undefined && (known.value as Deletion).untilMs > clock.nowMs())
    throw new Problem('QueueDeletedRecently')
}

async function forgetPast({ documents }: Services['store'], nowMs: number): Promise<void> {
  const known = await documents.list(kind, { prefix: '', limit: forgottenAtOnce })
  for (const { name, value, version } of known)
    if ((value as Deletion).untilMs <= nowMs) await documents.remove(kind, name, version)
}
