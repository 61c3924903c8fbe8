import { uncarriable } from '../../../xmlText.ts'
import { xmlBounds } from '../limits.ts'
import type { Element } from './element.ts'

const start = /^(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="(?:no|yes)")?\?>)?[ \t\n]*/
const tag = /<(\/?)([A-Za-z_]\w*)(?: xmlns="[\w:/.-]*")?(\/?)>/y
const blank = /^[ \t\n]*$/

// A carriage return is read as a line feed, and this may not stand in a text: both are for the whole parser.
const odd = /\r|\]\]>/
const otherReference = /&(?!(?:lt|gt|quot|apos|amp);)/

/** The text with its references written out; undefined where it has any that is not one of the five. */
function unescaped(text: string): string | undefined {
  if (!text.includes('&')) return text
  if (otherReference.test(text)) return undefined
  const most = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'")
  // At the end, so that what it stands before is not read as one more.
  return most.replaceAll('&amp;', '&')
}

/**
 * The root of a document as nearly all clients write them: elements, perhaps with a namespace, and text. Of anything else it says
 * nothing (undefined), be it right or wrong: that is for the whole parser, which takes ten times as long.
 */
export function readPlain(text: string): Element | undefined {
  if (odd.test(text) || uncarriable.test(text) || !text.isWellFormed()) return undefined
  const walk = new Walk()
  for (let at = text.match(start)![0].length; at < text.length; ) {
    const end = text.charAt(at) === '<' ? walk.tag(text, at) : walk.text(text, at)
    if (end === undefined) return undefined
    at = end
  }
  return walk.isOver ? walk.root : undefined
}

class Walk {
  root: Element | undefined
  readonly #open: Element[] = []
  #elements = 0

  get isOver(): boolean {
    return this.root !== undefined && this.#open.length === 0
  }

  /** Where it ends; undefined for what is not plain. */
  text(text: string, at: number): number | undefined {
    const next = text.indexOf('<', at)
    const end = next < 0 ? text.length : next
    const element = this.#open.at(-1)
    if (element === undefined) return blank.test(text.slice(at, end)) ? end : undefined
    const content = unescaped(text.slice(at, end))
    if (content === undefined) return undefined
    element.text += content
    return end
  }

  tag(text: string, at: number): number | undefined {
    tag.lastIndex = at
    const match = tag.exec(text)
    if (match === null) return undefined
    const [whole, closing, name, empty] = match as unknown as [string, string, string, string]
    const isPlain = closing === '' ? this.#enter(name) : this.#leave(name, whole, empty)
    if (!isPlain) return undefined
    if (empty !== '') this.#open.pop()
    return at + whole.length
  }

  #enter(name: string): boolean {
    if (this.isOver || ++this.#elements > xmlBounds.elementsMax || this.#open.length >= xmlBounds.depthMax) return false
    const element: Element = { name, children: [], text: '' }
    this.#open.at(-1)?.children.push(element)
    this.root ??= element
    this.#open.push(element)
    return true
  }

  /** The end of an element has nothing but its name. */
  #leave(name: string, whole: string, empty: string): boolean {
    return empty === '' && whole.length === name.length + 3 && this.#open.pop()?.name === name
  }
}
