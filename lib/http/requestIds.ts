import { formatId } from '../domain/id.ts'
import type { Random } from '../domain/random.ts'

const runCharacters = 24
const countDigits = 12

/** Ids for requests, UUIDs as clients of SQS know them: unguessable by the run, unique by the count. Cheap enough to make one a request. */
export function requestIds(random: Random): () => string {
  const run = formatId(random.bytes(16)).slice(0, runCharacters)
  let count = 0
  return () => run + (++count).toString(16).padStart(countDigits, '0')
}
