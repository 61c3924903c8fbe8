import { createSign, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { limits } from '../domain/limits.ts'

export type NewCertificate = { pem: string; key: Buffer }

type Der = Buffer

/** A tag, a length and what they are of (X.690). */
function der(tag: number, ...parts: readonly Uint8Array[]): Der {
  const content = Buffer.concat(parts)
  const length = content.length
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...parts: readonly Der[]): Der => der(0x30, ...parts)
const bits = (content: Uint8Array): Der => der(0x03, Buffer.from([0]), content)
const version3 = der(0xa0, der(0x02, Buffer.from([2])))
// 1.2.840.113549.1.1.11: an RSA signature of a SHA-256.
const rsaWithSha256 = sequence(der(0x06, Buffer.from('2a864886f70d01010b', 'hex')), der(0x05))
// 2.5.4.3
const commonName = der(0x06, Buffer.from('550403', 'hex'))
const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from('sluice')))))

/** Always with four digits for the year: readers take them for any. */
const time = (ms: number): Der =>
  der(0x18, Buffer.from(`${new Date(ms).toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`))

const makeKeys = promisify(generateKeyPair)

/**
 * An RSA key and a certificate of it that it signs itself (RFC 5280), good from a day ago for ten years. `serial`: 1 to 20 bytes that were
 * never used before.
 */
export async function newCertificate(nowMs: number, serial: Uint8Array): Promise<NewCertificate> {
  const { publicKey, privateKey } = await makeKeys('rsa', { modulusLength: limits.certificateBits })
  const validity = sequence(time(nowMs - 86_400_000), time(nowMs + limits.certificateSeconds * 1000))
  // Positive, and not written longer than it is.
  const number = der(0x02, Buffer.from([0x01]), serial.subarray(0, 19))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const signed = sequence(version3, number, rsaWithSha256, name, validity, name, key)
  const signature = createSign('sha256').update(signed).sign(privateKey)
  const certificate = sequence(signed, rsaWithSha256, bits(signature))
  return { pem: toPem(certificate), key: privateKey.export({ type: 'pkcs8', format: 'der' }) }
}

const toPem = (certificate: Der): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`
