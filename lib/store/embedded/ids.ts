import { formatId } from '../../domain/id.ts'
import type { Random } from '../../domain/random.ts'

// The last six bytes are the message's place in the table, so that an id is found without an index of its own. The
// random ones before it make an id a secret, and differ where a place is used again.
const seqAt = 10
const seqBytes = 6
const idCharacters = 36

export function mintId(seq: number, random: Random): string {
  const bytes = Buffer.allocUnsafe(seqAt + seqBytes)
  bytes.set(random.bytes(seqAt))
  bytes.writeUIntBE(seq, seqAt, seqBytes)
  return formatId(bytes)
}

/** Where a message with this id would lie; undefined for a text that leads nowhere. Whether it does, its row says. */
export function seqOf(id: string): number | undefined {
  const seq = id.length === idCharacters ? Number(`0x${id.slice(-2 * seqBytes)}`) : Number.NaN
  return Number.isNaN(seq) ? undefined : seq
}
