import { isUtf8 } from 'node:buffer'
import { SaxesParser } from 'saxes'
import type { Request } from '../../../http/message.ts'
import { MnsError } from '../errors.ts'
import { xmlBounds } from '../limits.ts'
import type { Element } from './element.ts'
import { readPlain } from './readPlain.ts'

const malformed = (reason?: string): MnsError =>
  new MnsError('MalformedXML', reason === undefined ? undefined : `The XML you provided was refused: it ${reason}.`)

const notUtf8 = 'has to be in UTF-8'
const withType = 'has a document type (DOCTYPE)'

// Where it usually stands, and before it is read to its end; the parser refuses it elsewhere.
const documentType = /^\ufeff?\s*(<\?xml[^<>]{0,100}>\s*)?<!DOCTYPE/i

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/**
 * The root of the document that a request brings; undefined where it brings none. MalformedXML for what is not well-formed, not
 * in UTF-8, or beyond the bounds. A document type is refused, so that no entity is ever declared, and nothing is fetched.
 */
export function readXml(body: Request['body']): Element | undefined {
  if (body === undefined || body.length === 0) return undefined
  if (typeof body !== 'string' && !isUtf8(body)) throw malformed(notUtf8)
  const text = typeof body === 'string' ? body : Buffer.from(body).toString()
  if (documentType.test(text)) throw malformed(withType)
  return readPlain(text) ?? readWhole(text)
}

/** The root of any document, by a parser that knows all of XML. */
export function readWhole(text: string): Element | undefined {
  const reader = new Reader()
  reader.read(text)
  return reader.root
}

class Reader {
  root: Element | undefined
  readonly #open: Element[] = []
  #elements = 0
  #attributes = 0

  /** The first thing that is wrong ends it: what follows is not looked at. */
  read(text: string): void {
    const parser = new SaxesParser({ position: false, forceXMLVersion: true, defaultXMLVersion: '1.0' })
    parser.on('error', () => refuse())
    parser.on('doctype', () => refuse(withType))
    parser.on('xmldecl', ({ encoding }) => checkEncoding(encoding))
    parser.on('attribute', () => this.#countAttribute())
    parser.on('opentag', ({ name }) => this.#enter(name))
    parser.on('closetag', () => this.#open.pop())
    parser.on('text', content => this.#add(content))
    parser.on('cdata', content => this.#addPiece(content))
    parser.on('comment', () => this.#count())
    parser.on('processinginstruction', () => this.#count())
    parser.write(text).close()
  }

  #countAttribute(): void {
    const { attributesMax } = xmlBounds
    if (++this.#attributes > attributesMax) refuse(`has more than ${attributesMax} attributes`)
  }

  #enter(name: string): void {
    this.#count()
    const { depthMax } = xmlBounds
    if (this.#open.length >= depthMax) refuse(`has more than ${depthMax} levels`)
    const element: Element = { name: localName(name), children: [], text: '' }
    const parent = this.#open.at(-1)
    if (parent === undefined) this.root = element
    else parent.children.push(element)
    this.#open.push(element)
  }

  /** Comments and the like take as long to read as elements, so they count as such. */
  #count(): void {
    const { elementsMax } = xmlBounds
    if (++this.#elements > elementsMax) refuse(`has more than ${elementsMax} elements`)
  }

  #addPiece(content: string): void {
    this.#count()
    this.#add(content)
  }

  #add(content: string): void {
    const element = this.#open.at(-1)
    if (element !== undefined) element.text += content
  }
}

function refuse(reason?: string): never {
  throw malformed(reason)
}

/** It was decoded as UTF-8: a document that says otherwise would mean other characters. */
function checkEncoding(encoding: string | undefined): void {
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) refuse(notUtf8)
}
