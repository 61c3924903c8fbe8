import { expect, test } from 'vitest'
import { countOf, expectStatus, textsAfter } from './answers.ts'

test('texts are found in order, and the empty one too', () => {
  const json = JSON.stringify({ messages: [{ id: '1', receipt: 'a' }, { receipt: '' }, { receipt: 'c' }] })
  expect(textsAfter('"receipt":"', json)).toEqual(['a', '', 'c'])
  expect(textsAfter('"receipt":"', '{"messages":[]}')).toEqual([])
})

test('a text that does not end is an error', () => {
  expect(() => textsAfter('"receipt":"', '{"receipt":"a')).toThrow('without an end')
})

test('occurrences are counted', () => {
  expect(countOf('"acked"', '["acked","lapsed","acked"]')).toBe(2)
  expect(countOf('"acked"', '[]')).toBe(0)
})

test('an answer of another status is an error that shows it', () => {
  const answer = { status: 503, body: '{"code":"StorageFull"}' }
  expect(() => expectStatus(answer, 200, 201)).toThrow('503: {"code":"StorageFull"}')
  expect(expectStatus(answer, 200, 503)).toBe(answer)
})
