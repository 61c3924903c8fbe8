import type { AccessKey } from '../domain/accessKey.ts'
import { openCursor, sealCursor } from '../domain/cursor.ts'
import { invalid } from '../domain/problem.ts'
import { accessKeysAfter, lastUseMs } from './accessKeyDocument.ts'
import type { Action } from './services.ts'

export type ListAccessKeysInput = { limit: number; cursor?: string | undefined }

/** What is known of a key, its secret left out. */
export type KnownAccessKey = { key: AccessKey; lastUsedAtMs?: number | undefined }
export type ListAccessKeysOutput = { keys: KnownAccessKey[]; cursor?: string | undefined }

const scope = 'accessKeys'

/** Keys and entries of roles, a page at a time, those that have expired among them until they are revoked. */
export const listAccessKeys: Action<ListAccessKeysInput, ListAccessKeysOutput> = async (services, input) => {
  const { limit, cursor } = input
  const after = cursor === undefined ? undefined : openCursor(scope, cursor, services.keyring)
  if (cursor !== undefined && after === undefined)
    throw invalid({ path: ['cursor'], detail: 'is not a cursor of this list' })
  const found = await accessKeysAfter(services, { limit, after })
  const keys = await Promise.all(
    found.map(async ({ key }) => ({ key, lastUsedAtMs: await lastUseMs(services, key.id) })),
  )
  if (found.length < limit) return { keys }
  return { keys, cursor: sealCursor(scope, found.at(-1)!.key.id, services.keyring) }
}
