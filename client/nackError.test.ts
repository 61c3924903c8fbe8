import { expect, test } from 'vitest'
import { NackError } from './index.ts'
import { nackOf } from './nackError.ts'

const own = { nackDelaySeconds: 7, nackDefaultDelaySeconds: 5 }

test.each([
  [new Error('no'), { delaySeconds: 7, defaultDelaySeconds: 5, reason: 'no' }],
  [new NackError('as ever'), { delaySeconds: 7, defaultDelaySeconds: 5, reason: 'as ever' }],
  [new NackError('busy', { delaySeconds: 0 }), { delaySeconds: 0, defaultDelaySeconds: 5, reason: 'busy' }],
  [new NackError('hopeless', { deadLetter: true, delaySeconds: 3 }), { deadLetter: true, reason: 'hopeless' }],
])('%s becomes the nack that it asks for', (thrown, nack) => {
  expect(nackOf(thrown, own)).toStrictEqual(nack)
})

test('a worker that names no delay leaves it to the policies', () => {
  expect(nackOf(new NackError('no'), {})).toEqual({ reason: 'no' })
})

test('it is an error as any other, with its cause', () => {
  const cause = new Error('404')
  const error = new NackError('no such customer', { deadLetter: true, cause })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'NackError', message: 'no such customer', cause })
})
