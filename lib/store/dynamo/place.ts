import { formatId, parseId } from '../../domain/id.ts'
import { limits } from '../../domain/limits.ts'
import { mainOf, sideOf } from '../../domain/priority.ts'

/**
 * Where a message lies: the block that holds it, by lane and sort key, and its slot in the block. Sixteen bytes, written
 * as a version-8 UUID: a message's id is the place it was first put, so that get and cancel need no index.
 */
export type Place = {
  /** A rank (`rankOf`): a priority, 1 to 16, or half a step more for its side. */
  level: number
  /** 0 to 63. */
  lane: number
  /** Milliseconds since 1970; the block's place in its lane. */
  readyAtMs: number
  /** 14 hex digits: which of the blocks of one millisecond. */
  nonce: string
  /** 0 to 15. */
  index: number
}

export const nonceBytes = 7
export const levelDefault = limits.priorityDefault
const kindMax = 0x3f

// Layout: ready time (6) · version and level (1) · kind (2 bits, 0: a slot in a block) and lane (1) · variant, index, a
// bit of nothing and one that says side (1) · nonce (7).
export function formatPlace({ level, lane, readyAtMs, nonce, index }: Place): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(readyAtMs, 0, 6)
  bytes[6] = mainOf(level) - 1
  bytes[7] = lane
  bytes[8] = (index << 2) | (level === mainOf(level) ? 0 : 1)
  bytes.write(nonce, 9, 'hex')
  return formatId(bytes)
}

/** The place in a text that {@link formatPlace} wrote; undefined for any other text, and for kinds yet unknown. */
export function parsePlace(text: string): Place | undefined {
  const bytes = parseId(text)
  if (bytes === undefined || bytes[7]! > kindMax || (bytes[8]! & 2) !== 0) return undefined
  const priority = (bytes[6]! & 0x0f) + 1
  return {
    level: (bytes[8]! & 1) === 0 ? priority : sideOf(priority),
    lane: bytes[7]!,
    readyAtMs: bytes.readUIntBE(0, 6),
    nonce: bytes.toString('hex', 9),
    index: (bytes[8]! & 0x3f) >> 2,
  }
}
