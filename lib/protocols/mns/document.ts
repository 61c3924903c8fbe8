import { againstSchema, MnsError } from './errors.ts'
import { wholeNumber } from './query.ts'
import type { Element } from './xml/element.ts'

/** The only child of this name, or undefined; InvalidArgument where there are several, of which clients would mean one each. */
export function childOf({ children }: Element, name: string): Element | undefined {
  const found = children.filter(child => child.name === name)
  if (found.length > 1) throw againstSchema(`${name}, which is there more than once`)
  return found[0]
}

/** What a child says; MalformedXML where it has elements in it, as a body has that nobody escaped: no text may go lost. */
export function textOf(element: Element, name: string): string | undefined {
  const child = childOf(element, name)
  if (child === undefined || child.children.length === 0) return child?.text
  throw new MnsError('MalformedXML', `${name} holds text alone: markup in it has to be escaped.`)
}

/** A word: blanks around it say nothing. */
export const wordOf = (element: Element, name: string): string | undefined => textOf(element, name)?.trim()

/** A number in a range, or InvalidArgument; undefined where it is absent. */
export function numberOf(element: Element, name: string, min: number, max: number, unit = ''): number | undefined {
  const text = wordOf(element, name)
  return text === undefined ? undefined : wholeNumber(name, text, min, max, unit)
}

/** True or false in any case, or InvalidArgument; undefined where it is absent. */
export function flagOf(element: Element, name: string): boolean | undefined {
  const text = wordOf(element, name)?.toLowerCase()
  if (text === undefined) return undefined
  if (text !== 'true' && text !== 'false') throw new MnsError('InvalidArgument', `${name} has to be True or False.`)
  return text === 'true'
}

const none: Element = { name: '', children: [], text: '' }

/** The document where it has this root, an empty one where there is none; MalformedXML for another. */
export function rootOf(body: Element | undefined, name: string): Element {
  if (body === undefined) return none
  if (body.name !== name) throw new MnsError('MalformedXML', `The root of the XML has to be ${name}.`)
  return body
}
