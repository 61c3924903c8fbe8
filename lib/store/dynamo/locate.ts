import { type Block, decodeBlock, type Entry, idOf } from './block.ts'
import { blockKey, forwardKey, type Key, keyAttributes } from './keys.ts'
import { formatPlace, type Place, parsePlace } from './place.ts'
import type { Tools } from './tools.ts'

export type Located = { block: Block; entry: Entry }

/** The block under a key, consistently; undefined when there is none (any more). */
export async function readBlock({ send, tables }: Tools, key: Key): Promise<Block | undefined> {
  const Key = keyAttributes(key)
  const { Item } = await send.read('GetItem', { TableName: tables.messages, Key, ConsistentRead: true })
  return Item && decodeBlock(Item)
}

/** Where a message has moved to, if it ever did; `left`: to another queue. */
export type Forward = Place | 'left' | undefined

export async function readForward(tools: Tools, scope: string, id: string): Promise<Forward> {
  const text = await readForwardText(tools, scope, id)
  return text === undefined || text === 'left' ? text : parsePlace(text)
}

/** The same as it is written; in an ordered queue the place is one of its own kind. */
export async function readForwardText({ send, tables }: Tools, scope: string, id: string): Promise<string | undefined> {
  const Key = keyAttributes(forwardKey(scope, id))
  const { Item } = await send.read('GetItem', { TableName: tables.messages, Key, ConsistentRead: true })
  return Item && (Item.a?.S ?? 'left')
}

async function at(tools: Tools, scope: string, place: Place, id: string): Promise<Located | undefined> {
  const block = await readBlock(tools, blockKey(scope, place))
  const entry = block?.entries.find(({ index }) => index === place.index)
  return block && entry && idOf(block, entry) === id ? { block, entry } : undefined
}

// A message that moves on while it is looked for is followed so many times.
const hopsMax = 8

/** The message with this id, where it lies now; undefined when it is done, or was never there. */
export async function locate(tools: Tools, scope: string, id: string): Promise<Located | undefined> {
  const first = parsePlace(id)
  if (first === undefined) return undefined
  const found = await at(tools, scope, first, id)
  if (found !== undefined) return found
  let seen: string | undefined
  for (let hop = 0; hop < hopsMax; hop++) {
    const place = await readForward(tools, scope, id)
    // Twice the same address: the message is not there, and has not moved since.
    if (place === undefined || place === 'left' || formatPlace(place) === seen) return undefined
    const moved = await at(tools, scope, place, id)
    if (moved !== undefined) return moved
    seen = formatPlace(place)
  }
  return undefined
}
