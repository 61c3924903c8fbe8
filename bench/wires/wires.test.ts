import { expect, test } from 'vitest'
import { mnsWire } from './mnsWire.ts'
import { sluiceWire } from './sluiceWire.ts'
import { sqsWire } from './sqsWire.ts'
import { body, bodyBytes } from './wire.ts'

const ok = (value: unknown, status = 200) => ({ status, body: JSON.stringify(value) })
const sent = (request: Buffer): unknown => JSON.parse(request.toString().split('\r\n\r\n')[1]!)

const sluice = sluiceWire('/v1/queues/bench')
const sqs = sqsWire('http://127.0.0.1/0/bench')
const mns = mnsWire('/queues/bench')
const xml = (body: string, status = 200) => ({ status, body })

test('a body has the size that the report says, and nothing that JSON would escape', () => {
  expect(body).toHaveLength(bodyBytes)
  expect(JSON.stringify(body)).toBe(`"${body}"`)
})

test('requests are whole, with their length', () => {
  const [head, content] = sluice.publish(2).toString().split('\r\n\r\n')
  expect(head!.split('\r\n')[0]).toBe('POST /v1/queues/bench/messages HTTP/1.1')
  expect(head).toContain(`content-length: ${Buffer.byteLength(content!)}`)
  expect(JSON.parse(content!)).toEqual({ messages: [{ body }, { body }] })
})

test('both sides publish the same bodies, alone and in batches', () => {
  expect(sent(sqs.publish(1))).toMatchObject({ MessageBody: body })
  expect(sent(sqs.publish(10))).toMatchObject({ Entries: Array.from({ length: 10 }, () => ({ MessageBody: body })) })
})

test('what a poll brought goes into the ack', () => {
  const messages = [
    { receipt: 'a', body },
    { receipt: 'b', body },
  ]
  expect(sent(sluice.ack(sluice.receipts(ok({ messages }))))).toEqual({ receipts: ['a', 'b'] })
  const received = {
    Messages: [
      { ReceiptHandle: 'a', Body: body },
      { ReceiptHandle: 'b', Body: body },
    ],
  }
  expect(sent(sqs.ack(sqs.receipts(ok(received))))).toMatchObject({
    Entries: [
      { Id: '0', ReceiptHandle: 'a' },
      { Id: '1', ReceiptHandle: 'b' },
    ],
  })
})

test('only what is kept, or gone for good, counts', () => {
  expect(sluice.published(ok({ messages: [{ id: '1' }, { id: '2' }] }, 201))).toBe(2)
  expect(
    sluice.acked(
      ok({
        results: [
          { receipt: 'a', outcome: 'acked' },
          { receipt: 'b', outcome: 'gone' },
        ],
      }),
      2,
    ),
  ).toBe(1)
  expect(sqs.published(ok({ Successful: [{ Id: '0', MessageId: 'x' }], Failed: [] }))).toBe(1)
  expect(sqs.acked(ok({ Successful: [{ Id: '0' }], Failed: [{ Id: '1' }] }), 2)).toBe(1)
})

test('a refusal is an error', () => {
  expect(() => sluice.published(ok({ code: 'StorageFull' }, 507))).toThrow('507')
  expect(() => sqs.receipts(ok({ __type: 'x' }, 400))).toThrow('400')
})

test('messages in every state count for the depth', () => {
  expect(sluice.messages(ok({ visible: 3, inFlight: 2, delayed: 1 }))).toBe(6)
  const Attributes = {
    ApproximateNumberOfMessages: '3',
    ApproximateNumberOfMessagesNotVisible: '2',
    ApproximateNumberOfMessagesDelayed: '1',
  }
  expect(sqs.messages(ok({ Attributes }))).toBe(6)
})

test('MNS is spoken as its clients do', () => {
  const [head, content] = mns.publish(2).toString().split('\r\n\r\n')
  expect(head!.split('\r\n')[0]).toBe('POST /queues/bench/messages HTTP/1.1')
  const message = `<Message><MessageBody>${body}</MessageBody></Message>`
  const namespace = ' xmlns="http://mns.aliyuncs.com/doc/v1/"'
  expect(content).toBe(`<Messages${namespace}>${message}${message}</Messages>`)
  expect(mns.publish(1).toString()).toContain(`\r\n\r\n${message.replace('<Message', `<Message${namespace}`)}`)
  expect(mns.published(xml('<Messages><Message><MessageId>A</MessageId></Message></Messages>', 201))).toBe(1)
  const receipts = mns.receipts(xml('<Messages><Message><ReceiptHandle>1-a</ReceiptHandle></Message></Messages>'))
  expect(receipts).toEqual(['1-a'])
  expect(mns.receipts(xml('<Error/>', 404))).toEqual([])
  expect(mns.ack(receipts).toString()).toContain('<ReceiptHandles><ReceiptHandle>1-a</ReceiptHandle></ReceiptHandles>')
  expect(mns.acked(xml('', 204), 3)).toBe(3)
  expect(mns.acked(xml('<Errors><Error><ReceiptHandle>1-a</ReceiptHandle></Error></Errors>', 404), 3)).toBe(2)
  const counts =
    '<ActiveMessages>3</ActiveMessages><InactiveMessages>2</InactiveMessages><DelayMessages>1</DelayMessages>'
  expect(mns.messages(xml(`<Queue>${counts}</Queue>`))).toBe(6)
  expect(() => mns.published(xml('<Messages/>', 500))).toThrow('500')
})

test('with a key a call of MNS is signed', () => {
  const signed = mnsWire('/queues/bench', { id: 'me', secret: 'secret' })
  expect(signed.poll.toString()).toMatch(/\r\nauthorization: MNS me:[A-Za-z0-9+/]{27}=\r\n/)
})
