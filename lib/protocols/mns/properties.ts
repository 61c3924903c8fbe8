import type { Attribute, Attributes } from '../../domain/envelope.ts'
import { uncarriable } from '../../xmlText.ts'
import { childOf, textOf, wordOf } from './document.ts'
import { againstSchema, MnsError } from './errors.ts'
import { limits } from './limits.ts'
import type { Element } from './xml/element.ts'
import { element, parent } from './xml/write.ts'

/** The two kinds of properties: those of users, and those of the system, which an attribute says by its label. */
const kinds = [
  { list: 'UserProperties', item: 'PropertyValue', isOfSystem: false },
  { list: 'SystemProperties', item: 'SystemPropertyValue', isOfSystem: true },
] as const

const systemLabel = 'system'
const booleanLabel = 'boolean'

export const isSystem = ({ label }: Attribute): boolean => label === systemLabel

export const systemProperty = (attribute: Attribute): Attribute => ({ ...attribute, label: systemLabel })

const namePattern = new RegExp(`^[\\p{L}\\p{N}_.-]{1,${limits.propertyNameMax}}$`, 'u')
const flag = /^(true|false)$/i
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/

const wrong = (name: string, reason: string): MnsError =>
  new MnsError('InvalidArgument', `The property ${name.slice(0, 100)} ${reason}.`)

/** The properties of a message that is sent, as attributes: a name is used once, of whichever kind. */
export function readProperties(message: Element): Attributes {
  const attributes: Record<string, Attribute> = Object.create(null)
  for (const { list, item, isOfSystem } of kinds) {
    const items = childOf(message, list)?.children.filter(({ name }) => name === item) ?? []
    if (items.length > limits.propertiesMax)
      throw new MnsError('InvalidArgument', `${list} should hold at most ${limits.propertiesMax} properties.`)
    for (const one of items) put(attributes, one, isOfSystem)
  }
  return { ...attributes }
}

function put(attributes: Record<string, Attribute>, item: Element, isOfSystem: boolean): void {
  const name = wordOf(item, 'Name')
  if (name === undefined) throw againstSchema('Name')
  if (!namePattern.test(name))
    throw wrong(name, 'has a name that is not 1 to 256 letters, digits, hyphens, underscores and full stops')
  if (name in attributes) throw wrong(name, 'is there twice')
  attributes[name] = isOfSystem ? systemProperty(systemOf(name, item)) : toAttribute(name, item)
}

function systemOf(name: string, item: Element): Attribute {
  const attribute = toAttribute(name, item)
  if (attribute.type !== 'string') throw wrong(name, 'has to be of type STRING')
  return attribute
}

function toAttribute(name: string, item: Element): Attribute {
  const value = textOf(item, 'Value') ?? ''
  const type = wordOf(item, 'Type') ?? 'STRING'
  if (type === 'STRING') return { type: 'string', value }
  if (type === 'NUMBER') return { type: 'number', value: checked(name, value.trim(), decimal, 'a number') }
  if (type === 'BINARY')
    return { type: 'binary', value: Buffer.from(checked(name, value.trim(), base64, 'base64'), 'base64') }
  if (type !== 'BOOLEAN') throw wrong(name, 'has to be of type STRING, NUMBER, BOOLEAN or BINARY')
  return { type: 'string', label: booleanLabel, value: checked(name, value.trim(), flag, 'true or false') }
}

const base64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

function checked(name: string, value: string, pattern: RegExp, what: string): string {
  if (!pattern.test(value)) throw wrong(name, `has to be ${what}`)
  return value
}

/** The attributes of a message that is received, with system properties of our own, which go before its; nothing where it has none. */
export function writeProperties(attributes: Attributes, ours: Attributes = {}): string {
  const entries = Object.entries(attributes).filter(([name, one]) => !isSystem(one) || !Object.hasOwn(ours, name))
  return kinds.map(kind => writeList([...entries, ...Object.entries(ours)], kind)).join('')
}

/** Begins a line in front of the items: the Python SDK before 1.3 takes whatever comes first in an element for text, and stumbles over an item. */
function writeList(
  entries: readonly [string, Attribute][],
  { list, item, isOfSystem }: (typeof kinds)[number],
): string {
  const wanted = entries.filter(([, one]) => isSystem(one) === isOfSystem)
  if (wanted.length === 0) return ''
  return parent(list, `\n${wanted.map(([name, one]) => parent(item, writeProperty(name, one))).join('')}`)
}

/** A text that no XML can carry leaves as the bytes of its UTF-8. */
function writeProperty(name: string, { type, label, value }: Attribute): string {
  const isText = typeof value === 'string' && !uncarriable.test(value) && value.isWellFormed()
  const shown = isText ? value : Buffer.from(value).toString('base64')
  const isFlag = label === booleanLabel && flag.test(shown)
  const textType = type === 'number' ? 'NUMBER' : isFlag ? 'BOOLEAN' : 'STRING'
  return element('Name', name) + element('Value', shown) + element('Type', isText ? textType : 'BINARY')
}
