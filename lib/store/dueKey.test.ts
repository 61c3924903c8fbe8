import { expect, test } from 'vitest'
import { dueKey, parseSake } from './dueKey.ts'

const queue = { name: 'orders', uid: '00112233-4455-8677-8899-aabbccddeeff', generation: 3 }
const look = '0001767225600000 00112233-4455-8677-8899-aabbccddeeff.3'

test('the key of a mark for a look is what it was before there were others', () => {
  expect(dueKey(queue, 1_767_225_600_000)).toBe(look)
  expect(dueKey(queue, 1_767_225_600_000, 'look')).toBe(look)
})

test('those of other sakes say theirs, and stand behind it', () => {
  expect(dueKey(queue, 1_767_225_600_000, 'push')).toBe(`${look} push`)
  expect(dueKey(queue, 1_767_225_600_000, 'measure')).toBe(`${look} measure`)
})

test('a sake of a newer release is a look, which does no harm', () => {
  expect([undefined, 'look', 'push', 'measure', 'dance'].map(part => parseSake(part).sake)).toEqual([
    undefined,
    undefined,
    'push',
    'measure',
    undefined,
  ])
})
