import type { Envelope } from '../../lib/domain/envelope.ts'
import { type Block, encodeBlock, type Item } from '../../lib/store/dynamo/block.ts'
import { headOf } from '../../lib/store/dynamo/heads.ts'
import { blockKey } from '../../lib/store/dynamo/keys.ts'
import { formatPlace, type Place } from '../../lib/store/dynamo/place.ts'
import { freshSlot } from '../../lib/store/dynamo/slot.ts'
import { anEnvelope, startMs } from '../fixtures.ts'

export const scope = 'AZt22qgAhxCUAQEjRWeJqw.1'
export const nonce = '0123456789abcd'
const lane = { level: 8, lane: 0 }

/** A block of a first lane, its messages fresh and their envelopes not placed yet, unless told otherwise. */
export function aBlock(envelopes: readonly Envelope[] = [anEnvelope()], wish: Partial<Block> = {}): Block {
  const { readyAtMs } = envelopes[0] ?? { readyAtMs: startMs }
  const entries = envelopes.map((envelope, index) => ({ index, slot: freshSlot, head: headOf(envelope) }))
  return { key: blockKey(scope, { ...lane, readyAtMs, nonce }), readyAtMs, nonce, entries, ...wish }
}

/** The place of a message of {@link aBlock}. */
export const aPlace = (index = 0, readyAtMs = startMs): Place => ({ ...lane, readyAtMs, nonce, index })
export const anId = (index = 0, readyAtMs = startMs): string => formatPlace(aPlace(index, readyAtMs))

/** The item of a block whose slots are these; an empty one is done. */
export function anItem(slots: readonly string[], wish: Partial<Block> = {}): Item {
  const block = aBlock(
    slots.map(() => anEnvelope()),
    wish,
  )
  const entries = block.entries.map((entry, index) => ({ ...entry, slot: slots[index]! }))
  return encodeBlock({ ...block, entries: entries.filter(({ slot }) => slot !== '') })
}
