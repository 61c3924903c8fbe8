import { expect, test } from 'vitest'
import { type AttributeValue, decodeAttributes, encodeAttribute, wantsAttribute } from './messageAttributes.ts'

const decode = (name: string, value: AttributeValue) => decodeAttributes(new Map([[name, value]]))
const string = (StringValue: string, DataType = 'String') => ({ DataType, StringValue })

test.each<[string, AttributeValue]>([
  ['String', string('x')],
  ['String.custom.more', string('x', 'String.custom.more')],
  ['Number.java.lang.Integer', string('0042', 'Number.java.lang.Integer')],
  ['Binary', { DataType: 'Binary.png', BinaryValue: Buffer.from([0]) }],
])('%s comes back as it went in', (_name, value) => {
  expect(encodeAttribute(decode('a', value).a!)).toEqual(value)
})

test.each(['AWS.x', 'amazon.x', 'a..b', '.a', 'a.', 'a!', 'a b', '', 'x'.repeat(257)])(
  'no attribute is called %j',
  name => {
    expect(() => decode(name, string('x'))).toThrow('MessageAttributeName')
  },
)

test.each(['a', 'øßä', 'AWSome', 'x'.repeat(256)])('one may be called %s', name => {
  expect(Object.keys(decode(name, string('x')))).toEqual([name])
})

test.each(['0', '-1.5', '+.5', '1e126', '1e-128', '1'.repeat(38), '123456789e2', `0.${'0'.repeat(127)}1`])(
  '%s is a number',
  digits => {
    expect(decode('n', string(digits, 'Number')).n).toMatchObject({ value: digits })
  },
)

test.each([
  '',
  '.',
  'e5',
  'x',
  '1x',
  ' 1',
  '0x10',
  '1e127',
  '1e-129',
  '1'.repeat(39),
  'NaN',
  'Infinity',
  '1'.repeat(128),
])('%j is none', digits => {
  expect(() => decode('n', string(digits, 'Number'))).toThrow(/number|non-empty/)
})

test.each<[AttributeValue, string]>([
  [{}, "'a' must contain a non-empty message attribute type"],
  [string('x', 'Text'), 'the set of supported type prefixes is Binary, Number, and String.'],
  [string('x', 'String.'), 'the set of supported type prefixes'],
  [string('x', `String.${'y'.repeat(250)}`), 'the set of supported type prefixes'],
  [string(''), "Message (user) attribute 'a' must contain a non-empty value of type 'String'."],
  [{ DataType: 'Binary', StringValue: 'x' }, "non-empty value of type 'Binary'"],
  [string('\u0001'), 'the character #x1'],
  [{ DataType: 'String', StringListValues: ['x'] }, 'Message attribute list values are not supported.'],
])('a value that will not do is named: %j', (value, message) => {
  expect(() => decode('a', value)).toThrow(message)
})

test('eleven attributes are too many', () => {
  const some = (count: number) => new Map(Array.from({ length: count }, (_, at) => [`a${at}`, string('x')]))
  expect(Object.keys(decodeAttributes(some(10)))).toHaveLength(10)
  expect(() => decodeAttributes(some(11))).toThrow('[11] exceeds the allowed maximum [10]')
})

test.each<[readonly string[], readonly string[]]>([
  [['All'], ['Hello', 'Help.Me', 'General']],
  [['*'], ['Hello', 'Help.Me', 'General']],
  [['.*'], ['Hello', 'Help.Me', 'General']],
  [['Hel.*'], ['Hello', 'Help.Me']],
  [['Hello'], ['Hello']],
  [['Foo', 'AWS.', '..foo'], []],
])('who asks for %j gets %j', (names, wanted) => {
  expect(['Hello', 'Help.Me', 'General'].filter(wantsAttribute(names))).toEqual(wanted)
})
