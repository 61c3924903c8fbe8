import { formatId, parseId } from '../../../domain/id.ts'

/** Where a message of an ordered queue stands: its group, and its number there. */
export type OrderedPlace = { hash: string; number: number }

const kindMask = 0xc0
const kind = 0x40
const low4 = 0x0f
const low6 = 0x3f

// Layout: number (48 bits) · version and number (4) · kind (2 bits, 1: an ordered place) and number (6) · variant and hash (6) ·
// hash (56). Numbers are below 2 ** 53 until 2255.
const lowBits = 2 ** 10

/** The id of a message in an ordered queue: sixteen bytes, written as a version-8 UUID. */
export function formatOrderedPlace({ hash, number }: OrderedPlace): string {
  const bytes = Buffer.alloc(16)
  const low = number % lowBits
  bytes.writeUIntBE((number - low) / lowBits, 0, 6)
  bytes[6] = low >> 6
  bytes[7] = kind | (low & low6)
  Buffer.from(hash, 'base64url').copy(bytes, 8)
  return formatId(bytes)
}

/** The place in a text that {@link formatOrderedPlace} wrote; undefined for any other text. */
export function parseOrderedPlace(text: string): OrderedPlace | undefined {
  const bytes = parseId(text)
  if (bytes === undefined || (bytes[7]! & kindMask) !== kind) return undefined
  const low = ((bytes[6]! & low4) << 6) | (bytes[7]! & low6)
  const hash = Buffer.from(bytes.subarray(8))
  hash[0]! &= low6
  return { hash: hash.toString('base64url'), number: bytes.readUIntBE(0, 6) * lowBits + low }
}
