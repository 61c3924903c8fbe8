import { expect, test } from 'vitest'
import { seededRandom, systemRandom } from './random.ts'

test('the system’s bytes are fresh, as many as asked for, and stay what they were', () => {
  const random = systemRandom()
  const drawn = Array.from({ length: 2_000 }, () => random.bytes(16))
  const written = drawn.map(bytes => Buffer.from(bytes).toString('hex'))
  expect(new Set(written).size).toBe(2_000)
  expect(drawn.map(bytes => Buffer.from(bytes).toString('hex'))).toEqual(written)
})

test('the system gives any number of bytes from 1 to 256, across the end of a pool too', () => {
  const random = systemRandom()
  for (let round = 0; round < 4; round++)
    for (let count = 1; count <= 256; count++) expect(random.bytes(count)).toHaveLength(count)
})

test('bytes that were handed out are not handed out again: a caller may write to its own', () => {
  const random = systemRandom()
  const first = random.bytes(16)
  first.fill(0)
  expect(Buffer.from(random.bytes(16)).equals(Buffer.alloc(16))).toBe(false)
  expect(Buffer.from(first).equals(Buffer.alloc(16))).toBe(true)
})

test('the same seed gives the same bytes, another seed others', () => {
  const draw = (seed: number) => Buffer.from(seededRandom(seed).bytes(64)).toString('hex')
  expect(draw(7)).toBe(draw(7))
  expect(draw(7)).not.toBe(draw(8))
})

test('seeded fractions lie in [0, 1) and spread evenly', () => {
  const random = seededRandom(1)
  const tenths = new Array<number>(10).fill(0)
  for (let draw = 0; draw < 10_000; draw++) {
    const fraction = random.fraction()
    expect(fraction).toBeGreaterThanOrEqual(0)
    expect(fraction).toBeLessThan(1)
    tenths[Math.floor(fraction * 10)]! += 1
  }
  for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150)
})
