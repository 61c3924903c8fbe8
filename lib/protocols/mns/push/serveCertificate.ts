import { servedCertificate } from '../../../actions/certificates.ts'
import type { Services } from '../../../actions/services.ts'
import type { Answer, Reply } from '../../../http/message.ts'

const path = /^\/certificates\/([0-9a-f]{32})\.pem$/

export const certificatePath = (id: string): string => `/certificates/${id}.pem`

/** Whether a request is for a certificate, or for what looks like one. */
export const isForCertificate = (asked: string): boolean => asked.startsWith('/certificates/')

/**
 * Gives certificates to whoever asks: they are public, and receivers of pushes have no key of ours. One never changes, so whoever fetched it
 * may keep it.
 */
export const makeServeCertificate =
  (services: Services, onFault: (thrown: unknown, requestId: string) => void): Answer =>
  async ({ method, path: asked, requestId }) => {
    if (method !== 'GET' && method !== 'HEAD') return said(405, 'Only GET is served here.')
    const [, id] = path.exec(asked) ?? []
    try {
      const pem = id === undefined ? undefined : await servedCertificate(services, id)
      return pem === undefined ? said(404, 'There is no such certificate (any more).') : served(pem)
    } catch (error) {
      onFault(error, requestId)
      return said(500, 'The certificate could not be read.')
    }
  }

const said = (status: number, words: string): Reply => ({
  status,
  headers: { 'content-type': 'text/plain', ...(status === 405 && { allow: 'GET, HEAD' }) },
  body: `${words}\n`,
})

const served = (body: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/x-pem-file', 'cache-control': 'public, max-age=86400, immutable' },
  body,
})
