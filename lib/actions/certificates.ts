import { type Certificate, openKey, sealKey } from '../domain/certificate.ts'
import { limits } from '../domain/limits.ts'
import { Problem } from '../domain/problem.ts'
import { findCertificates, type StoredCertificates, saveCertificates } from './certificateDocument.ts'
import { newCertificate } from './newCertificate.ts'
import type { Action, Services } from './services.ts'

// One that is retired elsewhere may sign for so long: it is served for much longer.
const ageMsMax = 60_000
// Each try reads what another writer has just written.
const triesMax = 8

const idBytes = 16
const serialBytes = 19

/** What pushes are signed with. The key: PKCS #8. */
export type Signing = { certificate: Certificate; key: Buffer }

/**
 * The certificate that signs, made where there is none, or none that a live installation secret opens. Of several who make one at the same time
 * one wins, and all sign with that.
 */
export async function signingCertificate(services: Services): Promise<Signing> {
  for (let tries = 0; tries < triesMax; tries++) {
    const stored = await findCertificates(services, tries === 0 ? ageMsMax : 0)
    const [certificate] = stored.certificates
    const key = certificate && openKey(certificate, services.keyring)
    if (certificate !== undefined && key !== undefined) return { certificate, key }
    // What was read a minute ago is no reason.
    if (tries > 0) await replace(services, stored)
  }
  throw new Problem('StoreBusy')
}

/** Makes a new certificate sign. Undefined: somebody else did meanwhile. */
async function replace(services: Services, stored: StoredCertificates): Promise<Certificate | undefined> {
  const { wall, random, keyring } = services
  const nowMs = wall.nowMs()
  const { pem, key } = await newCertificate(nowMs, random.bytes(serialBytes))
  const id = Buffer.from(random.bytes(idBytes)).toString('hex')
  const made: Certificate = { id, pem, sealedKey: sealKey(id, key, keyring, random), createdAtMs: nowMs }
  const retired = stored.certificates.map(one => retire(one, nowMs)).filter(one => isServed(one, nowMs))
  const isSaved = await saveCertificates(services, { certificates: [made, ...retired], version: stored.version })
  return isSaved ? made : undefined
}

const retire = ({ sealedKey, ...certificate }: Certificate, nowMs: number): Certificate => ({
  ...certificate,
  retiredAtMs: certificate.retiredAtMs ?? nowMs,
})

const isServed = ({ retiredAtMs }: Certificate, nowMs: number): boolean =>
  retiredAtMs === undefined || nowMs < retiredAtMs + limits.certificateServedSeconds * 1000

/** A certificate in PEM, for whoever checks a signature; undefined for one that is not known (any more). */
export async function servedCertificate(services: Services, id: string): Promise<string | undefined> {
  const find = async (maxAgeMs: number): Promise<Certificate | undefined> =>
    (await findCertificates(services, maxAgeMs)).certificates.find(one => one.id === id)
  const found = (await find(ageMsMax)) ?? (await find(0))
  return found !== undefined && isServed(found, services.wall.nowMs()) ? found.pem : undefined
}

/** The certificate that signs, without its key. */
export const getCertificate: Action<Record<never, never>, Certificate> = async services => {
  const { certificate } = await signingCertificate(services)
  return shown(certificate)
}

/** Makes a new certificate that signs from now on; within a minute everywhere. The one before is served on for 30 days. */
export const rotateCertificate: Action<Record<never, never>, Certificate> = async services => {
  for (let tries = 0; tries < triesMax; tries++) {
    const made = await replace(services, await findCertificates(services))
    if (made !== undefined) return shown(made)
  }
  throw new Problem('StoreBusy')
}

const shown = ({ sealedKey, ...certificate }: Certificate): Certificate => certificate
