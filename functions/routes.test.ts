import { expect, test } from 'vitest'
import { functionFor } from './routes.ts'

test.each([
  ['POST', '/v1/queues/q/messages', 'publish'],
  ['POST', '/v1/queues/q/poll', 'poll'],
  ['POST', '/v1/queues/q/ack', 'ack'],
  ['GET', '/v1/queues', 'manage'],
  ['GET', '/v1/nothing', 'manage'],
  ['DELETE', '/v1/queues/q/poll', 'manage'],
  ['POST', '/health', 'manage'],
  ['POST', '/dev/clock', 'manage'],
  ['POST', '/', 'sqs'],
  ['GET', '/123456789012/v1', 'sqs'],
  ['POST', '/base/', 'sqs'],
  ['POST', '/v1', 'sqs'],
  ['POST', '/send', 'send'],
  ['POST', '/send/', 'send'],
  ['GET', '/send/123456789012/q', 'send'],
  ['GET', '/sender', 'sqs'],
])('%s %s is for %s', (method, path, name) => {
  expect(functionFor(method, path)).toBe(name)
})

test.each([
  ['PUT', '/queues/q', {}, 'mns'],
  ['GET', '/topics', {}, 'mns'],
  ['POST', '/commonbuy/openservice', {}, 'mns'],
  ['GET', '/', { 'x-mns-version': '2015-06-06' }, 'mns'],
  ['GET', '/nothing', { authorization: 'MNS id:signature' }, 'mns'],
  ['GET', '/nothing', { authorization: 'MNS4-HMAC-SHA256 Credential=x' }, 'mns'],
  ['GET', '/nothing', { authorization: 'AWS4-HMAC-SHA256 Credential=x' }, 'sqs'],
  ['GET', '/v1/queues', { 'x-mns-version': '2015-06-06' }, 'manage'],
  ['GET', '/queuesx', {}, 'sqs'],
  ['POST', '/123456789012/queues', {}, 'sqs'],
])('%s %s with %j is for %s', (method, path, headers, name) => {
  expect(functionFor(method, path, headers)).toBe(name)
})
