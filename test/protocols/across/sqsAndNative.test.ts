import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Keyring } from '../../../lib/domain/keyring.ts'
import { anyone, makePerform } from '../../../lib/identity/perform.ts'
import { limitsOf } from '../../../lib/protocols/sqs/limits.ts'
import { makeSqs } from '../../../lib/protocols/sqs/sqs.ts'
import { seededRandom } from '../../../lib/random.ts'
import type { StoreContext } from '../../../lib/store/store.ts'
import { runRedrives } from '../../../lib/upkeep/redrives.ts'
import type { MakeStore } from '../../contract/open.ts'
import { stores } from '../../stores.ts'
import { openDoor } from '../native/door.ts'

const account = '123456789012'
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`
const md5 = (content: string): string => createHash('md5').update(content).digest('hex')

/** One store, spoken to in both protocols. */
async function openBoth(makeStore: MakeStore) {
  const door = await openDoor(makeStore as (context: StoreContext) => ReturnType<MakeStore>)
  const keyring = new Keyring([{ id: '00000001', secret: Buffer.alloc(32, 1) }])
  const services = { ...door, keyring, random: seededRandom(3) }
  const answer = makeSqs({
    perform: makePerform(services),
    authenticate: async () => anyone,
    place: { account, region: 'us-east-1' },
    limits: limitsOf(true, 60),
    onFault: thrown => {
      throw thrown
    },
  })
  const sqs = async (operation: string, input: object) => {
    const reply = await answer({
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: { host: 'localhost', 'x-amz-target': `AmazonSQS.${operation}` },
      body: JSON.stringify(input),
      requestId: 'request-1',
      signal: new AbortController().signal,
    })
    expect(reply).toMatchObject({ status: 200 })
    return JSON.parse(reply.body!)
  }
  const receive = async (QueueUrl: string) => {
    const asked = { QueueUrl, MessageAttributeNames: ['All'], AttributeNames: ['All'] }
    const { Messages = [] } = await sqs('ReceiveMessage', asked)
    return Messages[0]
  }
  return { ...door, sqs, receive, redriveAll: () => runRedrives(services, 50_000) }
}

const body = 'héllo "x"\r\n\t😀 <&>'
const binary = Buffer.from([0, 1, 2, 253, 254, 255]).toString('base64')
const MessageAttributes = {
  text: { DataType: 'String', StringValue: 'ø\r\n😀' },
  cents: { DataType: 'Number.cents', StringValue: '0042.50' },
  picture: { DataType: 'Binary.png', BinaryValue: binary },
}

describe.each(stores)('one queue, two protocols, on %s', (_name, makeStore) => {
  async function openOrders() {
    const both = await openBoth(makeStore)
    await both.sqs('CreateQueue', { QueueName: 'dead' })
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn('dead'), maxReceiveCount: 1 })
    await both.sqs('CreateQueue', { QueueName: 'orders', Attributes: { RedrivePolicy } })
    const { MessageId } = await both.sqs('SendMessage', { QueueUrl: 'orders', MessageBody: body, MessageAttributes })
    return { ...both, id: MessageId as string }
  }

  test('what was sent by SQS is browsed as it was sent', async () => {
    const { send, id } = await openOrders()
    const { items } = (await send('GET', '/v1/queues/orders/messages')).body
    expect(items).toMatchObject([{ id, body, bodyEncoding: 'text' }])
    const found = (await send('GET', `/v1/queues/orders/messages/${id}`)).body
    expect(found.attributes).toEqual({
      text: { type: 'string', value: 'ø\r\n😀' },
      cents: { type: 'number', label: 'cents', value: '0042.50' },
      picture: { type: 'binary', label: 'png', value: binary },
    })
  })

  test('and edited: the consumer gets the new body, and the attributes as they were', async () => {
    const { send, receive, id } = await openOrders()
    await send('PATCH', `/v1/queues/orders/messages/${id}`, { body: { body: 'edited' } })
    const message = await receive('orders')
    expect(message).toMatchObject({ MessageId: id, Body: 'edited', MD5OfBody: md5('edited'), MessageAttributes })
  })

  test('and cancelled: nobody receives it', async () => {
    const { send, receive, id } = await openOrders()
    expect(await send('DELETE', `/v1/queues/orders/messages/${id}`)).toMatchObject({ status: 204 })
    expect(await receive('orders')).toBeUndefined()
  })

  test('and redriven after it had failed: byte for byte what was sent', async () => {
    const { send, receive, redriveAll, clock, id } = await openOrders()
    expect(await receive('orders')).toMatchObject({ MessageId: id, Body: body, MessageAttributes })
    clock.advanceMs(31_000)
    expect(await receive('orders')).toBeUndefined()
    expect((await send('GET', '/v1/queues/dead/messages')).body.items).toMatchObject([{ id, body }])
    expect(await send('POST', '/v1/queues/dead/redrives', { body: {} })).toMatchObject({ status: 202 })
    await redriveAll()
    const again = await receive('orders')
    expect(again).toMatchObject({ Body: body, MD5OfBody: md5(body), MessageAttributes })
    expect(again.Attributes).toMatchObject({ ApproximateReceiveCount: '1' })
    expect(again.Attributes.DeadLetterQueueSourceArn).toBeUndefined()
  })

  test('what one protocol sets the other shows', async () => {
    const { send, sqs } = await openOrders()
    await send('PATCH', '/v1/queues/orders', { body: { deadLetter: { maxAttempts: 7 }, visibilityTimeoutSeconds: 99 } })
    const { Attributes } = await sqs('GetQueueAttributes', { QueueUrl: 'orders', AttributeNames: ['All'] })
    expect(Attributes).toMatchObject({ VisibilityTimeout: '99' })
    expect(JSON.parse(Attributes.RedrivePolicy)).toEqual({ deadLetterTargetArn: queueArn('dead'), maxReceiveCount: 7 })
    await sqs('SetQueueAttributes', { QueueUrl: 'orders', Attributes: { RedrivePolicy: '', DelaySeconds: '5' } })
    const shown = (await send('GET', '/v1/queues/orders')).body
    expect([shown.delaySeconds, shown.deadLetter]).toEqual([5, undefined])
  })

  test('what SQS cannot carry leaves as base64, with a mark', async () => {
    const { send, receive } = await openOrders()
    await send('PUT', '/v1/queues/odd')
    const messages = [{ body: binary, bodyEncoding: 'base64' }]
    await send('POST', '/v1/queues/odd/messages', { body: { messages } })
    const mark = { 'Sluice.BodyEncoding': { DataType: 'String', StringValue: 'base64' } }
    expect(await receive('odd')).toMatchObject({ Body: binary, MD5OfBody: md5(binary), MessageAttributes: mark })
    await send('POST', '/v1/queues/odd/messages', { body: { messages: [{ body: 'a\u0001b' }] } })
    const Body = Buffer.from('a\u0001b').toString('base64')
    expect(await receive('odd')).toMatchObject({ Body, MessageAttributes: mark })
  })
})
