import type { Delivery } from '../../../domain/message.ts'
import type { Item } from '../block.ts'
import { decodeSlot } from '../slot.ts'

/** A message that was handed out and is not done: where it stands, and how. */
export type Held = { start: number; index: number; slot: string; nackReason?: string | undefined }

/** The first number that nobody was ever handed, as a place in its run. */
export type Next = { start: number; index: number }

/**
 * The point at which everything that happens to one group is put in order. Numbers below `next` are done, unless they
 * are among the `held`; what is held is in order, and never more than one poll can hand out. Numbers from `next` to
 * `last` were given to publishers; what stands there is in the runs. Every change gives it a new `version`, which never
 * comes again; publishers only move `last`.
 */
export type Group = {
  hash: string
  last: number
  next: Next
  held: readonly Held[]
  /** When the first message from `next` on is ready, perhaps earlier; undefined where there is none. */
  readyAtMs: number | undefined
  /** When numbers were last given. */
  numberedAtMs: number
  version: string
  /**
   * Tells it from an earlier group of this name that came to hold nothing and was deleted: its runs are there until they
   * are swept, perhaps under greater numbers, where a clock was ahead.
   */
  epoch: string
}

export const numberOf = ({ start, index }: { start: number; index: number }): number => start + index

export const isEmpty = ({ held, next, last }: Pick<Group, 'held' | 'next' | 'last'>): boolean =>
  held.length === 0 && numberOf(next) > last

/** When the head of the group is visible, perhaps earlier; undefined where there is no message. */
export function opensAtMs(group: Group): number | undefined {
  const [head] = group.held
  if (head !== undefined) return deliveryOfHeld(head).visibleAtMs
  return isEmpty(group) ? undefined : (group.readyAtMs ?? 0)
}

/** Held messages all have a token, so that nothing rests on when their run was ready. */
export const deliveryOfHeld = ({ slot, nackReason }: Held): Delivery => decodeSlot(slot, 0, nackReason)

/** How many messages it may have, at most. */
export const countAtMost = ({ held, next, last }: Group): number => held.length + Math.max(0, last - numberOf(next) + 1)

type Row = [start: number, index: number, slot: string, nackReason?: string]

export const encodeNext = ({ start, index }: Next): string => `${start}.${index}`

function decodeNext(text: string): Next {
  const [start, index] = text.split('.').map(Number)
  return { start: start!, index: index! }
}

export const encodeHeld = (held: readonly Held[]): string =>
  JSON.stringify(
    held.map(
      ({ start, index, slot, nackReason }): Row =>
        nackReason === undefined ? [start, index, slot] : [start, index, slot, nackReason],
    ),
  )

const decodeHeld = (text: string): Held[] =>
  (JSON.parse(text) as Row[]).map(([start, index, slot, nackReason]) => ({ start, index, slot, nackReason }))

export const decodeGroup = (item: Item): Group => ({
  hash: item.s!.S!,
  last: Number(item.l!.N),
  next: decodeNext(item.f!.S!),
  held: item.h === undefined ? [] : decodeHeld(item.h.S!),
  readyAtMs: item.r === undefined ? undefined : Number(item.r.N),
  numberedAtMs: Number(item.c!.N),
  version: item.v!.S!,
  epoch: item.e!.S!,
})
