import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Delivery } from '../../domain/message.ts'
import { decodeHeads, encodeHeads, type Head } from './heads.ts'
import { type Key, type KeyAttributes, keyAttributes, parseBlockSort, parseLaneKey } from './keys.ts'
import { formatPlace, type Place } from './place.ts'
import { decodeSlot } from './slot.ts'

export type Item = Record<string, AttributeValue>

/** What one message has in a block. An absent entry is a message that is done or has moved away. */
export type Entry = {
  index: number
  /** The slot as it is stored: what a condition names. */
  slot: string
  nackReason?: string | undefined
  head: Head
}

/**
 * One item: 1 to 16 messages of one publish with the same ready time. Envelopes are in it (`envelopes`) or elsewhere
 * (`reference`, see bodyPlace.ts).
 */
export type Block = {
  key: Key
  readyAtMs: number
  nonce: string
  entries: Entry[]
  envelopes?: Uint8Array | undefined
  reference?: string | undefined
  /** The queue whose pushers it wakes as it comes (see wakeRecord.ts); told to them alone, so that nobody reads it here. */
  wakes?: string | undefined
}

export const slotsMax = 16
export const slotName = (index: number): string => `s${index}`
export const nackName = (index: number): string => `k${index}`
export const slotNames: readonly string[] = Array.from({ length: slotsMax }, (_, index) => slotName(index))

const dayMs = 86_400_000
// The longest retention, and a day for clocks and for deletes that come late.
const keptMs = 16 * dayMs

/** When TTL may take an item that belongs to a block: never before the last of its messages is gone for good. */
export const keepUntilMs = (readyAtMs: number): number => readyAtMs + keptMs
export const ttlOf = (untilMs: number): { N: string } => ({ N: String(Math.ceil(untilMs / 1000)) })

export function encodeBlock(block: Block): Item & KeyAttributes {
  const item: Item & KeyAttributes = {
    ...keyAttributes(block.key),
    h: {
      S: encodeHeads(
        block.entries.map(({ head }) => head),
        block.readyAtMs,
      ),
    },
    t: ttlOf(keepUntilMs(block.readyAtMs)),
  }
  for (const { index, slot, nackReason } of block.entries) {
    item[slotName(index)] = { S: slot }
    if (nackReason !== undefined) item[nackName(index)] = { S: nackReason }
  }
  if (block.envelopes !== undefined) item.e = { B: block.envelopes }
  if (block.reference !== undefined) item.r = { S: block.reference }
  if (block.wakes !== undefined) item.w = { S: block.wakes }
  return item
}

export function decodeBlock(item: Item): Block {
  const key = { p: item.p!.S!, s: item.s!.S! }
  const { readyAtMs, nonce } = parseBlockSort(key.s)
  const heads = decodeHeads(item.h!.S!, readyAtMs)
  const entries = heads.flatMap((head, index) => {
    const slot = item[slotName(index)]?.S
    return slot === undefined ? [] : [{ index, slot, nackReason: item[nackName(index)]?.S, head }]
  })
  return { key, readyAtMs, nonce, entries, envelopes: item.e?.B, reference: item.r?.S }
}

export const deliveryOf = (block: Block, { slot, nackReason }: Entry): Delivery =>
  decodeSlot(slot, block.readyAtMs, nackReason)

/** The id of a message in a block: its own, or the place where it lies. */
export const idOf = (block: Block, { head, index }: Entry): string =>
  head.id ?? formatPlace({ ...placeOfBlock(block), index })

/** Where the block lies. */
export const placeOfBlock = ({ key, readyAtMs, nonce }: Block): Omit<Place, 'index'> => ({
  ...parseLaneKey(key.p),
  readyAtMs,
  nonce,
})

/** Bytes of an item as DynamoDB counts them, for attributes of text, bytes and whole numbers. */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0)

function valueBytes({ S, B, N }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S)
  if (B !== undefined) return B.length
  return Math.ceil((N?.length ?? 0) / 2) + 1
}
