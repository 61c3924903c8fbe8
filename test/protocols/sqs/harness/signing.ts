import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Exchange, Sent } from './exchange.ts'

class Sha256 {
  readonly #hash: Hash | Hmac
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string)
  }
  update = (data: Uint8Array) => void this.#hash.update(data)
  digest = async () => this.#hash.digest()
  reset() {}
}

export type Key = { id: string; secret: string }
export type Signing = {
  atMs: number
  region?: string
  /** What happens to a signed request on its way. */
  spoil?: (sent: Sent & { headers: Record<string, string> }) => Sent
}

const host = 'queues.test'

const signerOf = ({ id, secret }: Key, region = 'us-east-1'): SignatureV4 =>
  new SignatureV4({
    service: 'sqs',
    region,
    credentials: { accessKeyId: id, secretAccessKey: secret },
    sha256: Sha256,
  })

const toRequest = ({ method = 'POST', target = '/', headers = {}, body }: Sent) => {
  const [path = '/', query = ''] = target.split('?')
  const all = { ...headers, host }
  return { protocol: 'http:', hostname: host, method, path, query: parsed(query), headers: all, body }
}
const parsed = (query: string): Record<string, string> => Object.fromEntries(new URLSearchParams(query))

/** Signs with the library that the official clients sign with, at the time that is given. */
export const signing =
  (exchange: Exchange, key: Key, { atMs, region, spoil = sent => sent }: Signing): Exchange =>
  async sent => {
    const signed = await signerOf(key, region).sign(toRequest(sent), { signingDate: new Date(atMs) })
    return exchange(spoil({ ...sent, headers: signed.headers }))
  }

/** The target of a request that anybody may send for a minute. */
export async function presigned(target: string, key: Key, atMs: number): Promise<string> {
  const request = toRequest({ method: 'GET', target })
  const signed = await signerOf(key).presign(request, { signingDate: new Date(atMs), expiresIn: 60 })
  return `${request.path}?${new URLSearchParams(signed.query as Record<string, string>)}`
}

export const hostHeader = { host }
