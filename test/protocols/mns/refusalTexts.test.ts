import { expect, test } from 'vitest'
import { anyone } from '../../../lib/identity/perform.ts'
import { type Answer, clientOf, fieldsOf } from './harness/client.ts'
import { type Scene, worlds } from './harness/open.ts'
import { elements, xml } from './harness/queue.ts'

// What the texts say is the same on every store.
const open = worlds[0]![1]

const told = async (call: Promise<Answer>): Promise<string> => {
  const { Code, Message } = fieldsOf((await call).root)
  return `${Code}: ${Message}`
}

const policy = (queue: string): string =>
  `<DlqPolicy>${elements({ DeadLetterTargetQueue: queue, MaxReceiveCount: 3 })}</DlqPolicy>`

async function aTopic({ ask }: Scene) {
  await ask('PUT', '/queues/q')
  await ask('PUT', '/topics/t', xml('Topic', { MaximumMessageSize: 1024 }))
  const subscribe = (Endpoint: string, more = '') =>
    ask('PUT', '/topics/t/subscriptions/s', `<Subscription>${elements({ Endpoint })}${more}</Subscription>`)
  return { subscribe, publish: (more: string) => ask('POST', '/topics/t/messages', `<Message>${more}</Message>`) }
}

test('names are told by the rules that hold here', async () => {
  const scene = await open()
  const { subscribe } = await aTopic(scene)
  const put = (path: string, body?: string) => told(scene.ask('PUT', path, body))
  expect(await put('/queues/1$x')).toBe(
    'InvalidQueueName: The queue name you provided is invalid. QueueName should contain only letters, digits, - and _, and may end in .fifo.',
  )
  expect(await put(`/queues/${'a'.repeat(121)}`)).toBe(
    'QueueNameLengthError: QueueName length should between 1 and 120.',
  )
  expect(await put('/topics/1$x')).toContain('TopicName should contain only letters, digits, - and _.')
  expect(await put('/topics/t/subscriptions/1$x')).toContain('SubscriptionName should contain only letters')
  expect(await put('/queues/p', `<Queue>${policy('a b')}</Queue>`)).toContain('DeadLetterTargetQueue should contain')
  expect(await put('/queues/p', `<Queue>${policy('')}</Queue>`)).toContain('DeadLetterTargetQueue length should')
  expect(await told(subscribe('http://a.example/', policy('$')))).toContain('DeadLetterTargetQueue should contain')
})

test('fields are called as the protocol calls them, and what they name is told', async () => {
  const scene = await open()
  const { subscribe, publish } = await aTopic(scene)
  const none = 'InvalidArgument: DlqPolicy.DeadLetterTargetQueue names no queue (given: none).'
  expect(await told(scene.ask('PUT', '/queues/p', `<Queue>${policy('none')}</Queue>`))).toBe(none)
  expect(await told(subscribe('http://a.example/', policy('none')))).toBe(none)
  const endpoint = await told(subscribe('acs:mns:here:1:queues/none'))
  expect(endpoint).toBe('InvalidArgument: Endpoint names no queue (given: none).')
  const tag = 'a'.repeat(17)
  expect(await told(subscribe('http://a.example/', elements({ FilterTag: tag })))).toContain('FilterTag has to be 1 to')
  expect(await told(publish(elements({ MessageBody: 'x', MessageTag: tag })))).toBe(
    `InvalidArgument: MessageTag has to be 1 to 16 visible characters (given: ${tag}).`,
  )
  expect(await told(publish(elements({ MessageBody: 'x'.repeat(1025) })))).toBe(
    'InvalidArgument: The message is larger than the topic takes, in bytes, body and attributes together (limit: 1024, given: 1025).',
  )
})

test('an endpoint has no blanks and no control characters in it', async () => {
  const { subscribe } = await aTopic(await open())
  const bad = ['http://a.example/a b', 'http://a.example/a\tb', 'http://a.\u0085example/', 'acs:mns:a b:1:queues/q']
  for (const endpoint of bad)
    expect(await told(subscribe(endpoint))).toBe(
      'EndpointInvalid: The endpoint has blanks or control characters in it.',
    )
})

test('XML that is refused for more than its form says why', async () => {
  const { ask } = await open()
  const why = (body: string) => told(ask('PUT', '/queues/q', body))
  expect(await why('<!DOCTYPE Queue><Queue/>')).toBe(
    'MalformedXML: The XML you provided was refused: it has a document type (DOCTYPE).',
  )
  expect(await why('<?xml version="1.0" encoding="GBK"?><Queue/>')).toContain('has to be in UTF-8')
  expect(await why(`<Queue>${'<a/>'.repeat(2_000)}</Queue>`)).toContain('has more than 2000 elements')
  expect(await why('<a>'.repeat(9))).toContain('has more than 8 levels')
  expect(await why('<Queue')).toBe('MalformedXML: The XML you provided was not well-formed.')
})

test('whoever lacks a right is told which', async () => {
  const scene = await open()
  await aTopic(scene)
  const grants = [{ actions: ['poll'], queues: ['other'] }] as const
  const never = new AbortController().signal
  const { key, secret } = await scene.app.perform(anyone, 'createAccessKey', { owner: 'bob', grants }, never)
  const ask = clientOf(scene.exchange, { id: key.id, secret: secret! }, () => scene.clock.nowMs())
  const bob = `AccessDenied: bob (${key.id}) has no right to`
  expect(await told(ask('GET', '/queues/q/messages'))).toBe(`${bob} poll on the queue q.`)
  const publishing = ask('POST', '/topics/t/messages', xml('Message', { MessageBody: 'x' }))
  expect(await told(publishing)).toBe(`${bob} publishToTopic on the topic t.`)
  expect(await told(ask('GET', '/queues'))).toBe(`${bob} listQueues.`)
})
