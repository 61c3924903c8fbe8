import { describe, expect, test } from 'vitest'
import { expectRefusal, fieldsOf } from './harness/client.ts'
import { worlds } from './harness/open.ts'
import { aQueue, xml } from './harness/queue.ts'

const never = new AbortController().signal
const anybody = { name: 'one', may: () => true }

describe.each(worlds)('edges on %s', (_name, open) => {
  test('a scalar that is there twice is refused, wherever it stands', async () => {
    const { ask } = await open()
    const twice = '<VisibilityTimeout>1</VisibilityTimeout><VisibilityTimeout>2</VisibilityTimeout>'
    await expectRefusal(ask('PUT', '/queues/q', `<Queue>${twice}</Queue>`), 400, 'InvalidArgument')
    await ask('PUT', '/queues/q')
    const body = '<Message><MessageBody>a</MessageBody><MessageBody>b</MessageBody></Message>'
    await expectRefusal(ask('POST', '/queues/q/messages', body), 400, 'InvalidArgument')
  })

  test('markup in a body that nobody escaped is refused: no text goes lost', async () => {
    const scene = await open()
    await aQueue(scene)
    for (const inside of ['hello <b>big</b> world', '<p/>']) {
      const body = `<Message><MessageBody>${inside}</MessageBody></Message>`
      await expectRefusal(scene.ask('POST', '/queues/q/messages', body), 400, 'MalformedXML')
    }
    await expectRefusal(scene.ask('GET', '/queues/q/messages'), 404, 'MessageNotExist')
  })

  test('a batch of nothing but wrong messages still asks for the queue', async () => {
    const { ask } = await open()
    const batch = '<Messages><Message><MessageBody>a</MessageBody><Priority>99</Priority></Message></Messages>'
    await expectRefusal(ask('POST', '/queues/missing/messages', batch), 404, 'QueueNotExist')
  })

  test('a slash in a name does not become another operation', async () => {
    const scene = await open()
    const { send } = await aQueue(scene)
    await send('x')
    await expectRefusal(scene.ask('GET', '/queues/q%2Fmessages'), 400, 'InvalidRequestURL')
    expect((await scene.ask('GET', '/queues/q/messages?ReceiptHandle=a%2Fb')).status).toBe(200)
  })

  test('an entity bomb over the wire is refused, and the server goes on', async () => {
    const { ask } = await open()
    const bomb = '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><Queue><QueueName>&z;</QueueName></Queue>'
    await expectRefusal(ask('PUT', '/queues/q', bomb), 400, 'MalformedXML')
    expect((await ask('PUT', '/queues/q', '<Queue/>')).status).toBe(201)
  })

  test('a delayed message of an ordered queue has no handle', async () => {
    const scene = await open()
    const { send, path } = await aQueue(scene, { DelaySeconds: 60 }, 'q.fifo')
    const answer = await send('x', { MessageGroupId: 'g' })
    expect(Object.keys(fieldsOf(answer.root))).toEqual(['MessageId', 'MessageBodyMD5'])
    expect((await scene.ask('GET', path)).text).toContain('<QueueType>fifo</QueueType>')
  })

  test('text that escapes would swell beyond an answer leaves as base64', async () => {
    const scene = await open()
    const { send, take } = await aQueue(scene, { MaximumMessageSize: 1_048_576 })
    const text = '&'.repeat(600_000)
    await send(text)
    const { MessageBodyEncoding, MessageBody } = await take()
    expect(MessageBodyEncoding).toBe('base64')
    expect(Buffer.from(MessageBody!, 'base64').toString() === text).toBe(true)
    await send('x'.repeat(600_000))
    expect((await take()).MessageBodyEncoding).toBeUndefined()
  })

  test('an empty body is one, and it comes back empty', async () => {
    const scene = await open()
    const { send, take } = await aQueue(scene)
    expect((await send('')).status).toBe(201)
    expect((await take()).MessageBody).toBe('')
  })

  test('what a queue was given elsewhere stays when it is changed here, and the other way round', async () => {
    const scene = await open()
    const settings = { maxInFlight: 5, retry: { kind: 'fixed', delaySeconds: 1 } as const }
    await scene.app.perform(anybody, 'putQueue', { queue: 'q', settings, expected: 'absent' }, never)
    const change = xml('Queue', { VisibilityTimeout: 60, LoggingEnabled: 'True' })
    expect((await scene.ask('PUT', '/queues/q?metaoverride=true', change)).status).toBe(204)
    const { queue } = await scene.app.perform(anybody, 'getQueue', { queue: 'q' }, never)
    expect(queue.settings).toMatchObject({ ...settings, visibilityTimeoutSeconds: 60 })
    await scene.app.perform(
      anybody,
      'updateQueue',
      { queue: 'q', settings: { delaySeconds: 9 }, expected: 'any' },
      never,
    )
    const { text } = await scene.ask('GET', '/queues/q')
    expect(text).toContain('<DelaySeconds>9</DelaySeconds>')
    expect(text).toContain('<LoggingEnabled>True</LoggingEnabled>')
  })

  test('a rate is kept and shown', async () => {
    const { ask } = await open()
    const policy = xml('TenantRateLimitPolicy', { Enabled: 'True', MaxReceivesPerSecond: 5 })
    await ask('PUT', '/queues/q', `<Queue>${policy}</Queue>`)
    expect((await ask('GET', '/queues/q')).text).toContain(policy)
    const off = xml('TenantRateLimitPolicy', { Enabled: 'False' })
    await ask('PUT', '/queues/q?metaoverride=true', `<Queue>${off}</Queue>`)
    expect((await ask('GET', '/queues/q')).text).not.toContain('TenantRateLimitPolicy')
  })

  test('a queue with a limit of its own tells who publishes too much', async () => {
    const scene = await open()
    const { send } = await aQueue(scene)
    const settings = { maxPublishesPerSecond: 1 }
    await scene.app.perform(anybody, 'updateQueue', { queue: 'q', settings, expected: 'any' }, never)
    expect((await send('a')).status).toBe(201)
    await expectRefusal(send('b'), 400, 'QpsLimitExceeded')
  })
})
