import { accessKeysAfter, replaceAccessKey, type StoredKey } from '../actions/accessKeyDocument.ts'
import { findCertificates, saveCertificates } from '../actions/certificateDocument.ts'
import type { Services } from '../actions/services.ts'
import { type AccessKey, openSecret, sealSecret } from '../domain/accessKey.ts'
import { type Certificate, openKey, sealKey } from '../domain/certificate.ts'

const pageKeys = 100

/**
 * While the installation secret changes: seals with the new one what was sealed with the old one, so that every access key
 * and the certificate outlive it. At other times nothing is looked at.
 */
export async function resealKeys(services: Services): Promise<void> {
  if (!services.keyring.isChanging) return
  for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const page = await accessKeysAfter(services, { limit: pageKeys, after })
    for (const stored of page) await reseal(services, stored)
    after = page.length < pageKeys ? undefined : page.at(-1)!.key.id
  }
  await resealCertificates(services)
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

async function resealCertificates(services: Services): Promise<void> {
  const { certificates, version } = await findCertificates(services)
  const resealed = certificates.map(certificate => resealCertificate(services, certificate))
  // Whoever has made another one meanwhile has sealed it with the new secret.
  if (resealed.some((one, at) => one !== certificates[at]))
    await saveCertificates(services, { certificates: resealed, version })
}

function resealCertificate({ keyring, random }: Services, certificate: Certificate): Certificate {
  const { id, sealedKey } = certificate
  if (sealedKey === undefined || keyring.isCurrent(sealedKey)) return certificate
  const key = openKey(certificate, keyring)
  return key === undefined ? certificate : { ...certificate, sealedKey: sealKey(id, key, keyring, random) }
}
