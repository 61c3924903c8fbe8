import type { KeyObject } from 'node:crypto'
import { signingCertificate } from '../../../actions/certificates.ts'
import type { Wish } from '../../../actions/deliverCopy.ts'
import type { Services } from '../../../actions/services.ts'
import type { Envelope } from '../../../domain/envelope.ts'
import { eventRequest, type PushRequest, pushRequest, type Signer } from './request.ts'
import { certificatePath } from './serveCertificate.ts'
import { toKey } from './sign.ts'

export type PushSite = {
  account: string
  /** Where endpoints reach us: asked with each push, as a server may learn it late. */
  baseUrl: () => string
}

/** Requests as MNS pushes them, whichever protocol the subscription was made by; each is signed anew. */
export function makeWritePush(site: PushSite) {
  const signerOf = signers(site)
  return async (services: Services, { subscription }: Wish, envelope: Envelope, url: string): Promise<PushRequest> => {
    const copy = { account: site.account, subscription: subscription.name, envelope }
    return pushRequest(copy, { url, format: subscription.settings.format }, await signerOf(services), services)
  }
}

/** Requests that carry an event of JSON, signed as the others are. */
export function makeWriteEventPost(site: PushSite) {
  const signerOf = signers(site)
  return async (services: Services, body: Buffer, url: string): Promise<PushRequest> =>
    eventRequest(url, body, await signerOf(services), services)
}

function signers({ baseUrl }: PushSite): (services: Services) => Promise<Signer> {
  const keyOf = keysInUse()
  return async services => {
    const { certificate, key } = await signingCertificate(services)
    return { key: keyOf(certificate.id, key), certificateUrl: `${baseUrl()}${certificatePath(certificate.id)}` }
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
