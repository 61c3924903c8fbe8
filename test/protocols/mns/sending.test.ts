import { describe, expect, test } from 'vitest'
import { expectRefusal, fieldsOf, shapeOf } from './harness/client.ts'
import { worlds } from './harness/open.ts'
import { aQueue, elements, xml } from './harness/queue.ts'

const helloMd5 = '5D41402ABC4B2A76B9719D911017C592'
const message = (body: string, more = '') => `<Message><MessageBody>${body}</MessageBody>${more}</Message>`
const messages = (...bodies: string[]) => `<Messages>${bodies.map(body => message(body)).join('')}</Messages>`

describe.each(worlds)('sending on %s', (_name, open) => {
  const openQueue = async (attributes = {}) => {
    const scene = await open()
    return { ...scene, ...(await aQueue(scene, attributes)) }
  }

  test('13. a message gets an id and its digest, and no handle', async () => {
    const { send } = await openQueue()
    const answer = await send('hello')
    expect([answer.status, ...shapeOf(answer)]).toEqual([201, 'Message', ['MessageId', 'MessageBodyMD5']])
    expect(fieldsOf(answer.root)).toEqual({
      MessageId: expect.stringMatching(/^[0-9A-F]{32}$/),
      MessageBodyMD5: helloMd5,
    })
  })

  test('17. a lower number comes first', async () => {
    const { send, take, remove, advance } = await openQueue()
    // Until five seconds later a store of many processes may take what is new to it for the usual.
    for (const Priority of [1, 8, 16]) await send('first', { Priority })
    for (let time = 0; time < 3; time++) await remove((await take()).ReceiptHandle!)
    await advance(5)
    for (const Priority of [16, 8, 1]) await send(String(Priority), { Priority })
    const taken = [await take(), await take(), await take()]
    expect(taken.map(({ Priority, MessageBody }) => [Priority, MessageBody])).toEqual([
      ['1', '1'],
      ['8', '8'],
      ['16', '16'],
    ])
  })

  test('18. there are sixteen priorities', async () => {
    const { send } = await openQueue()
    for (const Priority of [0, 17, '', 'x']) await expectRefusal(send('x', { Priority }), 400, 'InvalidArgument')
    const { root } = await send('x', { Priority: 0 })
    expect(fieldsOf(root).Message).toBe('The value of Priority should between 1 and 16.')
  })

  test('19. a delayed message has a handle, which holds it until it is active', async () => {
    const { send, receive, advance, remove } = await openQueue()
    const sent = await send('x', { DelaySeconds: 2 })
    expect([sent.status, shapeOf(sent)[1]]).toEqual([201, ['MessageId', 'MessageBodyMD5', 'ReceiptHandle']])
    await expectRefusal(receive(), 404, 'MessageNotExist')
    await advance(2)
    expect((await receive()).status).toBe(200)
    await expectRefusal(remove(fieldsOf(sent.root).ReceiptHandle!), 404, 'MessageNotExist')
  })

  test('the handle of a delayed send deletes the message, or moves it', async () => {
    const { send, receive, advance, remove, extend } = await openQueue()
    const handles = [await send('a', { DelaySeconds: 60 }), await send('b', { DelaySeconds: 60 })].map(
      ({ root }) => fieldsOf(root).ReceiptHandle!,
    )
    expect((await remove(handles[0]!)).status).toBe(204)
    expect((await extend(handles[1]!, 1)).status).toBe(200)
    await advance(1)
    expect(fieldsOf((await receive()).root).MessageBody).toBe('b')
    await advance(100)
    expect(fieldsOf((await receive()).root).MessageBody).toBe('b')
  })

  test('20. the delay of a message goes before that of its queue', async () => {
    const { send, receive, advance } = await openQueue({ DelaySeconds: 5 })
    await send('a', { DelaySeconds: 1 })
    await advance(1)
    expect((await receive()).status).toBe(200)
    await send('b', { DelaySeconds: 0 })
    expect((await receive()).status).toBe(200)
    await send('c')
    await advance(4)
    await expectRefusal(receive(), 404, 'MessageNotExist')
  })

  test('a delay may be a week', async () => {
    const { send } = await openQueue()
    expect((await send('x', { DelaySeconds: 604_800 })).status).toBe(201)
    await expectRefusal(send('x', { DelaySeconds: 604_801 }), 400, 'InvalidArgument')
  })

  test('41. sixteen messages are sent at once, and told of in order', async () => {
    const { sendAll, receive } = await openQueue()
    const bodies = Array.from({ length: 16 }, (_, index) => `m${index}`)
    const answer = await sendAll(bodies)
    expect([answer.status, ...shapeOf(answer)]).toEqual([201, 'Messages', bodies.map(() => 'Message')])
    const ids = answer.root!.children.map(item => fieldsOf(item).MessageId)
    const received = (await receive('numOfMessages=16')).root!.children.map(fieldsOf)
    expect(received.map(({ MessageId }) => MessageId).toSorted()).toEqual(ids.toSorted())
    expect(received.map(({ MessageBody }) => MessageBody)).toEqual(bodies)
  })

  test('one alone is a batch too, with no handle though it is delayed', async () => {
    const { ask, messages: at } = await openQueue()
    const batch = `<Messages>${message('hello', '<DelaySeconds>60</DelaySeconds>')}</Messages>`
    const answer = await ask('POST', at(), batch)
    expect(shapeOf(answer)[0]).toBe('Messages')
    expect(Object.keys(fieldsOf(answer.root!.children[0]))).toEqual(['MessageId', 'MessageBodyMD5'])
  })

  test('42. seventeen are too many, none too few, and so is too much', async () => {
    const { sendAll, receive } = await openQueue()
    await expectRefusal(sendAll(Array(17).fill('x')), 400, 'InvalidArgument')
    await expectRefusal(sendAll([]), 400, 'InvalidArgument')
    await expectRefusal(sendAll(Array(2).fill('x'.repeat(32_769))), 400, 'InvalidArgument')
    expect((await sendAll(Array(2).fill('x'.repeat(32_768)))).status).toBe(201)
    expect((await receive('numOfMessages=16')).root!.children).toHaveLength(2)
  })

  test('a queue that takes larger messages takes larger batches', async () => {
    const { sendAll } = await openQueue({ MaximumMessageSize: 100_000 })
    expect((await sendAll(['x'.repeat(100_000)])).status).toBe(201)
    await expectRefusal(sendAll(['x'.repeat(99_999), 'yy']), 400, 'InvalidArgument')
  })

  test('43. what is wrong with one message does not keep the others out', async () => {
    const { ask, messages: at, receive } = await openQueue({ MaximumMessageSize: 1024 })
    const items = [message('a'), message('b', '<Priority>99</Priority>'), message('c'.repeat(1025)), message('d')]
    const answer = await ask('POST', at(), `<Messages>${items.join('')}</Messages>`)
    expect([answer.status, answer.root?.name]).toEqual([500, 'Messages'])
    const shapes = answer.root!.children.map(item => Object.keys(fieldsOf(item)))
    const [whole, failed] = [
      ['MessageId', 'MessageBodyMD5'],
      ['ErrorCode', 'ErrorMessage'],
    ]
    expect(shapes).toEqual([whole, failed, failed, whole])
    expect(fieldsOf(answer.root!.children[2]).ErrorCode).toBe('InvalidArgument')
    const received = (await receive('numOfMessages=16')).root!.children.map(fieldsOf)
    expect(received.map(({ MessageBody }) => MessageBody)).toEqual(['a', 'd'])
  })

  test('44. what is no XML is refused, and so is another root', async () => {
    const { ask, messages: at } = await openQueue()
    const broken = ['<Message><MessageBody>', 'hello', '<Queue/>', message('a & b'), message('<b'), `${message('a')}x`]
    for (const body of broken) await expectRefusal(ask('POST', at(), body), 400, 'MalformedXML')
    await expectRefusal(ask('POST', at(), '<Message/>'), 400, 'InvalidArgument')
    await expectRefusal(ask('POST', at()), 400, 'InvalidArgument')
  })

  test('45. a message may be as large as its queue says', async () => {
    const { send } = await openQueue({ MaximumMessageSize: 1024 })
    await expectRefusal(send('x'.repeat(1025)), 400, 'InvalidArgument')
    await expectRefusal(send(`${'ü'.repeat(512)}x`), 400, 'InvalidArgument')
    expect((await send('ü'.repeat(512))).status).toBe(201)
  })

  test('a queue that says nothing takes 64 KB', async () => {
    const { send, take } = await openQueue()
    await expectRefusal(send('x'.repeat(65_537)), 400, 'InvalidArgument')
    expect((await send('&'.repeat(65_536))).status).toBe(201)
    expect((await take()).MessageBody).toBe('&'.repeat(65_536))
  })

  test('46. a message is kept as long as its queue says', async () => {
    const { send, receive, advance } = await openQueue({ MessageRetentionPeriod: 60 })
    await send('x')
    await advance(61)
    await expectRefusal(receive(), 404, 'MessageNotExist')
  })

  test('56. the namespace is any, or none, and so are declaration and order', async () => {
    const { ask, messages: at, take } = await openQueue()
    const inner = '<Priority>3</Priority><MessageBody>a</MessageBody><DelaySenconds>9</DelaySenconds>'
    const spellings = [
      `<Message>${inner}</Message>`,
      `<Message xmlns="http://mns.aliyuncs.com/doc/v1">${inner}</Message>`,
      `<?xml version="1.0" encoding="UTF-8" standalone="no"?><Message xmlns="http://mns.aliyuncs.com/doc/v1/">${inner}</Message>\n`,
      `<m:Message xmlns:m="urn:x"><m:MessageBody><![CDATA[a]]></m:MessageBody><m:Priority> 3 </m:Priority></m:Message>`,
    ]
    for (const body of spellings) {
      expect((await ask('POST', at(), body)).status).toBe(201)
      expect(await take()).toMatchObject({ MessageBody: 'a', Priority: '3' })
    }
    expect((await ask('POST', at(), messages('a'))).status).toBe(201)
  })

  test('properties come back as they were sent, and nothing where there were none', async () => {
    const { ask, messages: at, receive, send } = await openQueue()
    const property = (item: string, Name: string, Value: string, Type: string) => xml(item, { Name, Value, Type })
    const user = [
      property('PropertyValue', 'a', ' b&c ', 'STRING'),
      property('PropertyValue', 'n', '-1.5', 'NUMBER'),
      property('PropertyValue', 'f', 'true', 'BOOLEAN'),
      property('PropertyValue', 'x', 'AP8=', 'BINARY'),
    ].join('')
    const system = property('SystemPropertyValue', 'traceparent', '00-abc', 'STRING')
    // A line begins in front of the items, for a client that takes whatever comes first in an element for text.
    const lists = `<UserProperties>\n${user}</UserProperties><SystemProperties>\n${system}</SystemProperties>`
    await ask('POST', at(), message('a', lists))
    for (const answer of [await receive('peekonly=true'), await receive()]) {
      expect(answer.text).toContain(lists)
    }
    await send('b')
    expect((await receive()).text).not.toContain('Properties')
  })

  test.each([
    ['a type that there is not', { Name: 'a', Value: '1', Type: 'LONG' }],
    ['a number that is none', { Name: 'a', Value: 'x', Type: 'NUMBER' }],
    ['a flag that is none', { Name: 'a', Value: 'x', Type: 'BOOLEAN' }],
    ['bytes that are none', { Name: 'a', Value: 'x', Type: 'BINARY' }],
    ['a name that is none', { Name: 'a b', Value: 'x', Type: 'STRING' }],
    ['no name', { Value: 'x', Type: 'STRING' }],
  ])('a property with %s is refused', async (_what, fields) => {
    const { ask, messages: at } = await openQueue()
    const list = `<UserProperties><PropertyValue>${elements(fields)}</PropertyValue></UserProperties>`
    await expectRefusal(ask('POST', at(), message('a', list)), 400, 'InvalidArgument')
  })

  test('of an ordered queue, the messages of a group stay in order', async () => {
    const scene = await open()
    const { send, take, remove, attributes } = await aQueue(scene, { QueueType: 'fifo' }, 'q.fifo')
    await expectRefusal(send('x'), 400, 'InvalidArgument')
    for (const body of ['a', 'b']) await send(body, { MessageGroupId: 'g' })
    const first = await take()
    expect(first).toMatchObject({ MessageBody: 'a', MessageGroupId: 'g' })
    await remove(first.ReceiptHandle!)
    expect((await take()).MessageBody).toBe('b')
    expect((await attributes()).QueueType).toBe('fifo')
  })
})
