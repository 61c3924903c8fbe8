import type { Random } from './random.ts'

// 8-4-4-4-12 lower-case hex digits of a version-8 UUID (RFC 9562): the version for layouts of one's own.
const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Sixteen bytes as a version-8 UUID; 6 bits (version and variant) are overwritten, the other 122 are kept. */
export function formatId(bytes: Uint8Array): string {
  const marked = Buffer.from(bytes)
  marked[6] = (marked[6]! & 0x0f) | 0x80
  marked[8] = (marked[8]! & 0x3f) | 0x80
  const hex = marked.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The sixteen bytes of an id that {@link formatId} wrote; undefined for any other text. */
export function parseId(id: string): Buffer | undefined {
  return pattern.test(id) ? Buffer.from(id.replaceAll('-', ''), 'hex') : undefined
}

/** Writes the sixteen bytes of an id that {@link formatId} wrote to `at`. */
export const writeId = (id: string, bytes: Buffer, at: number): number => bytes.write(id.replaceAll('-', ''), at, 'hex')

export const newId = (random: Random): string => formatId(random.bytes(16))

/** Fences one lease (or one edit) of a message: 48 random bits as 8 characters of base64url. */
export const newToken = (random: Random): string => Buffer.from(random.bytes(6)).toString('base64url')
