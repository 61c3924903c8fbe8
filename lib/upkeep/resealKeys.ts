import { accessKeysAfter, replaceAccessKey, type StoredKey } from '../actions/accessKeyDocument.ts'
import type { Services } from '../actions/services.ts'
import { type AccessKey, openSecret, sealSecret } from '../domain/accessKey.ts'

const pageKeys = 100

/**
 * While the installation secret changes: seals with the new one what was sealed with the old one, so that every access key
 * outlives it. At other times nothing is looked at.
 */
export async function resealKeys(services: Services): Promise<void> {
  if (!services.keyring.isChanging) return
  for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const page = await accessKeysAfter(services, { limit: pageKeys, after })
    for (const stored of page) await reseal(services, stored)
    after = page.length < pageKeys ? undefined : page.at(-1)!.key.id
  }
}

async function reseal(services: Services, { key, version }: StoredKey): Promise<void> {
  const { keyring, random } = services
  if (key.sealedSecret === undefined || keyring.isCurrent(key.sealedSecret)) return
  const secret = openSecret(key, keyring)
  if (secret === undefined) return
  const sealedSecret = sealSecret(key.id, secret, keyring, random)
  // Whoever has revoked it meanwhile has won.
  await replaceAccessKey(services, { key: { ...key, sealedSecret } as AccessKey, version })
}
