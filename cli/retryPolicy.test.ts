import { expect, test } from 'vitest'
import type { QueueRetryPolicy } from '../client/index.ts'
import { parseRetry, showRetry } from './retryPolicy.ts'

const forms: [string, QueueRetryPolicy][] = [
  ['fixed:30', { kind: 'fixed', delaySeconds: 30 }],
  ['exponential:5,1.5,3600', { kind: 'exponential', firstSeconds: 5, factor: 1.5, maxSeconds: 3_600 }],
  ['table:5,0,60~0.2', { kind: 'table', delaysSeconds: [5, 0, 60], jitter: 0.2 }],
]

test.each(forms)('%s is a policy, and how it is shown', (text, policy) => {
  expect(parseRetry(text)).toEqual(policy)
  expect(showRetry(policy)).toBe(text)
})

test('durations take units', () => {
  const policy = { kind: 'exponential', firstSeconds: 1, factor: 2, maxSeconds: 43_200 }
  expect(parseRetry('exponential:1s,2,12h')).toEqual(policy)
})

test('no policy is not shown', () => expect(showRetry(undefined)).toBeUndefined())

test.each([
  '',
  'none',
  '30',
  'linear:5',
  'fixed:',
  'fixed:5,6',
  'fixed:x',
  'exponential:5,2',
  'exponential:5,2,3,4',
  'exponential:5,x,9',
  'table:',
  'table:5,',
  'fixed:5~',
  'fixed:5~x',
  'fixed:5~-1',
])('%j is no policy', text => expect(() => parseRetry(text)).toThrow('Write '))
