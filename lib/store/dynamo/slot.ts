import type { Delivery } from '../../domain/message.ts'

// A slot is the delivery state of one message in its block:
//   0                                              never leased nor changed: visible from the block's ready time on
//   token(8) l|w until(9) attempts.first.leased    l: leased until then; w: nobody's, visible from then on
// Times and counts are base 36, `until` of fixed width, so that one comparison of text asks for the token and the time.
// What a worker said on a nack lies beside it, in an attribute of its own, and so will whatever a newer release adds.
export const freshSlot = '0'
const tokenCharacters = 8
const untilCharacters = 9
const fixedCharacters = tokenCharacters + 1 + untilCharacters

/** Width of a slot once it is leased: what a block has to have room for. */
export const leasedSlotBytes = 42

const untilText = (ms: number): string => Math.max(0, ms).toString(36).padStart(untilCharacters, '0')

export function encodeSlot({
  token,
  leased,
  visibleAtMs,
  attempts,
  firstLeasedAtMs,
  leasedAtMs,
}: Omit<Delivery, 'nackReason'>): string {
  if (token === '') return freshSlot
  const first = firstLeasedAtMs === undefined ? '' : firstLeasedAtMs.toString(36)
  const last = leasedAtMs === undefined ? '' : (leasedAtMs - (firstLeasedAtMs ?? 0)).toString(36)
  return `${token}${leased ? 'l' : 'w'}${untilText(visibleAtMs)}${attempts.toString(36)}.${first}.${last}`
}

/** `readyAtMs`: of the block, which is all that a fresh slot does not say. */
export function decodeSlot(text: string, readyAtMs: number, nackReason?: string): Delivery {
  if (text === freshSlot) return { visibleAtMs: readyAtMs, attempts: 0, token: '', leased: false }
  const [attempts, first, last] = text.slice(fixedCharacters).split('.')
  const firstLeasedAtMs = first ? parseInt(first, 36) : undefined
  const delivery: Delivery = {
    token: text.slice(0, tokenCharacters),
    leased: text[tokenCharacters] === 'l',
    visibleAtMs: parseInt(text.slice(tokenCharacters + 1, fixedCharacters), 36),
    attempts: parseInt(attempts!, 36),
  }
  if (firstLeasedAtMs !== undefined) delivery.firstLeasedAtMs = firstLeasedAtMs
  if (last) delivery.leasedAtMs = parseInt(last, 36) + (firstLeasedAtMs ?? 0)
  if (nackReason !== undefined) delivery.nackReason = nackReason
  return delivery
}

/** Every slot that starts with this belongs to the token. */
export const tokenPrefix = (token: string): string => (token === '' ? freshSlot : token)

/** A slot that starts with `prefix` and is not below `least` is leased by the token, and its lease runs on after `nowMs`. */
export const liveBounds = (token: string, nowMs: number): { prefix: string; least: string } => ({
  prefix: `${token}l`,
  least: `${token}l${untilText(nowMs + 1)}`,
})
