import { expect, test } from 'vitest'
import { outcomesOf } from './batchResponse.ts'

const ids = ['a', 'b', 'c']
const kinds = (answer: unknown): string =>
  outcomesOf(answer, ids)
    .map(({ kind }) => kind[0])
    .join('')

test.each([
  ['nothing', undefined],
  ['null', null],
  ['an empty text', ''],
  ['an empty object', {}],
  ['an object that says something else', { statusCode: 200 }],
  ['an empty list', { batchItemFailures: [] }],
  ['null for the list', { batchItemFailures: null }],
])('all are delivered for %s', (_what, answer) => {
  expect(kinds(answer)).toBe('ddd')
})

test('what is named has failed, and nothing else', () => {
  expect(kinds({ batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }] })).toBe('dfd')
})

test.each([
  ['an unknown name', { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'z' }] }],
  ['an empty name', { batchItemFailures: [{ itemIdentifier: '' }] }],
  ['null for a name', { batchItemFailures: [{ itemIdentifier: null }] }],
  ['a name under another key', { batchItemFailures: [{ id: 'a' }] }],
  ['null for a failure', { batchItemFailures: [null] }],
  ['no list', { batchItemFailures: 'a' }],
  ['a list', ['a']],
  ['a text', 'ok'],
  ['a number', 0],
])('all have failed for %s', (_what, answer) => {
  expect(kinds(answer)).toBe('fff')
})
