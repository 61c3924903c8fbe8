import { createSecretKey, type KeyObject } from 'node:crypto'
import { getSigningKey } from '@smithy/signature-v4'
import type { Proof } from './proof.ts'
import { Sha256 } from './sha256.ts'

// Some hundred bytes each: those that are in use on one day.
const keptMax = 500

/** Keys that were derived before. To derive one takes four HMACs, and to hand bytes to an HMAC makes a key of them each time. */
const kept = new Map<string, KeyObject>()

/** The key that a secret signs with on one day, for one region and service. */
export async function signingKeyOf({ claim, scope }: Proof, secret: string): Promise<KeyObject> {
  const [date, region, service] = scope
  const name = [claim.id, secret, date, region, service].join(' ')
  const known = kept.get(name)
  if (known !== undefined) return known
  const credentials = { accessKeyId: claim.id, secretAccessKey: secret }
  const key = createSecretKey(await getSigningKey(Sha256, credentials, date, region, service))
  kept.set(name, key)
  if (kept.size > keptMax) kept.delete(kept.keys().next().value!)
  return key
}
