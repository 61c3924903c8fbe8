import { createCipheriv, createDecipheriv, hkdfSync, timingSafeEqual } from 'node:crypto'
import { hmacSha256, type Mac } from './hmac.ts'

/** One generation of the installation secret. The id (4 bytes, in hex) travels with what it signed. */
export type Secret = { id: string; secret: Uint8Array }

export type Purpose = 'receipt' | 'cursor'

/** What is hidden, not only signed: secrets of access keys and keys of certificates where they are stored, and what a session is. */
export type HiddenPurpose = 'accessKey' | 'session' | 'certificate'

const macBytes = 16
const keyIdBytes = 4
const cipher = 'aes-256-gcm'
/** What GCM wants, drawn at random: safe for some 2^32 texts under one key. */
export const nonceBytes = 12

// Of about 500 bytes each; up to twice as many are kept.
const recentMax = 4096

type Sealed = { purpose: Purpose; payload: Buffer }

const subkey = (secret: Uint8Array, purpose: Purpose | HiddenPurpose): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', `sluice ${purpose} 1`, 32))

/**
 * Signs what callers bring back (receipts, cursors) and hides what nobody is to read, with a subkey for each purpose. The
 * first secret signs, all verify: two live generations let a secret be changed without refusing what was handed out the day before.
 */
export class Keyring {
  readonly #current: string
  readonly #generations: number
  readonly #macs = new Map<string, Mac>()
  readonly #keys = new Map<string, Uint8Array>()

  /**
   * What was sealed last, which is most of what comes back: the very text that we wrote needs no verifying. In two halves, of which
   * the older goes as a whole: to take the oldest of a Map out one by one costs more than to seal (measured on Node 24).
   */
  #recent = new Map<string, Sealed>()
  #older = new Map<string, Sealed>()

  constructor(secrets: readonly [Secret, ...Secret[]]) {
    this.#current = secrets[0].id
    this.#generations = secrets.length
    for (const { id, secret } of secrets) {
      for (const purpose of ['receipt', 'cursor'] as const)
        this.#macs.set(`${purpose}:${id}`, hmacSha256(subkey(secret, purpose)))
      for (const purpose of ['accessKey', 'session', 'certificate'] as const)
        this.#keys.set(`${purpose}:${id}`, subkey(secret, purpose))
    }
  }

  /** base64url text of key id, payload and HMAC-SHA256 cut to 128 bits. */
  seal(purpose: Purpose, payload: Uint8Array): string {
    const macAt = keyIdBytes + payload.length
    const bytes = Buffer.allocUnsafe(macAt + macBytes)
    bytes.write(this.#current, 'hex')
    bytes.set(payload, keyIdBytes)
    bytes.set(this.#mac(purpose, this.#current, bytes.subarray(0, macAt))!, macAt)
    const text = bytes.toString('base64url')
    this.#remember(text, purpose, bytes.subarray(keyIdBytes, macAt))
    return text
  }

  /** The payload of a text that {@link seal} wrote; undefined for any other text, and for a secret no longer live. */
  open(purpose: Purpose, text: string): Buffer | undefined {
    const recent = this.#recent.get(text) ?? this.#older.get(text)
    if (recent !== undefined) return recent.purpose === purpose ? recent.payload : undefined
    const bytes = Buffer.from(text, 'base64url')
    // The decoder skips what is not base64url; only the one spelling that we wrote is ours.
    if (bytes.length < keyIdBytes + macBytes || bytes.toString('base64url') !== text) return undefined
    const signed = bytes.subarray(0, -macBytes)
    const mac = this.#mac(purpose, signed.toString('hex', 0, keyIdBytes), signed)
    return mac && timingSafeEqual(mac, bytes.subarray(-macBytes)) ? signed.subarray(keyIdBytes) : undefined
  }

  /**
   * base64url text of key id, nonce, ciphertext and tag (AES-256-GCM), bound to `label`: under another one it does not
   * open. `nonce`: 12 bytes that were never used before.
   */
  hide(purpose: HiddenPurpose, label: string, payload: Uint8Array, nonce: Uint8Array): string {
    const head = Buffer.from(this.#current, 'hex')
    const encrypt = createCipheriv(cipher, this.#keys.get(`${purpose}:${this.#current}`)!, nonce)
    encrypt.setAAD(Buffer.concat([head, Buffer.from(label)]))
    const hidden = Buffer.concat([encrypt.update(payload), encrypt.final()])
    return Buffer.concat([head, nonce, hidden, encrypt.getAuthTag()]).toString('base64url')
  }

  /** What {@link hide} hid under this label; undefined for any other text, and for a secret no longer live. */
  reveal(purpose: HiddenPurpose, label: string, text: string): Buffer | undefined {
    const bytes = Buffer.from(text, 'base64url')
    const bodyAt = keyIdBytes + nonceBytes
    if (bytes.toString('base64url') !== text || bytes.length < bodyAt + macBytes) return undefined
    const head = bytes.subarray(0, keyIdBytes)
    const key = this.#keys.get(`${purpose}:${head.toString('hex')}`)
    if (key === undefined) return undefined
    const decrypt = createDecipheriv(cipher, key, bytes.subarray(keyIdBytes, bodyAt), { authTagLength: macBytes })
    decrypt.setAAD(Buffer.concat([head, Buffer.from(label)]))
    decrypt.setAuthTag(bytes.subarray(-macBytes))
    try {
      return Buffer.concat([decrypt.update(bytes.subarray(bodyAt, -macBytes)), decrypt.final()])
    } catch {
      return undefined
    }
  }

  /** Whether the text was hidden with the secret that signs now, and will open for as long as that is live. */
  isCurrent(text: string): boolean {
    return Buffer.from(text, 'base64url').toString('hex', 0, keyIdBytes) === this.#current
  }

  /** Whether a second secret is live: what was hidden with it has to be hidden anew before it goes. */
  get isChanging(): boolean {
    return this.#generations > 1
  }

  #remember(text: string, purpose: Purpose, payload: Buffer): void {
    if (this.#recent.size === recentMax) {
      this.#older = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(text, { purpose, payload })
  }

  #mac(purpose: Purpose, keyId: string, signed: Uint8Array): Buffer | undefined {
    return this.#macs.get(`${purpose}:${keyId}`)?.(signed).subarray(0, macBytes)
  }
}
