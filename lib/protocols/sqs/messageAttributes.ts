import type { Attribute, Attributes } from '../../domain/envelope.ts'
import { forbiddenIn } from './characters.ts'
import { invalidParameter, invalidValue, SqsError } from './errors.ts'
import { attributesMax } from './limits.ts'
import { bytes, list, map, structure, text, type ValueOf } from './shapes.ts'

export const attributeValue = structure({
  DataType: text,
  StringValue: text,
  BinaryValue: bytes,
  StringListValues: list(text, 'StringListValue'),
  BinaryListValues: list(bytes, 'BinaryListValue'),
})
export const messageAttributes = map(attributeValue, 'MessageAttribute')

export type AttributeValue = ValueOf<typeof attributeValue>
export type MessageAttributes = ReadonlyMap<string, AttributeValue>

const nameMax = 256
const namePattern = /^(?!\.)(?!.*\.\.)(?!.*\.$)[\p{L}\p{N}_.-]+$/u
const reserved = /^(aws|amazon)\./i
const typePattern = /^(String|Number|Binary)(?:\.(.+))?$/s
const typeBytesMax = 256

const nameRule =
  'The message attribute name can contain letters, digits, hyphen, underscore and full stop; it cannot begin with AWS. or Amazon., begin or end with a full stop, or hold two in a row; 1 to 256 in length.'

function checkName(name: string): void {
  if (name.length <= nameMax && namePattern.test(name) && !reserved.test(name)) return
  throw invalidParameter(name, 'MessageAttributeName', nameRule)
}

const types = { String: 'string', Number: 'number', Binary: 'binary' } as const

function typeOf(name: string, dataType: string): { base: keyof typeof types; label: string | undefined } {
  const [, base, label] = dataType.match(typePattern) ?? []
  const known = 'the set of supported type prefixes is Binary, Number, and String.'
  if (base === undefined || Buffer.byteLength(dataType) > typeBytesMax || forbiddenIn(dataType) !== undefined)
    throw invalidValue(`The message attribute '${name}' has an invalid message attribute type, ${known}`)
  return { base: base as keyof typeof types, label }
}

const empty = (name: string, base: string): SqsError =>
  invalidValue(`Message (user) attribute '${name}' must contain a non-empty value of type '${base}'.`)

const decimal = /^[+-]?(\d+)?(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/
const digitsMax = 38
const exponentMax = 126
const exponentMin = -128

/** Up to 38 digits, from 10^-128 to 10^126 (reference, 7.4). */
function isNumber(text: string): boolean {
  const [, whole = '', fraction = '', exponent = '0'] = text.match(decimal) ?? []
  const digits = `${whole}${fraction}`
  if (digits === '') return false
  const significant = digits.replace(/^0+/, '')
  if (significant === '') return true
  const magnitude = whole.length - (digits.length - significant.length) + Number(exponent) - 1
  return significant.replace(/0+$/, '').length <= digitsMax && magnitude <= exponentMax && magnitude >= exponentMin
}

function decodeText(name: string, base: 'String' | 'Number', { StringValue: value }: AttributeValue): string {
  if (value === undefined || value === '') throw empty(name, base)
  const character = forbiddenIn(value)
  if (character !== undefined)
    throw invalidValue(
      `The value of message attribute '${name}' holds the character #x${codeOf(character)}, which is not allowed.`,
    )
  if (base === 'Number' && !isNumber(value))
    throw invalidValue(`Can't cast the value of message (user) attribute '${name}' to a number.`)
  return value
}

const codeOf = (character: string): string => character.codePointAt(0)!.toString(16).toUpperCase()

function decodeAttribute(name: string, value: AttributeValue): Attribute {
  checkName(name)
  if (value.StringListValues?.length || value.BinaryListValues?.length)
    throw new SqsError('UnsupportedOperation', 'Message attribute list values are not supported.')
  if (value.DataType === undefined || value.DataType === '')
    throw invalidValue(`The message attribute '${name}' must contain a non-empty message attribute type.`)
  const { base, label } = typeOf(name, value.DataType)
  const labelled = label === undefined ? {} : { label }
  if (base !== 'Binary')
    return { type: types[base] as 'string' | 'number', ...labelled, value: decodeText(name, base, value) }
  if (value.BinaryValue === undefined || value.BinaryValue.length === 0) throw empty(name, base)
  return { type: 'binary', ...labelled, value: value.BinaryValue }
}

/** The attributes of a message that is sent, or the refusal of the first that is wrong. */
export function decodeAttributes(given: MessageAttributes | undefined): Attributes {
  if (given === undefined) return {}
  if (given.size > attributesMax)
    throw invalidValue(`Number of message attributes [${given.size}] exceeds the allowed maximum [${attributesMax}].`)
  return Object.fromEntries([...given].map(([name, value]) => [name, decodeAttribute(name, value)]))
}

const words = { string: 'String', number: 'Number', binary: 'Binary' } as const

/** An attribute as a consumer gets it. */
export function encodeAttribute({ type, label, value }: Attribute): AttributeValue {
  const DataType = label === undefined ? words[type] : `${words[type]}.${label}`
  return typeof value === 'string' ? { DataType, StringValue: value } : { DataType, BinaryValue: value }
}

/** Whether a consumer that named these attributes gets this one: by name, by prefix (`order.*`), or all. */
export function wantsAttribute(names: readonly string[]): (name: string) => boolean {
  if (names.some(name => name === 'All' || name === '*' || name === '.*')) return () => true
  const exact = new Set(names)
  const prefixes = names.filter(name => name.endsWith('.*')).map(name => name.slice(0, -2))
  return name => exact.has(name) || prefixes.some(prefix => prefix !== '' && name.startsWith(prefix))
}
