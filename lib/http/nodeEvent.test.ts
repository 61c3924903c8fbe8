import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { toEvent } from './nodeEvent.ts'

const incoming = (url: string, headers: IncomingMessage['headers'] = {}, method = 'GET'): IncomingMessage =>
  ({ url, headers, method }) as IncomingMessage

test.each([
  ['/v1/queues', '/v1/queues', ''],
  ['/v1/queues?limit=1&prefix=%20', '/v1/queues', 'limit=1&prefix=%20'],
  ['/v1/queues/a%20b?x', '/v1/queues/a b', 'x'],
  ['/v1/queues/a?b?c', '/v1/queues/a', 'b?c'],
  ['/v1/queues/%zz', '/v1/queues/%zz', ''],
  ['/v1/queues/%ff', '/v1/queues/%ff', ''],
  ['http://example.com:9324/health?x=1', '/health', 'x=1'],
  ['http://example.com', '/', ''],
  ['HTTPS://example.com?x=1', '/', 'x=1'],
  ['*', '/*', ''],
])('the target %s is the path %s with the query %j', (target, rawPath, rawQueryString) => {
  expect(toEvent(incoming(target), undefined, 'r')).toMatchObject({ rawPath, rawQueryString })
})

test('an event carries method, id and headers', () => {
  const event = toEvent(incoming('/', { host: 'a', 'set-cookie': ['a=1', 'b=2'] }, 'HEAD'), undefined, 'r-1')
  expect(event).toEqual({
    rawPath: '/',
    rawQueryString: '',
    headers: { host: 'a', 'set-cookie': 'a=1, b=2' },
    requestContext: { requestId: 'r-1', http: { method: 'HEAD', target: '/' } },
    isBase64Encoded: false,
  })
})

test('a body is text where it is UTF-8, else base64', () => {
  const textEvent = toEvent(incoming('/'), Buffer.from('größe'), 'r')
  expect(textEvent).toMatchObject({ body: 'größe', isBase64Encoded: false })
  expect(toEvent(incoming('/'), Buffer.of(0xff), 'r')).toMatchObject({ body: '/w==', isBase64Encoded: true })
})
