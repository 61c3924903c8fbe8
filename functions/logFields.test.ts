import { expect, test } from 'vitest'
import type { HttpEvent } from '../lib/http/event.ts'
import { logFields } from './logFields.ts'

const anEvent = (rawPath: string, body?: string, isBase64Encoded = false): HttpEvent => ({
  rawPath,
  rawQueryString: '',
  headers: {},
  requestContext: { requestId: 'r-1', http: { method: 'POST' } },
  body,
  isBase64Encoded,
})
const anAnswer = (body: string) => ({ statusCode: 200, headers: {}, body })

const ids = ['0', '1', '2', '3'].map(last => `01234567-89ab-8def-8123-456789abcde${last}`)

test.each([
  ['/v1/queues/orders/messages', undefined, false],
  ['/queues/orders/messages', '<Message/>', false],
  ['/prefix/queues/orders', undefined, false],
  ['/', '{"QueueUrl":"https://sqs.example/000000000000/orders","MessageBody":"x"}', false],
  ['/', '{"MessageBody":"x","QueueUrl":"orders"}', false],
  ['/', 'Action=SendMessage&QueueUrl=https%3A%2F%2Fsqs.example%2F0%2Forders&MessageBody=x', true],
] as const)('a line names the queue: %s %s', (path, body, isCoded) => {
  const given = isCoded ? Buffer.from(body).toString('base64') : body
  expect(logFields(anEvent(path, given, isCoded))).toMatchObject({
    requestId: 'r-1',
    queue: expect.stringMatching(/orders$/),
  })
})

test('and no queue where none is named', () => {
  expect(logFields(anEvent('/v1/topics/t', '{"queue":"x"}'))).toEqual({
    requestId: 'r-1',
    method: 'POST',
    path: '/v1/topics/t',
  })
})

test('of the messages the first are named, and how many there are', () => {
  const native = JSON.stringify({ messages: ids.map(id => ({ id, body: `"id":"${ids[3]}x"` })) })
  expect(logFields(anEvent('/'), anAnswer(native))).toMatchObject({ messageIds: ids.slice(0, 3), messages: 4 })
  const sqs = JSON.stringify({ MessageId: ids[1], MD5OfMessageBody: 'x' })
  expect(logFields(anEvent('/'), anAnswer(sqs))).toMatchObject({ messageIds: [ids[1]], messages: 1 })
  const hex = ids[0]!.replaceAll('-', '').toUpperCase()
  const mns = `<Message><MessageId>${hex}</MessageId><MessageBody>&lt;MessageId>${hex}&lt;</MessageBody></Message>`
  expect(logFields(anEvent('/'), anAnswer(mns))).toMatchObject({ messageIds: [hex], messages: 1 })
})

test('what is large or packed is not looked through', () => {
  const large = `${JSON.stringify({ id: ids[0] })}${' '.repeat(100_000)}`
  expect(logFields(anEvent('/', large.replace('id', 'QueueUrl')), anAnswer(large))).toEqual(logFields(anEvent('/')))
  expect(logFields(anEvent('/'), { ...anAnswer(`{"id":"${ids[0]}"}`), isBase64Encoded: true })).toEqual(
    logFields(anEvent('/')),
  )
})
