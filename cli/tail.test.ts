import { expect, test } from 'vitest'
import { Tail } from './tail.ts'

const tailOf = (...chunks: string[]): Tail => {
  const tail = new Tail(8)
  for (const chunk of chunks) tail.add(Buffer.from(chunk))
  return tail
}

test.each([
  [[], ''],
  [['short'], 'short'],
  [['much too ', 'long'], 'too long'],
  [['one\n', 'two\n'], 'one\ntwo'],
  [['xé1234567'], '1234567'],
  [['😀12345'], '12345'],
])('of %j it keeps the end: %j', (chunks, text) => expect(tailOf(...chunks).text(8)).toBe(text))

test('a shorter end can be had', () => expect(tailOf('abcdefgh').text(3)).toBe('fgh'))

test('no more than the end is kept', () => expect(tailOf('much too ', 'long').text(100)).toBe('too long'))
