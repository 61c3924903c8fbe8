import { itemBytes, itemBytesMax } from '../fake/sizes.ts'
import type { Item, Value } from '../fake/values.ts'
import type { Chance } from './chance.ts'

// Few of each, so that conditions hold as often as they fail; and each stands for a kind of its own.
export const values: readonly Value[] = [
  ...['', 'x', 'xy', 'xyz', 'y', 'é', '\uffee', '😀'].map(S => ({ S })),
  ...['0', '1', '-1', '1.50', '10', '100', '1e2', '007', '0.001', '-12.5', '12345678901234567890'].map(N => ({ N })),
  ...[[], [1], [1, 2], [255]].map(bytes => ({ B: new Uint8Array(bytes) })),
  { BOOL: true },
  { BOOL: false },
  { NULL: true },
  { M: {} },
  { M: { k: { S: 'x' }, l: { N: '-3' } } },
  { L: [] },
  { L: [{ S: 'x' }, { N: '1' }, { BOOL: true }] },
]

/** Attributes other than the keys; the second half are words that an expression may only name by a placeholder. */
export const attributes = ['a', 'b', 'n', 'e', 's0', 's15', 'name', 'ttl'] as const
export const reserved: ReadonlySet<string> = new Set(['name', 'ttl'])

/** In the order of their UTF-8 bytes, which is not that of JavaScript. */
export const sortKeys = ['!', '.', '0', '1', '10', '1a', '2', 'a', 'ab', 'b', 'é', '\uffee', '😀', '😀!'] as const

export const tables = { messages: 'messages', documents: 'documents' } as const

export const anyValue = (chance: Chance): Value => chance.pick(values)
export const anyNumber = (chance: Chance): Value => chance.pick(values.filter(({ N }) => N !== undefined))
export const anyText = (chance: Chance): Value =>
  chance.pick(values.filter(({ S, B }) => S !== undefined || B !== undefined))

const borders = [1024, 2048, 4096, 8192]

/** Adds a filling that brings an item to a border of what is charged or allowed, or one byte to either side of it. */
export function fill(chance: Chance, item: Item): Item {
  const border = chance.percent(4) ? itemBytesMax : chance.pick(borders)
  const missing = border + chance.below(3) - 1 - itemBytes(item) - 'fill'.length
  return missing < 0 ? item : { ...item, fill: { B: new Uint8Array(missing) } }
}
