import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMembers } from './readJson.ts'
import { readParameters, toTree } from './readQuery.ts'
import { bytes, integer, list, map, structure, text } from './shapes.ts'
import { jsonOf } from './writeJson.ts'
import { xmlOf } from './writeXml.ts'

const value = structure({ DataType: text, StringValue: text, BinaryValue: bytes })
const members = {
  QueueUrl: text,
  Count: integer,
  Names: list(text, 'Name', ['Names']),
  Attributes: map(text, 'Attribute'),
  Entries: list(structure({ Id: text, Values: map(value, 'Value') }), 'Entry'),
}

const query = (parameters: Record<string, string>) => readParameters(members, toTree(Object.entries(parameters)))

test('a JSON object is read by its shape; null, and what the shape does not know, are passed over', () => {
  expect(readMembers(members, { QueueUrl: 'q', Count: null, Names: ['a'], more: 1 })).toEqual({
    QueueUrl: 'q',
    Names: ['a'],
  })
})

test('numbers written as texts and texts written as numbers are taken', () => {
  expect(readMembers(members, { QueueUrl: 5, Count: '7', Attributes: { a: 1, b: true, c: null } })).toEqual({
    QueueUrl: '5',
    Count: 7,
    Attributes: new Map([
      ['a', '1'],
      ['b', 'true'],
    ]),
  })
})

test.each([
  [{ QueueUrl: {} }, 'QueueUrl has to be a string.'],
  [{ Count: 1.5 }, 'Count has to be a whole number.'],
  [{ Count: '1e3' }, 'Count has to be a whole number.'],
  [{ Names: 'a' }, 'Names has to be a list.'],
  [{ Names: [[]] }, 'Names[0] has to be a string.'],
  [{ Attributes: [] }, 'Attributes has to be an object.'],
  [{ Entries: [{ Values: { v: { BinaryValue: '!' } } }] }, 'Entries[0].Values.v.BinaryValue has to be base64.'],
  [[], 'The body has to be an object.'],
])('what does not fit is named: %j', (given, message) => {
  expect(() => readMembers(members, given)).toThrow(
    expect.objectContaining({ shape: 'SerializationException', message }),
  )
})

test('a name with a meaning in JavaScript is a name like any other', () => {
  const given = JSON.parse('{"Attributes":{"__proto__":"x"},"__proto__":{"QueueUrl":"q"}}')
  expect(readMembers(members, given)).toEqual({ Attributes: new Map([['__proto__', 'x']]) })
})

test('flat parameters are read in order of their numbers, gaps or not', () => {
  expect(
    query({
      'Name.10': 'c',
      'Name.2': 'b',
      'Name.1': 'a',
      'Attribute.1.Name': 'x',
      'Attribute.1.Value': '1',
      'Attribute.3.Name': 'y',
      'Entry.1.Id': 'e',
      'Entry.1.Value.1.Name': 'v',
      'Entry.1.Value.1.Value.DataType': 'Binary',
      'Entry.1.Value.1.Value.BinaryValue': 'AQI=',
      Count: '3',
    }),
  ).toEqual({
    Count: 3,
    Names: ['a', 'b', 'c'],
    Attributes: new Map([
      ['x', '1'],
      ['y', ''],
    ]),
    Entries: [{ Id: 'e', Values: new Map([['v', { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) }]]) }],
  })
})

test('old clients send one element without a number, and some the name of the list', () => {
  expect(query({ Name: 'All', 'Attribute.Name': 'x', 'Attribute.Value': '1' })).toEqual({
    Names: ['All'],
    Attributes: new Map([['x', '1']]),
  })
  expect(query({ 'Names.1': 'All' })).toEqual({ Names: ['All'] })
})

test('an empty number is absent, another is named', () => {
  expect(query({ Count: '' })).toEqual({})
  expect(() => query({ Count: 'x' })).toThrow('Count has to be a whole number.')
})

const anyText = fc.string({ unit: 'grapheme', minLength: 1 })
const name = fc.stringMatching(/^[A-Za-z]{1,5}$/)
const input = fc.record(
  {
    QueueUrl: anyText,
    Count: fc.integer(),
    Names: fc.array(anyText, { minLength: 1, maxLength: 12 }),
    Attributes: fc.array(fc.tuple(name, anyText), { minLength: 1, maxLength: 5 }).map(entries => new Map(entries)),
  },
  { requiredKeys: [] },
)

function* flat(given: Record<string, unknown>): Generator<[string, string]> {
  if (given.QueueUrl !== undefined) yield ['QueueUrl', String(given.QueueUrl)]
  if (given.Count !== undefined) yield ['Count', String(given.Count)]
  for (const [at, one] of ((given.Names as string[]) ?? []).entries()) yield [`Name.${at + 1}`, one]
  const attributes = [...((given.Attributes as Map<string, string>) ?? [])]
  for (const [at, [key, one]] of attributes.entries()) {
    yield [`Attribute.${at + 1}.Name`, key]
    yield [`Attribute.${at + 1}.Value`, one]
  }
}

test('both forms say the same', () => {
  fc.assert(
    fc.property(input, given => {
      const json = JSON.parse(JSON.stringify(jsonOf(members, given)))
      const form = new URLSearchParams(new URLSearchParams([...flat(given)]).toString())
      expect(readMembers(members, json)).toEqual(given)
      expect(readParameters(members, toTree(form))).toEqual(given)
    }),
  )
})

test('an answer leaves empty collections out, but for one that keeps them', () => {
  const kept = { ...list(text, 'QueueUrl'), keepsEmpty: true }
  expect(jsonOf({ a: list(text, 'A'), b: map(text, 'B'), c: kept }, { a: [], b: new Map(), c: [] })).toEqual({ c: [] })
})

test('an answer in XML is flat, and keeps carriage returns', () => {
  const answer = { Names: ['a<b', 'c\r\n'], Attributes: new Map([['x', '"&"']]), Count: 0 }
  expect(xmlOf(members, answer)).toBe(
    '<Count>0</Count><Name>a&lt;b</Name><Name>c&#xD;\n</Name>' +
      '<Attribute><Name>x</Name><Value>&quot;&amp;&quot;</Value></Attribute>',
  )
})
