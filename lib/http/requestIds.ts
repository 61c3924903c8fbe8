import type { Random } from '../domain/random.ts'

/** Ids for requests: unguessable by the run, unique by the count. Cheap enough to make one a request. */
export function requestIds(random: Random): () => string {
  const run = Buffer.from(random.bytes(9)).toString('base64url')
  let count = 0
  return () => `${run}-${(++count).toString(36)}`
}
