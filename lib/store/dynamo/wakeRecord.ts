import type { QueueRef } from '../../domain/queue.ts'
import { type Item, slotNames } from './block.ts'
import { parseBlockSort, parseScope, type Scope } from './keys.ts'
import { decodeSlot } from './slot.ts'

/**
 * What an item that brings messages into a queue says in `w`, so that those who push from the queue hear of it by the
 * table's stream: the queue's name. Undefined for a queue that nobody is to be woken for: its items carry nothing.
 */
export const wakeName = ({ name, wakes }: QueueRef): string | undefined => (wakes ? name : undefined)

/** Messages that came into a queue; `visibleAtMs`: when the first of them may be had, by the queue clock. */
export type Wake = Scope & { queue: string; visibleAtMs: number }

/**
 * Whom a new item wakes, by what the stream of the table says of it: a block of messages, or a run of an ordered group.
 * Undefined for any other item, and for what is none. Reads nothing but keys, times and slots, so that an item of a newer
 * release wakes as well.
 */
export function wakeOf(newImage: unknown): Wake | undefined {
  const item = toItem(newImage)
  const [p, s, queue] = [item.p?.S, item.s?.S, item.w?.S]
  if (p === undefined || s === undefined || !queue) return undefined
  const isRun = p.startsWith('m.')
  const scope = parseScope(isRun ? p.slice(2) : p)
  const readyAtMs = isRun ? Number(item.y?.N) : parseBlockSort(s).readyAtMs
  const visibleAtMs = Math.min(...slotsOf(item).map(slot => decodeSlot(slot, readyAtMs).visibleAtMs))
  return scope !== undefined && Number.isFinite(visibleAtMs) ? { queue, ...scope, visibleAtMs } : undefined
}

/** Only the texts and numbers, wherever they come from. */
function toItem(image: unknown): Item {
  if (typeof image !== 'object' || image === null) return {}
  const item: Item = {}
  for (const [name, value] of Object.entries(image)) {
    const { S, N } = Object(value) as { S?: unknown; N?: unknown }
    if (typeof S === 'string') item[name] = { S }
    else if (typeof N === 'string') item[name] = { N }
  }
  return item
}

const slotsOf = (item: Item): string[] =>
  slotNames.flatMap(name => {
    const slot = item[name]?.S
    return slot === undefined ? [] : [slot]
  })
