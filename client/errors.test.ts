import { expect, test } from 'vitest'
import { errorClasses, type PartlyPublishedError, SluiceError, toError } from './errors.ts'

test.each(Object.entries(errorClasses))('%s arrives as its own class', (code, errorClass) => {
  const error = toError({ code, status: 400, retryable: false })
  expect(error).toBeInstanceOf(errorClass)
  expect(error).toBeInstanceOf(SluiceError)
  expect(error.name).toBe(errorClass.name)
  expect(error.name).toBe(`${code}Error`)
})

test('no two codes share a class', () => {
  expect(new Set(Object.values(errorClasses)).size).toBe(Object.keys(errorClasses).length)
})

test('a partly done publish says what became of each message', () => {
  const results = [{ id: 'm1' }, { code: 'StorageFull' }]
  const error = toError({ code: 'PartlyPublished', status: 503, retryable: true, results })
  expect((error as PartlyPublishedError).results).toEqual(results)
})

test.each([
  [{ limit: 5, got: 6 }, ' (limit 5, got 6)'],
  [{ got: 'ten' }, ' (got "ten")'],
  [{ limit: '> 60', got: null }, ' (limit > 60, got null)'],
  [{}, ''],
])('what the server says of bounds, %j, stands in the words, once', (bounds, words) => {
  const head = { code: 'InvalidInput', status: 422, retryable: false }
  const errors = ['/a', '/b'].map(pointer => ({ pointer, detail: 'is wrong', ...bounds }))
  const { message } = toError({ ...head, detail: '/a is wrong (and 1 more).', errors })
  expect(message).toBe(`/a is wrong${words} (and 1 more). /b is wrong${words}`)
})
