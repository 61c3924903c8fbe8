import type { Envelope } from '../../../domain/envelope.ts'
import { deduplicationKey } from '../../../domain/ordered.ts'
import type { Deduplication } from '../../store.ts'
import { groupHash } from './keys.ts'

/** A message of a publish, and the key by which it may be a duplicate. */
export type Fresh = { envelope: Envelope; position: number; key: string | undefined }

/** The messages of one publish for one group, in its order. `turn`: where in its millisecond the group begins, if it does. */
export type Share = { hash: string; turn: number; messages: Fresh[] }

/** `sameAs`: for each position whose key another message of this very call has, the position of that one. */
export type Shares = { shares: Share[]; sameAs: Map<number, number> }

/** Groups that begin with one call begin in its order, from `turn` on. */
export function sharesOf(
  scope: string,
  envelopes: readonly Envelope[],
  deduplication: Deduplication | undefined,
  turn: number,
): Shares {
  const firsts = new Map<string, number>()
  const sameAs = new Map<number, number>()
  const shares = new Map<string, Share>()
  for (const [position, envelope] of envelopes.entries()) {
    const key = deduplication && deduplicationKey(envelope, deduplication.scope)
    const first = key === undefined ? undefined : firsts.get(key)
    if (first !== undefined) {
      sameAs.set(position, first)
      continue
    }
    if (key !== undefined) firsts.set(key, position)
    const hash = groupHash(scope, envelope.groupId!)
    const share = shares.get(hash) ?? { hash, turn: turn + position, messages: [] }
    shares.set(hash, share)
    share.messages.push({ envelope, position, key })
  }
  return { shares: [...shares.values()], sameAs }
}
