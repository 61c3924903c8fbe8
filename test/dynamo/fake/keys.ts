import { invalid } from './dynamoError.ts'
import { type Item, typeOf, type Value } from './values.ts'

/** Both tables have the same keys: `p`, the partition, and `s`, the order within it; both are texts. */
export type Key = { readonly p: string; readonly s: string }

const bytesMax = { p: 2048, s: 1024 }

/** The key of an item that is to be put. */
export function keyOfItem(item: Item): Key {
  for (const name of ['p', 's'])
    if (item[name] === undefined)
      throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`)
  return { p: keyText('p', item.p!), s: keyText('s', item.s!) }
}

/** The key of a call that names one item. */
export function keyOf(key: Item | undefined): Key {
  if (key?.p === undefined || key.s === undefined || Object.keys(key).length !== 2)
    throw invalid('The provided key element does not match the schema')
  return { p: keyText('p', key.p), s: keyText('s', key.s) }
}

export function keyText(name: 'p' | 's', value: Value): string {
  const { S: text } = value
  if (text === undefined)
    throw invalid(
      `One or more parameter values were invalid: Type mismatch for key ${name} expected: S actual: ${typeOf(value)}`,
    )
  if (text === '')
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    )
  if (Buffer.byteLength(text) > bytesMax[name])
    throw invalid(`One or more parameter values were invalid: Size of ${name} exceeds ${bytesMax[name]} bytes`)
  return text
}

export const toKeyItem = ({ p, s }: Key): Item => ({ p: { S: p }, s: { S: s } })
