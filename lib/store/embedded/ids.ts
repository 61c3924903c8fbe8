import { formatId, parseId } from '../../domain/id.ts'
import type { Random } from '../../domain/random.ts'

// The last six bytes are the message's place in the table, so that an id is found without an index of its own. The
// random ones before it make an id a secret, and differ where a place is used again.
const seqAt = 10
const seqBytes = 6

export function mintId(seq: number, random: Random): string {
  const bytes = Buffer.allocUnsafe(seqAt + seqBytes)
  bytes.set(random.bytes(seqAt))
  bytes.writeUIntBE(seq, seqAt, seqBytes)
  return formatId(bytes)
}

/** Where a message with this id would lie; undefined for a text that is no id. Whether it does, its row says. */
export const seqOf = (id: string): number | undefined => parseId(id)?.readUIntBE(seqAt, seqBytes)
