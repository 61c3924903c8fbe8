import { expect, test } from 'vitest'
import type { Request } from '../../http/message.ts'
import { checkNewName, type Place, queueIn, siteOf } from './site.ts'

const place = { account: '123456789012', region: 'eu-central-1' }
const site = (headers: Record<string, string>, more: Partial<Place> = {}) =>
  siteOf({ ...place, ...more }, { headers } as unknown as Request)

test('a queue has the address at which the caller has reached us', () => {
  expect(site({ host: 'queues:9324' }).urlOf('q')).toBe('http://queues:9324/123456789012/q')
  expect(site({ host: 'queues', 'x-forwarded-proto': 'https' }).urlOf('q')).toBe('https://queues/123456789012/q')
})

test('or the one that a setting says, path included', () => {
  expect(site({ host: 'inside' }, { publicUrl: 'https://out.example/base' }).urlOf('q')).toBe(
    'https://out.example/base/123456789012/q',
  )
})

test.each([
  ['eu-central-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
])('an ARN of %s begins with arn:%s', (region, partition) => {
  const { arnOf, queueOf } = site({}, { region })
  expect(arnOf('q.fifo')).toBe(`arn:${partition}:sqs:${region}:123456789012:q.fifo`)
  expect(queueOf(arnOf('q.fifo'))).toBe('q.fifo')
})

test('an ARN of elsewhere names no queue', () => {
  expect(site({}).queueOf('arn:aws:sqs:eu-central-1:210987654321:q')).toBeUndefined()
  expect(site({}).queueOf('q')).toBeUndefined()
})

test.each([
  'https://sqs.us-east-1.amazonaws.com/123456789012/q',
  'https://us-west-2.queue.amazonaws.com/123456789012/q',
  'http://localhost:1/base/path/000000000000/q',
  '/000000000000/q',
  'q',
])('%s names the queue q', url => {
  expect(queueIn(url)).toBe('q')
})

test.each(['', 'http://h/', 'a b', 'q.fif', 'http://h/1/q?x=1', 'q\n'])('%j names none', url => {
  expect(() => queueIn(url)).toThrow(expect.objectContaining({ shape: 'QueueDoesNotExist' }))
})

test.each<[string, boolean]>([
  ['a b', false],
  ['', false],
  ['x'.repeat(81), false],
  ['x.fifo', false],
  ['x', true],
  [`${'x'.repeat(76)}.fifo`, true],
])('no new queue is called %j (FIFO: %s)', (name, isFifo) => {
  expect(() => checkNewName(name, isFifo, 80)).toThrow(isFifo ? 'must end with .fifo suffix' : '1 to 80 in length')
})

test('names of eighty characters will do, the suffix included', () => {
  checkNewName('x'.repeat(80), false, 80)
  checkNewName(`${'x'.repeat(75)}.fifo`, true, 80)
})
