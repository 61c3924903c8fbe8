import { accessKeysAfter } from '../actions/accessKeyDocument.ts'
import { createAccessKey } from '../actions/createAccessKey.ts'
import type { Services } from '../actions/services.ts'
import { everything } from '../domain/grants.ts'

export type FirstKey = { id: string; secret: string }

const never = new AbortController().signal

/** A key that may do everything, made by whoever has the store itself in hand, which is more than any key gives. */
export async function makeAdminKey(services: Services, owner: string): Promise<FirstKey> {
  const { key, secret } = await createAccessKey(services, { owner, grants: everything }, never)
  return { id: key.id, secret: secret! }
}

/** The same where there is no key yet; undefined where there is. */
export async function makeFirstKey(services: Services): Promise<FirstKey | undefined> {
  const [known] = await accessKeysAfter(services, { limit: 1 })
  return known === undefined ? makeAdminKey(services, 'admin') : undefined
}
