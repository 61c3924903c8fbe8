import type { Grant } from './grants.ts'
import { type Keyring, nonceBytes } from './keyring.ts'
import type { Random } from './random.ts'

/** Who calls, by what they prove it, and what they may. An entry for a role of AWS has no secret: STS proves who it is. */
export type AccessKey = {
  /** 20 letters and digits, the first four saying what it is: SLCE a key, SLCR a role. */
  id: string
  /** Whose it is: 1 to 64 characters. Two keys of one owner may be live at the same time, so that one can be changed. */
  owner: string
  grants: readonly Grant[]
  /** By the wall clock, as is the other time. */
  createdAtMs: number
  /** Refused from this moment on; absent: good until it is revoked. */
  expiresAtMs?: number | undefined
} & (
  | { sealedSecret: string; roleArn?: undefined; nonce?: undefined }
  /** The nonce tells one entry of a role from the next, as both have one id; absent in those from before there were nonces. */
  | { sealedSecret?: undefined; roleArn: string; nonce?: string | undefined }
)

// Letters and digits that no font makes look alike (RFC 4648, base32), ten bytes of them.
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const idBytes = 10

const toBase32 = (bytes: Uint8Array): string =>
  BigInt(`0x1${Buffer.from(bytes).toString('hex')}`)
    .toString(32)
    .slice(1)
    .replaceAll(/./g, digit => base32[Number.parseInt(digit, 32)]!)

/** The first letters of an id: a key, a session (keys for an hour), the entry of a role. */
export type IdPrefix = 'SLCE' | 'SLCS' | 'SLCR'

export const idPattern = /^SLC[ESR][A-Z2-7]{16}$/

/** Ten bytes as an id. */
export const formatKeyId = (prefix: IdPrefix, bytes: Uint8Array): string =>
  prefix + toBase32(bytes.subarray(0, idBytes))

export const newKeyId = (prefix: IdPrefix, random: Random): string => formatKeyId(prefix, random.bytes(idBytes))

// 240 bits, in 40 characters that need no escaping in a header, a URL or a shell, and no full stop among them.
const secretBytes = 30

export const newKeySecret = (random: Random): string => Buffer.from(random.bytes(secretBytes)).toString('base64url')

/** As it is stored: hidden under the installation secret, and of no use beside another id. */
export const sealSecret = (id: string, secret: string, keyring: Keyring, random: Random): string =>
  keyring.hide('accessKey', id, Buffer.from(secret), random.bytes(nonceBytes))

/** Undefined for the entry of a role, and where no live installation secret opens it. */
export const openSecret = ({ id, sealedSecret }: AccessKey, keyring: Keyring): string | undefined =>
  sealedSecret === undefined ? undefined : keyring.reveal('accessKey', id, sealedSecret)?.toString()
