import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { formatId, newId, newToken, parseId } from './id.ts'

const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 })

test('an id is a version-8 UUID, and keeps the other 122 bits', () => {
  fc.assert(
    fc.property(sixteen, bytes => {
      const id = formatId(bytes)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      const expected = Buffer.from(bytes)
      expected[6] = 0x80 | (expected[6]! & 0x0f)
      expected[8] = 0x80 | (expected[8]! & 0x3f)
      expect(parseId(id)).toEqual(expected)
    }),
  )
})

test('making an id does not touch the bytes it is made of', () => {
  const bytes = new Uint8Array(16).fill(255)
  formatId(bytes)
  expect(bytes).toEqual(new Uint8Array(16).fill(255))
})

test('no other text is an id', () => {
  const id = formatId(new Uint8Array(16))
  expect(parseId(id)).toBeDefined()
  const others = [
    '',
    'x',
    id.toUpperCase().replace('8', 'A'),
    ` ${id}`,
    `${id}0`,
    id.slice(1),
    id.replaceAll('-', ''),
    '00000000-0000-4000-8000-000000000000',
    '00000000-0000-8000-7000-000000000000',
    '0000000g-0000-8000-8000-000000000000',
  ]
  for (const other of others) expect(parseId(other)).toBeUndefined()
})

test('ids and tokens are new each time; a token is eight characters of base64url', () => {
  const random = seededRandom(1)
  const made = Array.from({ length: 1_000 }, () => [newId(random), newToken(random)] as const)
  expect(new Set(made.map(([id]) => id)).size).toBe(1_000)
  expect(new Set(made.map(([, token]) => token)).size).toBe(1_000)
  for (const [, token] of made) expect(token).toMatch(/^[\w-]{8}$/)
})
