import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseId } from '../../domain/id.ts'
import { seededRandom } from '../../random.ts'
import { mintId, seqOf } from './ids.ts'

test('an id says where its message lies, for every place there can be', () => {
  const random = seededRandom(1)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), seq => {
      const id = mintId(seq, random)
      expect(parseId(id)).toBeDefined()
      expect(seqOf(id)).toBe(seq)
    }),
  )
})

test('two ids of one place differ, and other texts lie nowhere', () => {
  const random = seededRandom(1)
  expect(mintId(7, random)).not.toBe(mintId(7, random))
  for (const text of ['', '7', '000000000007', 'x'.repeat(36), '00000000-0000-4000-8000-00000000000g'])
    expect(seqOf(text)).toBeUndefined()
})
