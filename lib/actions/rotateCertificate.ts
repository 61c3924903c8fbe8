import type { Certificate } from '../domain/certificate.ts'
import { Problem } from '../domain/problem.ts'
import { findCertificates } from './certificateDocument.ts'
import { replaceCertificate, shown } from './certificates.ts'
import type { Action } from './services.ts'

// Each try reads what another writer has just written.
const triesMax = 8

/** Makes a new certificate that signs from now on; within a minute everywhere. The one before is served on for 30 days. */
export const rotateCertificate: Action<Record<never, never>, Certificate> = async services => {
  for (let tries = 0; tries < triesMax; tries++) {
    const made = await replaceCertificate(services, await findCertificates(services))
    if (made !== undefined) return shown(made)
  }
  throw new Problem('StoreBusy')
}
