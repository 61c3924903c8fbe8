import { hash } from 'node:crypto'
import { hmacSha256 } from '../../domain/hmac.ts'

const bufferOf = (data: string | ArrayBuffer | ArrayBufferView): Buffer => {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data)
}

/** SHA-256 as the signer wants it; with a secret, its HMAC. Objects of Node's crypto would cost several times the hashing. */
export class Sha256 {
  readonly #secret: Buffer | undefined
  #data: Buffer = Buffer.alloc(0)
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : bufferOf(secret)
  }
  update(data: Uint8Array): void {
    this.#data = this.#data.length === 0 ? bufferOf(data) : Buffer.concat([this.#data, data])
  }
  async digest(): Promise<Uint8Array> {
    return this.#secret === undefined ? hash('sha256', this.#data, 'buffer') : hmacSha256(this.#secret)(this.#data)
  }
  reset(): void {}
}
