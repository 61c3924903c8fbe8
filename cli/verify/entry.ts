/**
 * What a process knows about one message, a line each. `published`: the server has acknowledged the publish.
 * `delivered`: a consumer has it. `processed`: the consumer's work is done, and it is about to send the ack.
 * `acked`: the server has acknowledged the ack.
 */
export type Entry =
  | { kind: 'published'; id: string; hash: string; sentAtMs: number }
  | { kind: 'delivered'; id: string; attempts: number; atMs: number }
  | { kind: 'processed'; id: string; hash: string }
  | { kind: 'acked'; id: string; atMs: number }

export function encodeEntry(entry: Entry): string {
  switch (entry.kind) {
    case 'published':
      return `P ${entry.id} ${entry.hash} ${entry.sentAtMs}\n`
    case 'delivered':
      return `D ${entry.id} ${entry.attempts} ${entry.atMs}\n`
    case 'processed':
      return `W ${entry.id} ${entry.hash}\n`
    case 'acked':
      return `A ${entry.id} ${entry.atMs}\n`
  }
}

/** Undefined for a line that was cut off. */
export function decodeEntry(line: string): Entry | undefined {
  const [letter, id, first, second] = line.split(' ')
  if (id === undefined || first === undefined) return undefined
  if (letter === 'W') return { kind: 'processed', id, hash: first }
  if (letter === 'A') return { kind: 'acked', id, atMs: Number(first) }
  if (second === undefined) return undefined
  if (letter === 'P') return { kind: 'published', id, hash: first, sentAtMs: Number(second) }
  return letter === 'D' ? { kind: 'delivered', id, attempts: Number(first), atMs: Number(second) } : undefined
}
