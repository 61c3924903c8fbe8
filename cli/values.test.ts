import { describe, expect, test } from 'vitest'
import { parseAttribute, parseCount, parseInstant, parseNumber, parseSeconds } from './values.ts'

test.each([
  ['0', 0],
  ['90', 90],
  ['90s', 90],
  ['15m', 900],
  ['12h', 43_200],
  ['7d', 604_800],
])('%s is %i seconds', (text, seconds) => expect(parseSeconds(text)).toBe(seconds))

test.each([
  ['1', 1],
  ['16', 16],
])('%s counts', (text, count) => expect(parseCount(1, 16)(text)).toBe(count))

test.each([
  ['0.5', 0.5],
  ['2', 2],
])('%s is a number', (text, value) => expect(parseNumber(text)).toBe(value))

test.each([
  ['2031-01-01T09:00:00Z', '2031-01-01T09:00:00.000Z'],
  ['2031-01-01T09:00+02:00', '2031-01-01T07:00:00.000Z'],
  ['2031-01-01T09:00:00.25-01:30', '2031-01-01T10:30:00.250Z'],
])('%s is the instant %s', (text, instant) => expect(parseInstant(text)).toBe(instant))

test('attributes gather; a value may hold anything, = included', () => {
  const both = parseAttribute('b=x=y', parseAttribute('a='))
  expect(both).toEqual({ a: { type: 'string', value: '' }, b: { type: 'string', value: 'x=y' } })
})

describe('refused', () => {
  test.each(['', '-1', '1.5', '1w', '1e3', 'soon', '1 m'])('%j as a time', text => {
    expect(() => parseSeconds(text)).toThrow('whole seconds')
  })
  test.each(['0', '17', '-1', '1.5', '', '0x1'])('%j as a count from 1 to 16', text => {
    expect(() => parseCount(1, 16)(text)).toThrow('from 1 to 16')
  })
  test.each(['', '-1', '1e3', '.5', 'x'])('%j as a number', text => expect(() => parseNumber(text)).toThrow('number'))
  test.each(['2031-01-01', '2031-01-01T09:00:00', '2031-13-01T09:00:00Z', 'tomorrow', '1893456000'])(
    '%j as an instant',
    text => expect(() => parseInstant(text)).toThrow('instant'),
  )
  test.each(['', '=x', 'name'])('%j as an attribute', text => expect(() => parseAttribute(text)).toThrow('name=value'))
})
