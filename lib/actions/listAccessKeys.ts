import type { AccessKey } from '../domain/accessKey.ts'
import { accessKeysAfter, lastUseMs } from './accessKeyDocument.ts'
import { type PageOrder, pageOf, startOf, withNext } from './listPage.ts'
import type { Action } from './services.ts'

export type ListAccessKeysInput = PageOrder

/** What is known of a key, its secret left out. */
export type KnownAccessKey = { key: AccessKey; lastUsedAtMs?: number | undefined }
export type ListAccessKeysOutput = { keys: KnownAccessKey[]; cursor?: string | undefined }

const scope = 'accessKeys'

/** Keys and entries of roles, a page at a time, those that have expired among them until they are revoked. */
export const listAccessKeys: Action<ListAccessKeysInput, ListAccessKeysOutput> = async (services, input) => {
  const { keyring } = services
  const after = startOf(keyring, scope, input)
  const found = await accessKeysAfter(services, { limit: withNext(input.limit), after })
  const { items, ...more } = pageOf(keyring, scope, input, found, ({ key }) => key.id)
  const keys = await Promise.all(
    items.map(async ({ key }) => ({ key, lastUsedAtMs: await lastUseMs(services, key.id) })),
  )
  return { keys, ...more }
}
