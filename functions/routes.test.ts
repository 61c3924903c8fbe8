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
