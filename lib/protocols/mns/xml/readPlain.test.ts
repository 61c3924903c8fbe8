import fc from 'fast-check'
import { expect, test } from 'vitest'
import { xmlBounds } from '../limits.ts'
import { readWhole } from './read.ts'
import { readPlain } from './readPlain.ts'

const plain = [
  '<Queue/>',
  '<Queue></Queue>',
  '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<a xmlns="http://mns.aliyuncs.com/doc/v1/">\n <b>1 &lt;&amp;&quot;</b><c/>\n</a>\n',
  '<a>&amp;lt;&amp;amp;&apos;&gt;&amp;#50;</a>',
  '<?xml version="1.0"?><a><b>ü😀]] ></b></a>',
]

test.each(plain)('%s is plain, and read as the whole parser reads it', text => {
  expect(readPlain(text)).toBeDefined()
  expect(readPlain(text)).toEqual(readWhole(text))
})

test.each([
  '',
  ' ',
  'x',
  '<a>',
  '</a>',
  '<a></b>',
  '<a/><b/>',
  '<a/>x',
  'x<a/>',
  '<a></a xmlns="">',
  '</a/>',
  '<a b="c"/>',
  '<x:a/>',
  '<a>&x;</a>',
  '<a>&#50;</a>',
  '<a>&</a>',
  '<a>& lt;</a>',
  '<a>&toString;</a>',
  '<a>\r\n</a>',
  '<a>]]></a>',
  '<a>\u0001</a>',
  '<a>\ud800</a>',
  '<a><![CDATA[x]]></a>',
  '<a><!-- x --></a>',
  '<a><?p i?></a>',
  '<!DOCTYPE a><a/>',
  ' <?xml version="1.0"?><a/>',
  '<?xml version="1.1"?><a/>',
  '<?xml version="1.0" encoding="UTF-16"?><a/>',
  '\ufeff<a/>',
  '<a>'.repeat(xmlBounds.depthMax + 1) + '</a>'.repeat(xmlBounds.depthMax + 1),
  `<a>${'<b/>'.repeat(xmlBounds.elementsMax)}</a>`,
])('%j is for the whole parser to judge', text => {
  expect(readPlain(text)).toBeUndefined()
})

const names = ['a', 'b', 'Message', 'x:a', '_1', '1a', 'xml']
const bits = [
  ...names.flatMap(name => [`<${name}>`, `</${name}>`, `<${name}/>`, `<${name} xmlns="u">`, `<${name} b="c">`]),
  ...[
    'x',
    ' ',
    '\n',
    '\r',
    '&lt;',
    '&amp;',
    '&apos;',
    '&x;',
    '&#65;',
    '&',
    '<',
    '>',
    ']]>',
    ']',
    '"',
    'ü',
    '\ufffe',
    '\0',
  ],
  ...[
    '<!-- -->',
    '<![CDATA[x]]>',
    '<?p?>',
    '<?xml version="1.0"?>',
    '<?xml version="1.0" encoding="utf-8"?>',
    '\ufeff',
  ],
]
const document: fc.Arbitrary<string> = fc.letrec<{ element: string }>(tie => ({
  element: fc
    .tuple(
      fc.constantFrom('a', 'b', 'Message'),
      fc.constantFrom('', ' xmlns="u"', ' xmlns=""', '\n', ' b="1"'),
      fc.array(fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...bits) }, fc.string(), tie('element')), {
        maxLength: 4,
      }),
    )
    .map(([name, more, inner]) => `<${name}${more}>${inner.join('')}</${name}>`),
})).element

test('whatever it reads, the whole parser reads in the same way', () => {
  let read = 0
  const text = fc.oneof(
    document,
    fc.array(fc.constantFrom(...bits), { maxLength: 8 }).map(parts => parts.join('')),
  )
  const property = fc.property(text, given => {
    const root = readPlain(given)
    if (root === undefined) return
    read++
    expect(root).toEqual(readWhole(given))
  })
  fc.assert(property, { numRuns: 3_000 })
  expect(read).toBeGreaterThan(100)
})
