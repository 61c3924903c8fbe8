import type { KeyObject } from 'node:crypto'
import { signingCertificate } from '../../../actions/certificates.ts'
import type { Wish } from '../../../actions/deliverCopy.ts'
import type { Services } from '../../../actions/services.ts'
import type { Envelope } from '../../../domain/envelope.ts'
import { type PushRequest, pushRequest } from './request.ts'
import { certificatePath } from './serveCertificate.ts'
import { toKey } from './sign.ts'

export type PushSite = {
  account: string
  /** Where endpoints reach us: asked with each push, as a server may learn it late. */
  baseUrl: () => string
}

/** Requests as MNS pushes them, whichever protocol the subscription was made by; each is signed anew. */
export function makeWritePush({ account, baseUrl }: PushSite) {
  const keyOf = keysInUse()
  return async (services: Services, { subscription }: Wish, envelope: Envelope, url: string): Promise<PushRequest> => {
    const { certificate, key } = await signingCertificate(services)
    const signer = { key: keyOf(certificate.id, key), certificateUrl: `${baseUrl()}${certificatePath(certificate.id)}` }
    const copy = { account, subscription: subscription.name, envelope }
    return pushRequest(copy, { url, format: subscription.settings.format }, signer, services)
  }
}

/** To read a key takes as long as to sign with it. */
function keysInUse(): (id: string, key: Buffer) => KeyObject {
  let last: { id: string; key: KeyObject } | undefined
  return (id, key) => {
    if (last?.id !== id) last = { id, key: toKey(key) }
    return last.key
  }
}
