import type { Envelope } from '../../domain/envelope.ts'
import { priorityOf, rankOf, sideOf } from '../../domain/priority.ts'
import type { Block } from './block.ts'
import { headOf } from './heads.ts'
import { blockKey, type LaneName } from './keys.ts'
import type { Mint } from './mint.ts'
import { formatPlace } from './place.ts'
import { freshSlot } from './slot.ts'

/** The messages of one publish with the same ready time and level: one block. `positions`: where each stands in the call. */
export type Share = {
  readyAtMs: number
  level: number
  nonce: string
  envelopes: Envelope[]
  positions: number[]
  wakes?: string | undefined
}

/** `wakes`: what the blocks of the queue say of whom they wake (`wakeName`). */
export function sharesOf(envelopes: readonly Envelope[], mint: Mint, wakes?: string): Share[] {
  const shares = new Map<string, Share>()
  for (const [position, envelope] of envelopes.entries()) {
    const { readyAtMs } = envelope
    const level = rankOf(envelope)
    const key = `${level} ${readyAtMs}`
    const share = shares.get(key) ?? { ...newShare(level, readyAtMs, mint), wakes }
    shares.set(key, share)
    share.envelopes.push(envelope)
    share.positions.push(position)
  }
  return [...shares.values()]
}

/**
 * The levels that some messages ask for. Where there are groups one may turn noisy, and then it takes too long to make
 * known that there is a side: so it is there before.
 */
export const levelsFor = (envelopes: readonly Envelope[]): number[] =>
  envelopes.flatMap(envelope => {
    const priority = priorityOf(envelope)
    return envelope.groupId === undefined ? [priority] : [priority, sideOf(priority)]
  })

const newShare = (level: number, readyAtMs: number, mint: Mint): Share => ({
  readyAtMs,
  level,
  nonce: mint.nonce(readyAtMs),
  envelopes: [],
  positions: [],
})

/** The block of a share, its envelopes not placed yet. */
export const draftBlock = (scope: string, lane: LaneName, { readyAtMs, nonce, envelopes, wakes }: Share): Block => ({
  key: blockKey(scope, { ...lane, readyAtMs, nonce }),
  readyAtMs,
  nonce,
  wakes,
  entries: envelopes.map((envelope, index) => ({ index, slot: freshSlot, head: headOf(envelope) })),
})

export const idsOf = (lane: LaneName, { readyAtMs, nonce, envelopes }: Share): string[] =>
  envelopes.map((_, index) => formatPlace({ ...lane, readyAtMs, nonce, index }))

/** Puts what was answered for each share in the order of the call. */
export function inOrder<Result>(shares: readonly Share[], outcomes: readonly (readonly Result[])[]): Result[] {
  const results: Result[] = []
  for (const [at, { positions }] of shares.entries())
    for (const [index, position] of positions.entries()) results[position] = outcomes[at]![index]!
  return results
}
