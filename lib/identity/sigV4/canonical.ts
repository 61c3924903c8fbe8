import { createHmac, hash } from 'node:crypto'
import { getCanonicalHeaders, SignatureV4 } from '@smithy/signature-v4'
import type { Request } from '../../http/message.ts'
import type { Proof } from './proof.ts'
import { Sha256 } from './sha256.ts'
import { signingKeyOf } from './signingKey.ts'

/** What should have been signed, and the signature that the secret makes of it. */
export type Expected = { canonicalRequest: string; stringToSign: string; signature: string }

/** AWS's own signer, which clients sign with, with its two texts in the open. */
class Signer extends SignatureV4 {
  canonicalOf(request: Parameters<Signer['createCanonicalRequest']>[0], headers: Record<string, string>, hash: string) {
    return this.createCanonicalRequest(request, headers, hash)
  }
  toSign(amzDate: string, scope: string, canonicalRequest: string): Promise<string> {
    return this.createStringToSign(amzDate, scope, canonicalRequest, 'AWS4-HMAC-SHA256')
  }
}

// Only its texts are wanted, in which no credentials and no scope of its own occur.
const none = { accessKeyId: '', secretAccessKey: '' }
const signer = new Signer({ service: '', region: '', credentials: none, sha256: Sha256 })

/** The signature that the request should have, made with `secret`; `path` as it was sent. */
export async function expectedOf(request: Request, path: string, proof: Proof, secret: string): Promise<Expected> {
  const asSent = { ...request, path, query: queryOf(request.query) } as unknown as Parameters<Signer['canonicalOf']>[0]
  const canonicalRequest = signer.canonicalOf(asSent, headersOf(request, proof), payloadHash(request))
  const stringToSign = await signer.toSign(proof.amzDate, proof.scope.join('/'), canonicalRequest)
  const signature = createHmac('sha256', await signingKeyOf(proof, secret))
    .update(stringToSign)
    .digest('hex')
  return { canonicalRequest, stringToSign, signature }
}

/** Those that were signed, whichever they are; one that is missing is missing in the text as well, `constructor` among them. */
function headersOf({ headers }: Request, { signedHeaders }: Proof): Record<string, string> {
  const given = Object.fromEntries(
    signedHeaders.map(name => [name, Object.hasOwn(headers, name) ? headers[name] : undefined]),
  )
  return getCanonicalHeaders({ headers: given } as never, undefined, new Set(signedHeaders)) as Record<string, string>
}

function queryOf(query: URLSearchParams): Record<string, string[]> {
  const values: Record<string, string[]> = Object.create(null)
  for (const name of new Set(query.keys())) values[name] = query.getAll(name)
  return values
}

const unsigned = 'UNSIGNED-PAYLOAD'

/** Of the body that came, whatever a header says of it: one that says otherwise was not signed with this body. */
function payloadHash({ headers, query, body }: Request): string {
  const said = headers['x-amz-content-sha256'] ?? query.get('X-Amz-Content-Sha256')
  if (said === unsigned) return unsigned
  return hash('sha256', body ?? '')
}
