import type { AccessKey } from '../domain/accessKey.ts'
import { Problem } from '../domain/problem.ts'
import type { Json } from '../store/store.ts'
import type { Services } from './services.ts'

// When a key was last used stands apart: every function notes it, and only those that manage may write what a key may do.
const kind = 'accessKey'
const useKind = 'accessKeyUse'

// Each try reads what another writer has just written.
const triesMax = 8

export type StoredKey = { key: AccessKey; version: number }

/** As it stands, or as it stood up to `maxAgeMs` ago. */
export async function findAccessKey({ store }: Services, id: string, maxAgeMs = 0): Promise<StoredKey | undefined> {
  const document = await store.documents.read(kind, id, maxAgeMs)
  return document && { key: document.value as unknown as AccessKey, version: document.version }
}

/** False: there is one with this id. */
export async function addAccessKey({ store }: Services, key: AccessKey): Promise<boolean> {
  const outcome = await store.documents.write(kind, key.id, key as unknown as Json, 'absent')
  return outcome.kind === 'written'
}

/** Writes it if nobody else has since it was read. */
export async function replaceAccessKey({ store }: Services, { key, version }: StoredKey): Promise<void> {
  await store.documents.write(kind, key.id, key as unknown as Json, version)
}

/** In order of their ids, which is none. */
export async function accessKeysAfter(
  { store }: Services,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<StoredKey[]> {
  const documents = await store.documents.list(kind, { prefix: '', limit, after })
  return documents.map(({ value, version }) => ({ key: value as unknown as AccessKey, version }))
}

/** Removes it with all that is known of it; AccessKeyNotFound where there is none. */
export async function removeAccessKey(services: Services, id: string): Promise<void> {
  for (let tries = 0; tries < triesMax; tries++) {
    const found = await findAccessKey(services, id)
    if (found === undefined) throw new Problem('AccessKeyNotFound')
    if ((await services.store.documents.remove(kind, id, found.version)) === 'conflict') continue
    return forgetUse(services, id)
  }
  throw new Problem('StoreBusy')
}

async function forgetUse({ store }: Services, id: string): Promise<void> {
  const use = await store.documents.read(useKind, id)
  if (use !== undefined) await store.documents.remove(useKind, id, use.version)
}

/** When a request was last signed with it, to the hour; undefined: never. */
export async function lastUseMs({ store }: Services, id: string): Promise<number | undefined> {
  const use = await store.documents.read(useKind, id)
  return use && (use.value as { atMs: number }).atMs
}

/** Writes down that it was used now, unless somebody has within `everyMs`. */
export async function noteUse({ store, wall }: Services, id: string, everyMs: number): Promise<void> {
  const use = await store.documents.read(useKind, id)
  const atMs = wall.nowMs()
  if (use !== undefined && atMs - (use.value as { atMs: number }).atMs < everyMs) return
  await store.documents.write(useKind, id, { atMs }, use?.version ?? 'absent')
}
