import { expect, test } from 'vitest'
import { nackReason } from './nackReason.ts'

test.each([
  [new Error('disk full'), 'disk full'],
  [new RangeError(''), 'RangeError'],
  ['plain words', 'plain words'],
  [undefined, 'undefined'],
  ['x'.repeat(256), 'x'.repeat(256)],
  ['x'.repeat(257), 'x'.repeat(256)],
  [`${'x'.repeat(255)}é`, 'x'.repeat(255)],
  ['😀'.repeat(65), '😀'.repeat(64)],
  [`a${'😀'.repeat(64)}`, `a${'😀'.repeat(63)}`],
])('what was thrown becomes at most 256 bytes of words', (thrown, words) => {
  expect(nackReason(thrown)).toBe(words)
})
