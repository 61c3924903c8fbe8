import { type Keyring, nonceBytes } from './keyring.ts'
import type { Random } from './random.ts'

/** With which we sign what we push, so that endpoints can tell that it is ours. */
export type Certificate = {
  /** 32 hex digits. */
  id: string
  /** X.509 of an RSA key, self-signed, in PEM. */
  pem: string
  /** The private key (PKCS #8), hidden under the installation secret; gone once it is retired. */
  sealedKey?: string | undefined
  /** By the wall clock, as is the other time. */
  createdAtMs: number
  /** Signs no more from then on. */
  retiredAtMs?: number | undefined
}

/** As it is stored: of no use beside another certificate. */
export const sealKey = (id: string, key: Uint8Array, keyring: Keyring, random: Random): string =>
  keyring.hide('certificate', id, key, random.bytes(nonceBytes))

/** Undefined for one that is retired, and where no live installation secret opens it. */
export const openKey = ({ id, sealedKey }: Certificate, keyring: Keyring): Buffer | undefined =>
  sealedKey === undefined ? undefined : keyring.reveal('certificate', id, sealedKey)
