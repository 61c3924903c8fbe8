import type { Certificate } from '../domain/certificate.ts'
import type { Json } from '../store/store.ts'
import type { Services } from './services.ts'

// All in one record, so that there is never more than one that signs.
const kind = 'certificate'
const name = 'push'

/** The one that signs, then those that are retired, the latest first. */
export type StoredCertificates = { certificates: readonly Certificate[]; version: number | 'absent' }

/** As they stand, or as they stood up to `maxAgeMs` ago. */
export async function findCertificates({ store }: Services, maxAgeMs = 0): Promise<StoredCertificates> {
  const document = await store.documents.read(kind, name, maxAgeMs)
  if (document === undefined) return { certificates: [], version: 'absent' }
  const { certificates } = document.value as unknown as { certificates: Certificate[] }
  return { certificates, version: document.version }
}

/** False: somebody else was faster. */
export async function saveCertificates(
  { store }: Services,
  { certificates, version }: StoredCertificates,
): Promise<boolean> {
  const value = { certificates } as unknown as Json
  return (await store.documents.write(kind, name, value, version)).kind === 'written'
}
