import { expect, test } from 'vitest'
import { Upcoming } from './upcoming.ts'

const some = (...moments: number[]): Upcoming => {
  const upcoming = new Upcoming()
  for (const atMs of moments) upcoming.add(atMs)
  return upcoming
}

test('the next is the earliest, whenever it was said', () => {
  expect(some(5, 3, 9).next()).toBe(3)
  expect(some().next()).toBeUndefined()
})

test('what was taken is over, one by one, also where many come at one time', () => {
  const upcoming = some(3, 3, 9)
  upcoming.taken(1)
  expect(upcoming.next()).toBe(3)
  upcoming.taken(1)
  expect(upcoming.next()).toBe(9)
  upcoming.taken(5)
  expect(upcoming.next()).toBeUndefined()
})

test('where nothing is visible now, only what is to come is left', () => {
  const upcoming = some(3, 4, 5, 6)
  upcoming.none(5)
  expect(upcoming.next()).toBe(6)
})

test('of too many, those that come last are forgotten', () => {
  const upcoming = some(...Array.from({ length: 1_500 }, (_, index) => 1_500 - index))
  expect(upcoming.next()).toBe(1)
  upcoming.none(1_000)
  expect(upcoming.next()).toBeUndefined()
  const fewer = some(...Array.from({ length: 1_500 }, (_, index) => index + 1))
  fewer.none(999)
  expect(fewer.next()).toBe(1_000)
})
