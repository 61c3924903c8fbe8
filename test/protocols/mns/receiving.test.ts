import { describe, expect, test } from 'vitest'
import { type Answer, expectRefusal, fieldsOf, shapeOf } from './harness/client.ts'
import { worlds } from './harness/open.ts'
import { aQueue, xml } from './harness/queue.ts'

const nine = [
  ...['MessageId', 'ReceiptHandle', 'MessageBody', 'MessageBodyMD5', 'EnqueueTime', 'NextVisibleTime'],
  ...['FirstDequeueTime', 'DequeueCount', 'Priority'],
]
const seven = nine.filter(name => name !== 'ReceiptHandle' && name !== 'NextVisibleTime')
const never = Symbol('not answered')
const soon = (call: Promise<Answer>) => Promise.race([call, new Promise(resolve => setImmediate(resolve, never))])

describe.each(worlds)('receiving on %s', (_name, open) => {
  const openQueue = async (attributes = {}) => {
    const scene = await open()
    return { ...scene, ...(await aQueue(scene, attributes)) }
  }

  test('14. and 15. a message is received with all there is to say, and held', async () => {
    const { send, receive, clock } = await openQueue()
    await send('hello')
    const answer = await receive()
    expect([answer.status, ...shapeOf(answer)]).toEqual([200, 'Message', nine])
    const nowMs = String(clock.nowMs())
    expect(fieldsOf(answer.root)).toMatchObject({
      MessageBody: 'hello',
      MessageBodyMD5: '5D41402ABC4B2A76B9719D911017C592',
      DequeueCount: '1',
      Priority: '8',
      EnqueueTime: nowMs,
      FirstDequeueTime: nowMs,
      NextVisibleTime: String(clock.nowMs() + 30_000),
    })
    await expectRefusal(receive(), 404, 'MessageNotExist')
  })

  test('16. its time over, it comes again', async () => {
    const { send, take, advance } = await openQueue()
    await send('x')
    const first = await take()
    await advance(30)
    const second = await take()
    expect(second).toMatchObject({ MessageId: first.MessageId, DequeueCount: '2' })
    expect(second.FirstDequeueTime).toBe(first.FirstDequeueTime)
    expect(second.ReceiptHandle).not.toBe(first.ReceiptHandle)
    expect(first.ReceiptHandle).toMatch(/^[\w=-]+$/)
  })

  test('21. a wait ends in its time, not earlier', async () => {
    const { receive, sleepers, advance } = await openQueue()
    const waiting = receive('waitseconds=3')
    await sleepers.are(1)
    await advance(2)
    expect(await soon(waiting)).toBe(never)
    await advance(1)
    await expectRefusal(waiting, 404, 'MessageNotExist')
  })

  test('22. a wait ends with a message', async () => {
    const { receive, sleepers, send, advance } = await openQueue()
    const waiting = receive('waitseconds=10')
    await sleepers.are(1)
    await send('x')
    // The store of many processes looks again after a while.
    for (let second = 0; second < 6 && (await soon(waiting)) === never; second++) await advance(1)
    expect(fieldsOf((await waiting).root).MessageBody).toBe('x')
  })

  test('23. who says nothing waits as long as the queue says', async () => {
    const { receive, sleepers, advance } = await openQueue({ PollingWaitSeconds: 2 })
    const waiting = receive()
    await sleepers.are(1)
    await advance(1)
    expect(await soon(waiting)).toBe(never)
    await advance(1)
    await expectRefusal(waiting, 404, 'MessageNotExist')
    await expectRefusal(receive('waitseconds=0'), 404, 'MessageNotExist')
  })

  test('24. and 27. waits and counts have bounds', async () => {
    const { receive } = await openQueue()
    const wrong = ['waitseconds=31', 'waitseconds=-1', 'waitseconds=x', 'numOfMessages=0', 'numOfMessages=17']
    for (const query of [...wrong, 'numOfMessages=', 'peekonly=true&numOfMessages=17'])
      await expectRefusal(receive(query), 400, 'InvalidArgument')
  })

  test('25. and 26. several come as a list, and so does one', async () => {
    const { send, receive } = await openQueue()
    for (const body of ['a', 'b', 'c']) await send(body)
    const answer = await receive('numOfMessages=16')
    expect([answer.status, ...shapeOf(answer)]).toEqual([200, 'Messages', ['Message', 'Message', 'Message']])
    for (const item of answer.root!.children) expect(item.children.map(({ name }) => name)).toEqual(nine)
    await send('d')
    expect(shapeOf(await receive('numOfMessages=1&waitseconds=1'))).toEqual(['Messages', ['Message']])
    await expectRefusal(receive('numOfMessages=16'), 404, 'MessageNotExist')
  })

  test('28. a peek changes nothing', async () => {
    const { send, receive, take } = await openQueue()
    await send('x')
    const [one, other] = [await receive('peekonly=true'), await receive('PeekOnly=true')]
    expect(shapeOf(one)).toEqual(['Message', seven])
    expect(fieldsOf(other.root)).toEqual(fieldsOf(one.root))
    const { DequeueCount, EnqueueTime, FirstDequeueTime } = fieldsOf(one.root)
    expect([DequeueCount, FirstDequeueTime]).toEqual(['0', EnqueueTime])
    expect((await take()).DequeueCount).toBe('1')
  })

  test('29. what somebody holds is not peeked at, nor what is delayed', async () => {
    const { send, receive } = await openQueue()
    await send('x')
    await receive()
    await send('y', { DelaySeconds: 9 })
    await expectRefusal(receive('peekonly=true'), 404, 'MessageNotExist')
  })

  test('30. several are peeked at, whichever is said first', async () => {
    const { send, receive } = await openQueue()
    for (const body of ['a', 'b']) await send(body)
    for (const query of ['numOfMessages=5&peekonly=true', 'peekonly=true&numOfMessages=5']) {
      const answer = await receive(query)
      expect([answer.status, ...shapeOf(answer)]).toEqual([200, 'Messages', ['Message', 'Message']])
    }
  })

  test('a queue that is not there has no messages to be sent to or received from', async () => {
    const { ask } = await open()
    const at = '/queues/none/messages'
    await expectRefusal(ask('GET', at), 404, 'QueueNotExist')
    await expectRefusal(ask('GET', `${at}?peekonly=true`), 404, 'QueueNotExist')
    await expectRefusal(ask('POST', at, xml('Message', { MessageBody: 'x' })), 404, 'QueueNotExist')
    await expectRefusal(
      ask('POST', at, `<Messages>${xml('Message', { MessageBody: 'x' })}</Messages>`),
      404,
      'QueueNotExist',
    )
  })

  test('what is received too often goes to the dead-letter queue', async () => {
    const scene = await open()
    const dead = await aQueue(scene, {}, 'dead')
    const policy = xml('DlqPolicy', { Enabled: 'True', DeadLetterTargetQueue: 'dead', MaxReceiveCount: 1 })
    expect((await scene.ask('PUT', '/queues/q', `<Queue>${policy}</Queue>`)).status).toBe(201)
    expect((await scene.ask('PUT', '/queues/q', `<Queue>${policy}</Queue>`)).status).toBe(204)
    await expectRefusal(scene.ask('PUT', '/queues/q', '<Queue/>'), 409, 'QueueAlreadyExist')
    const { send, receive } = await aQueue(scene)
    expect((await scene.ask('GET', '/queues/q')).text).toContain(policy)
    await send('x')
    await receive()
    await scene.advance(30)
    await expectRefusal(receive(), 404, 'MessageNotExist')
    expect((await dead.take()).MessageBody).toBe('x')
  })

  test('text that XML can carry is not changed, and what it cannot leaves as base64 with a mark', async () => {
    const { send, take, app } = await openQueue()
    const text = ' a\r\nb\tc <&>"\' ü😀\n '
    await send(text)
    const plain = await take()
    expect(plain.MessageBody).toBe(text)
    expect(plain.MessageBodyEncoding).toBeUndefined()
    const publish = (body: Uint8Array, kind: 'text' | 'binary') =>
      app.perform(
        { name: 'one', may: () => true },
        'publish',
        { queue: 'q', messages: [{ body, kind }] },
        new AbortController().signal,
      )
    for (const [body, kind] of [
      [Buffer.from('a\u0000b'), 'text'],
      [Buffer.from('\ufffe'), 'text'],
      [Buffer.from([0xff, 0x00]), 'binary'],
    ] as const) {
      await publish(body, kind)
      const taken = await take()
      expect(taken.MessageBodyEncoding).toBe('base64')
      expect(Buffer.from(taken.MessageBody!, 'base64')).toEqual(body)
    }
  })
})
