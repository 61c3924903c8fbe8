import { createHash, generateKeyPairSync, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { aContext, anEnvelope, startMs } from '../../../../test/fixtures.ts'
import type { CopyFormat } from '../../../domain/topic.ts'
import { writeCopy } from './copy.ts'
import { pushRequest } from './request.ts'
import { stringToSign } from './sign.ts'

const { publicKey, privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const signer = { key, certificateUrl: 'http://127.0.0.1:8080/cert.pem' }

const messageId = '01234567-89ab-8def-8123-456789abcdef'
const aCopy = (wish: Parameters<typeof anEnvelope>[0] = {}, tag: string | undefined = 'important') => {
  const topic = { name: 't1', messageId, ...(tag !== '' && { tag }) }
  return { account: '123456789012', subscription: 's1', envelope: { ...anEnvelope(wish), topic } }
}

const requestOf = (format: CopyFormat, url = 'http://a.example/n', copy = aCopy()) =>
  pushRequest(copy, { url, format }, signer, aContext())

test('the string to sign is that of the reference, byte for byte', () => {
  const text = stringToSign({
    path: '/notifications',
    headers: {
      'Content-md5': '5D41402ABC4B2A76B9719D911017C592',
      'Content-Type': 'text/plain;charset=utf-8',
      Date: 'Wed, 01 Jan 2025 00:00:00 GMT',
      'x-mns-version': '2015-06-06',
      'x-mns-message-id': '0123456789ABCDEF0123456789ABCDEF',
      'x-mns-message-tag': 'important',
      'x-mns-publish-time': '1735689600000',
      'x-mns-request-id': '58F5C708449421603DEDE793',
      'x-mns-signing-cert-url': 'aHR0cDovLzEyNy4wLjAuMTo4MDgwL2NlcnQucGVt',
      'x-mns-subscriber': '1234567890',
      'x-mns-subscription-name': 's1',
      'x-mns-topic-name': 't1',
      'x-mns-topic-owner': '1234567890',
      Accept: '*/*',
    },
  })
  expect(Buffer.byteLength(text)).toBe(453)
  expect(createHash('sha1').update(text).digest('hex')).toBe('17f9efdff42e243855637b80bf4b1b1ee685738d')
})

test('a push goes on with the trace of its message, in the words of W3C', async () => {
  const traceparent = '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01'
  const trace = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;State=a%3D1'
  for (const format of ['raw', 'xml', 'json'] as const) {
    const copy = { ...aCopy(), envelope: { ...aCopy().envelope, trace } }
    expect((await requestOf(format, undefined, copy)).headers).toMatchObject({ traceparent, tracestate: 'a=1' })
  }
})

test('the body alone goes with headers that say all the rest, spelled as receivers look for them', async () => {
  const { headers, body, path } = await requestOf('raw')
  expect([path, body.toString()]).toEqual(['/n', 'hello'])
  expect(headers).toEqual({
    'Content-md5': '5D41402ABC4B2A76B9719D911017C592',
    'Content-Type': 'text/plain;charset=utf-8',
    Date: 'Thu, 01 Jan 2026 00:00:00 GMT',
    'x-mns-request-id': expect.stringMatching(/^[0-9A-F]{24}$/),
    'x-mns-version': '2015-06-06',
    'x-mns-signing-cert-url': 'aHR0cDovLzEyNy4wLjAuMTo4MDgwL2NlcnQucGVt',
    'x-mns-message-id': '0123456789AB8DEF8123456789ABCDEF',
    'x-mns-message-tag': 'important',
    'x-mns-publish-time': String(startMs),
    'x-mns-subscriber': '123456789012',
    'x-mns-subscription-name': 's1',
    'x-mns-topic-name': 't1',
    'x-mns-topic-owner': '123456789012',
    Authorization: expect.stringMatching(/^[A-Za-z0-9+/]{342}==$/),
    'User-Agent': 'Aliyun Notification Service Agent',
    Accept: '*/*',
    Connection: 'keep-alive',
  })
})

test.each(['raw', 'xml', 'json'] as const)('a push in %s is signed, so that a change shows', async format => {
  const { headers, path } = await requestOf(format, 'https://a.example/x?a=b')
  const signature = Buffer.from(headers.Authorization!, 'base64')
  const checks = (changed: object): boolean => {
    const text = stringToSign({ path, headers: { ...headers, ...changed } })
    return verify('sha1', Buffer.from(text), publicKey, signature)
  }
  expect([path, checks({}), checks({ 'x-mns-version': '1' })]).toEqual(['/x?a=b', true, false])
})

test('as XML it is the document of the reference', () => {
  const root = '<Notification xmlns="http://mns.aliyuncs.com/doc/v1/">'
  const whose = '<TopicOwner>123456789012</TopicOwner><TopicName>t1</TopicName><Subscriber>123456789012</Subscriber>'
  const which = '<SubscriptionName>s1</SubscriptionName><MessageId>0123456789AB8DEF8123456789ABCDEF</MessageId>'
  const what = '<Message>a &lt; b &amp; c&#xD;</Message><MessageMD5>85AFD15B8C87ED8C2F1DBEBA0DD9B3F4</MessageMD5>'
  const rest = `<MessageTag>important</MessageTag><PublishTime>${startMs}</PublishTime></Notification>`
  const written = writeCopy(aCopy({ body: 'a < b & c\r' }), 'xml').toString()
  const sum = createHash('md5').update('a < b & c\r').digest('hex').toUpperCase()
  const expected = `<?xml version="1.0" encoding="utf-8"?>${root}${whose}${which}${what}${rest}`
  expect(written).toBe(expected.replace('85AFD15B8C87ED8C2F1DBEBA0DD9B3F4', sum))
})

test('as JSON it says the same, every value a text', () => {
  expect(JSON.parse(writeCopy(aCopy({}, ''), 'json').toString())).toEqual({
    TopicOwner: '123456789012',
    TopicName: 't1',
    Subscriber: '123456789012',
    SubscriptionName: 's1',
    MessageId: '0123456789AB8DEF8123456789ABCDEF',
    Message: 'hello',
    MessageMD5: '5D41402ABC4B2A76B9719D911017C592',
    PublishTime: String(startMs),
  })
})

test.each([
  ['bytes that are no text', 'binary', Buffer.from([0xff, 0x00])],
  ['characters that XML has not', 'text', 'a\u0000'],
] as const)('%s stand in a document as base64, with a mark', (_, kind, body) => {
  const base64 = Buffer.from(body).toString('base64')
  const fields = JSON.parse(writeCopy(aCopy({ kind, body }), 'json').toString())
  expect(fields).toMatchObject({ Message: base64, MessageBodyEncoding: 'base64' })
  expect(writeCopy(aCopy({ kind, body }), 'xml').toString()).toContain(
    `<Message>${base64}</Message><MessageBodyEncoding>base64</MessageBodyEncoding>`,
  )
})

test('the body alone stays as it is, byte for byte', async () => {
  const body = Buffer.from([0xff, 0x00, 0x0d])
  expect((await requestOf('raw', 'http://a.example/', aCopy({ kind: 'binary', body }))).body).toEqual(body)
})

test.each([
  ['http://a.example', '/notifications'],
  ['http://a.example:8080', '/notifications'],
  ['http://a.example?b=c', '/notifications?b=c'],
  ['http://a.example/', '/'],
  ['http://a.example/b/?c=d%20e#f', '/b/?c=d%20e'],
  ['http://a.example/b c', '/b%20c'],
])('%s is asked for %s', async (url, path) => {
  expect((await requestOf('raw', url)).path).toBe(path)
})

test.each([
  ['grün', 'gr%C3%BCn'],
  ['a b', 'a b'],
  ['\u{1f600}', '%F0%9F%98%80'],
])('the tag %s goes as %s', async (tag, shown) => {
  const { headers } = await requestOf('raw', 'http://a.example/', aCopy({}, tag))
  expect(headers['x-mns-message-tag']).toBe(shown)
})
