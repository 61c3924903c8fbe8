import type { Certificate } from '../domain/certificate.ts'
import { shown, signingCertificate } from './certificates.ts'
import type { Action } from './services.ts'

/** The certificate that signs pushes, without its key. */
export const getCertificate: Action<Record<never, never>, Certificate> = async services => {
  const { certificate } = await signingCertificate(services)
  return shown(certificate)
}
