import type { Delivery } from '../../lib/domain/message.ts'
import { decodeBlock, deliveryOf, type Item, idOf } from '../../lib/store/dynamo/block.ts'
import type { Head } from '../../lib/store/dynamo/heads.ts'
import { scopeOf } from '../../lib/store/dynamo/keys.ts'

import { skewMsMax } from './instance.ts'

/** One message where it stands in the table. */
export type Standing = {
  id: string
  /** Partition key, sort key and index. */
  address: string
  lane: string
  scope: string
  slot: string
  delivery: Delivery
  /** From when on it is there to be found: its own time; its block's where a slow clock gave it one a little earlier. */
  visibleAtMs: number
  head: Head
  /** Of an ordered queue: its number, and its group. */
  number?: number
  hash?: string
}

// Lanes begin with a queue; what is not a block has a letter there.
export const isBlock = (item: Item | undefined): item is Item => item?.h !== undefined && item.p!.S![1] !== '.'

// Who nacked it may have been so much behind who made the block.
const skewMsMost = 2 * skewMsMax

const findableAtMs = (readyAtMs: number, visibleAtMs: number): number =>
  readyAtMs - visibleAtMs <= skewMsMost ? Math.max(readyAtMs, visibleAtMs) : visibleAtMs

/** The messages that stand in a block, read as the store reads them. */
export function standingsIn(item: Item): Standing[] {
  const block = decodeBlock(item)
  const { p, s } = block.key
  const scope = p.split('.').slice(0, 2).join('.')
  return block.entries.map(entry => {
    const delivery = deliveryOf(block, entry)
    return {
      id: idOf(block, entry),
      address: `${p} ${s} ${entry.index}`,
      lane: p,
      scope,
      slot: entry.slot,
      delivery,
      visibleAtMs: findableAtMs(block.readyAtMs, delivery.visibleAtMs),
      head: entry.head,
    }
  })
}

export { scopeOf }
