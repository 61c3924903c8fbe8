import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { expect, test } from 'vitest'
import { signed } from './signature.ts'

/** What the library that signs wants to be given. */
class Sha256 {
  readonly #hash
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data)
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
}

test('it signs as the library of AWS does', async () => {
  const key = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' }
  const signer = new SignatureV4({
    credentials: { accessKeyId: key.id, secretAccessKey: key.secret },
    region: 'us-east-1',
    service: 'sqs',
    sha256: Sha256 as never,
    applyChecksum: false,
  })
  const request = { method: 'POST', protocol: 'http:', hostname: '127.0.0.1', path: '/', body: '{}', query: {} }
  const signing = { signingDate: new Date('2030-01-31T12:00:00Z') }
  const theirs = await signer.sign({ ...request, headers: { ...headers, host: '127.0.0.1' } }, signing)
  expect(signed(key, headers, '{}', Date.parse('2030-01-31T12:00:00Z')).authorization).toBe(
    theirs.headers.authorization,
  )
})
