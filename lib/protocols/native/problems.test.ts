import { expect, test } from 'vitest'
import { Problem } from '../../domain/problem.ts'
import { thrownReply } from './problems.ts'

test('a busy store asks for a pause, and says that the outcome is open', () => {
  const { status, headers, body } = thrownReply(new Problem('StoreBusy'), 'request-1')
  expect([status, headers['retry-after']]).toEqual([503, '1'])
  expect(JSON.parse(body!)).toMatchObject({
    code: 'StoreBusy',
    retryable: true,
    detail: expect.stringContaining('may'),
  })
})

test('other refusals ask for none', () => {
  expect(thrownReply(new Problem('ShuttingDown'), 'request-1').headers).not.toHaveProperty('retry-after')
})
