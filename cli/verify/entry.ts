/**
 * What a process knows about one message, a line each. `published`: the server has acknowledged the publish.
 * `delivered`: a consumer has it. `processed`: the consumer's work is done, and it is about to send the ack.
 * `acked`: the server has acknowledged the ack. Of an ordered queue besides: `numbered` with the publish, `handed` with the
 * delivery; `answer` is the same for all that one poll brought.
 */
export type Entry =
  | { kind: 'published'; id: string; hash: string; sentAtMs: number }
  | { kind: 'delivered'; id: string; attempts: number; atMs: number }
  | { kind: 'processed'; id: string; hash: string; atMs?: number | undefined }
  | { kind: 'numbered'; id: string; group: string; sequence: string }
  | Handed
  | { kind: 'acked'; id: string; atMs: number }

type Handed = {
  kind: 'handed'
  id: string
  group: string
  sequence: string
  answer: string
  askedAtMs: number
  atMs: number
}

export function encodeEntry(entry: Entry): string {
  switch (entry.kind) {
    case 'published':
      return `P ${entry.id} ${entry.hash} ${entry.sentAtMs}\n`
    case 'delivered':
      return `D ${entry.id} ${entry.attempts} ${entry.atMs}\n`
    case 'processed':
      return entry.atMs === undefined ? `W ${entry.id} ${entry.hash}\n` : `W ${entry.id} ${entry.hash} ${entry.atMs}\n`
    case 'acked':
      return `A ${entry.id} ${entry.atMs}\n`
    case 'numbered':
      return `N ${entry.id} ${entry.group} ${entry.sequence} .\n`
    case 'handed':
      return `H ${entry.id} ${entry.group} ${entry.sequence} ${entry.answer} ${entry.askedAtMs} ${entry.atMs}\n`
  }
}

/** Undefined for a line that was cut off. */
export function decodeEntry(line: string): Entry | undefined {
  const [letter, id, first, second, ...more] = line.split(' ')
  if (id === undefined || first === undefined) return undefined
  if (letter === 'W') return { kind: 'processed', id, hash: first, ...(second && { atMs: Number(second) }) }
  if (letter === 'A') return { kind: 'acked', id, atMs: Number(first) }
  if (second === undefined) return undefined
  if (letter === 'P') return { kind: 'published', id, hash: first, sentAtMs: Number(second) }
  if (letter === 'N' && more.length === 1) return { kind: 'numbered', id, group: first, sequence: second }
  if (letter === 'H' && more.length === 3) return handedOf(id, first, second, more)
  return letter === 'D' ? { kind: 'delivered', id, attempts: Number(first), atMs: Number(second) } : undefined
}

const handedOf = (id: string, group: string, sequence: string, [answer = '', asked, at]: string[]): Handed => ({
  kind: 'handed',
  id,
  group,
  sequence,
  answer,
  askedAtMs: Number(asked),
  atMs: Number(at),
})
