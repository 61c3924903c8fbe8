import type { Input } from './client.ts'

/** Reference 1.4: what members of the JSON form are called in a form. */
const lists: Readonly<Record<string, string>> = {
  AttributeNames: 'AttributeName',
  MessageSystemAttributeNames: 'MessageSystemAttributeName',
  MessageAttributeNames: 'MessageAttributeName',
  TagKeys: 'TagKey',
  AWSAccountIds: 'AWSAccountId',
  Actions: 'ActionName',
}
const maps: Readonly<Record<string, readonly [parameter: string, key: string]>> = {
  Attributes: ['Attribute', 'Name'],
  MessageAttributes: ['MessageAttribute', 'Name'],
  MessageSystemAttributes: ['MessageSystemAttribute', 'Name'],
  Tags: ['Tag', 'Key'],
  tags: ['Tag', 'Key'],
}

/** The parameters of an operation, in order. Null and absent members are left out, as clients of this protocol do. */
export const toParameters = (operation: string, input: Input): [name: string, value: string][] => [
  ['Action', operation],
  ['Version', '2012-11-05'],
  ...members(operation, input, ''),
]

const members = (operation: string, input: Input, prefix: string): [string, string][] =>
  Object.entries(input).flatMap(([name, value]) => member(operation, prefix, name, value))

function member(operation: string, prefix: string, name: string, value: unknown): [string, string][] {
  if (value === null || value === undefined) return []
  if (name === 'Entries') return entries(operation, value as Input[])
  if (name in lists) return (value as unknown[]).map((one, at) => [`${prefix}${lists[name]}.${at + 1}`, String(one)])
  if (name in maps) return map(`${prefix}${maps[name]![0]}`, maps[name]![1], value as Input)
  return [[`${prefix}${name}`, String(value)]]
}

const entries = (operation: string, list: Input[]): [string, string][] =>
  list.flatMap((entry, at) => members(operation, entry, `${operation}RequestEntry.${at + 1}.`))

const map = (prefix: string, key: string, values: Input): [string, string][] =>
  Object.entries(values).flatMap(([name, value], at) => {
    const place = `${prefix}.${at + 1}.`
    const first: [string, string] = [`${place}${key}`, name]
    if (typeof value !== 'object' || value === null) return [first, [`${place}Value`, String(value)]]
    const parts = Object.entries(value).flatMap(([part, text]) => attributePart(`${place}Value.${part}`, text))
    return [first, ...parts]
  })

const attributePart = (name: string, value: unknown): [string, string][] =>
  Array.isArray(value)
    ? value.map((one, at) => [`${name.replace(/s$/, '')}.${at + 1}`, String(one)])
    : [[name, String(value)]]

const encode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16)}`)

export const toForm = (parameters: readonly [string, string][]): string =>
  parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
