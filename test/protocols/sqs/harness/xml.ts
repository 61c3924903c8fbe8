import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { expect } from 'vitest'

/** An element: its text when it holds no other elements. */
export type Element = { name: string; attributes: Record<string, string>; children: Element[]; text: string }

type Ordered = Record<string, unknown>

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true, // among them the numbered ones
})

/** The root of a document that is well-formed to the last character, its ends of lines read as XML has them read. */
export function parseXml(text: string): Element {
  expect(XMLValidator.validate(text)).toBe(true)
  expect(text).toMatch(/^<\?xml version="1\.0"/)
  const [root, ...more] = (parser.parse(text.replaceAll(/\r\n?/g, '\n')) as Ordered[]).filter(isElement).map(toElement)
  expect(more).toEqual([])
  return root!
}

const nameOf = (node: Ordered): string => Object.keys(node).find(key => key !== ':@')!
const isElement = (node: Ordered): boolean => !nameOf(node).startsWith('?') && !('#text' in node)

function toElement(node: Ordered): Element {
  const name = nameOf(node)
  const inside = node[name] as Ordered[]
  const children = inside.filter(isElement).map(toElement)
  const text = children.length > 0 ? '' : inside.map(part => part['#text'] ?? '').join('')
  return { name, attributes: (node[':@'] ?? {}) as Record<string, string>, children, text }
}

export const childOf = ({ children }: Element, name: string): Element | undefined =>
  children.find(child => child.name === name)
export const textOf = (element: Element, name: string): string | undefined => childOf(element, name)?.text
