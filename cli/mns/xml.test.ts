import { expect, test } from 'vitest'
import { element, innerOf, parent, textOf } from './xml.ts'

test('a text comes back as it was, whatever it looks like', () => {
  const text = ' <a>&amp;&#13;]]></a> "\'\r\n😀 '
  expect(textOf(parent('Message', element('Body', text)), 'Body')).toBe(text)
})

test('references are read by name, in decimal and in hexadecimal', () => {
  expect(textOf('<A>&lt;&gt;&quot;&apos;&amp;&#13;&#x1F600;&none;</A>', 'A')).toBe('<>"\'&\r😀&none;')
})

test('elements are found by their whole name, with attributes or without', () => {
  const xml = '<Messages xmlns="x"><Message><A>1</A></Message><Message><A>2</A></Message></Messages>'
  expect(innerOf(xml, 'Message')).toEqual(['<A>1</A>', '<A>2</A>'])
  expect(innerOf(xml, 'Messages')).toHaveLength(1)
  expect(textOf(xml, 'B')).toBeUndefined()
})
