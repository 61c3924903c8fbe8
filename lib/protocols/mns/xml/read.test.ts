import { expect, test } from 'vitest'
import { xmlBounds } from '../limits.ts'
import type { Element } from './element.ts'
import { readXml } from './read.ts'

const malformed = { code: 'MalformedXML' }
const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth)
const attributes = (count: number): string => Array.from({ length: count }, (_, at) => ` a${at}="x"`).join('')

const depthOf = ({ children }: Element): number => 1 + Math.max(0, ...children.map(depthOf))

test('a document is read by local names, text, CDATA and references alike', () => {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<!-- a --><x:a xmlns:x="u" b="c"><b>1 &lt; &#x32;<![CDATA[ & <3>]]></b><?p i?><c/></x:a>\n`
  expect(readXml(text)).toEqual({
    name: 'a',
    text: '',
    children: [
      { name: 'b', text: '1 < 2 & <3>', children: [] },
      { name: 'c', text: '', children: [] },
    ],
  })
})

test('no body is no document, and a mark of byte order is nothing', () => {
  expect(readXml(undefined)).toBeUndefined()
  expect(readXml('')).toBeUndefined()
  expect(readXml('\ufeff<a>ü</a>')).toMatchObject({ name: 'a', text: 'ü' })
})

const bomb = `<!DOCTYPE a [<!ENTITY x "y">${Array.from({ length: 20 }, (_, at) => `<!ENTITY x${at} "&x${at ? at - 1 : ''};&x${at ? at - 1 : ''};">`).join('')}]><a>&x19;</a>`

test.each([
  ['an entity bomb', bomb],
  ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
  ['a parameter entity', '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/">%x;]><a/>'],
  ['an external subset', '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>'],
  ['a document type alone', '<!DOCTYPE a><a/>'],
  ['one behind a comment', '<!-- a --><!DOCTYPE a><a/>'],
  ['an entity that is not declared', '<a>&x;</a>'],
  ['two roots', '<a/><b/>'],
  ['text behind the root', '<a/>x'],
  ['no root', 'hello'],
  ['a comment alone', '<!-- a -->'],
  ['blanks alone', '  \n'],
  ['an end too few', '<a><b></a>'],
  ['an attribute twice', '<a b="1" b="2"/>'],
  ['a control character', '<a>\u0001</a>'],
  ['a reference to a control character', '<a>&#1;</a>'],
  ['the same in XML 1.1', '<?xml version="1.1"?><a>&#1;</a>'],
  ['a reference to half a character', '<a>&#xD800;</a>'],
  ['a null character', '<a>\0</a>'],
  ['the word of another encoding', '<?xml version="1.0" encoding="UTF-16"?><a/>'],
  ['another one', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>'],
  ['UTF-16 itself', Buffer.from('\ufeff<a/>', 'utf16le')],
  ['UTF-16 that is UTF-8 by chance', Buffer.from('<a/>', 'utf16le').toString()],
  ['bytes that are no UTF-8', Buffer.concat([Buffer.from('<a>'), Buffer.of(0xc0, 0x80), Buffer.from('</a>')])],
])('%s is refused', (_what, body) => {
  expect(() => readXml(body)).toThrow(expect.objectContaining(malformed))
})

test('depth, elements and attributes are bounded, and what is at the bound is read', () => {
  expect(depthOf(readXml(nested(xmlBounds.depthMax))!)).toBe(xmlBounds.depthMax)
  expect(() => readXml(nested(xmlBounds.depthMax + 1))).toThrow(expect.objectContaining(malformed))
  for (const piece of ['<!-- -->', '<?p?>', '<![CDATA[x]]>'])
    for (const [count, isRead] of [
      [xmlBounds.elementsMax - 1, true],
      [xmlBounds.elementsMax, false],
    ] as const) {
      const read = () => readXml(`<a>${piece.repeat(count)}</a>`)
      if (isRead) expect(read()).toMatchObject({ name: 'a' })
      else expect(read).toThrow(expect.objectContaining(malformed))
    }
  const many = (count: number): string => `<a>${'<b/>'.repeat(count)}</a>`
  expect(readXml(many(xmlBounds.elementsMax - 1))!.children).toHaveLength(xmlBounds.elementsMax - 1)
  expect(() => readXml(many(xmlBounds.elementsMax))).toThrow(expect.objectContaining(malformed))
  expect(readXml(`<a${attributes(xmlBounds.attributesMax)}/>`)).toBeDefined()
  expect(() => readXml(`<a${attributes(xmlBounds.attributesMax + 1)}/>`)).toThrow(expect.objectContaining(malformed))
})

test('what is beyond a bound is refused at once, however much follows', () => {
  const huge = [nested(1_000_000), `<a>${'<b/>'.repeat(1_000_000)}</a>`, `<a${attributes(300_000)}/>`]
  for (const text of huge) expect(() => readXml(text)).toThrow(expect.objectContaining(malformed))
})

test('a huge attribute is read once, and kept nowhere', () => {
  expect(readXml(`<a b="${'x'.repeat(5_000_000)}"/>`)).toEqual({ name: 'a', text: '', children: [] })
})
