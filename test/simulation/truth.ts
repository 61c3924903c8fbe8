import type { Delivery } from '../../lib/domain/message.ts'
import { decodeBlock, deliveryOf, type Entry, type Item, idOf } from '../../lib/store/dynamo/block.ts'
import type { Head } from '../../lib/store/dynamo/heads.ts'
import { scopeOf } from '../../lib/store/dynamo/keys.ts'

/** One message where it stands in the table. */
export type Standing = {
  id: string
  /** Partition key, sort key and index. */
  address: string
  lane: string
  scope: string
  slot: string
  delivery: Delivery
  head: Head
}

export const isBlock = (item: Item | undefined): item is Item => item?.h !== undefined

/** The messages that stand in a block, read as the store reads them. */
export function standingsIn(item: Item): Standing[] {
  const block = decodeBlock(item)
  const { p, s } = block.key
  const scope = p.split('.').slice(0, 2).join('.')
  return block.entries.map((entry: Entry) => ({
    id: idOf(block, entry),
    address: `${p} ${s} ${entry.index}`,
    lane: p,
    scope,
    slot: entry.slot,
    delivery: deliveryOf(block, entry),
    head: entry.head,
  }))
}

export { scopeOf }
