import { describe, expect, test } from 'vitest'
import { expectRefusal, refusal, worlds } from './harness/open.ts'
import { aQueue, text } from './harness/queue.ts'

const trace = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
const base64 = (value: string | number[]): string => Buffer.from(value as string).toString('base64')
const binary = (value: string | number[]) => ({ DataType: 'Binary', BinaryValue: base64(value) })

/** Reference 1.7. */
const digests: readonly (readonly [attributes: Record<string, object>, digest: string])[] = [
  [{ k: text('x') }, 'a45daa70926828a2f0a1db3418e6feb4'],
  [{ Foo: text('Bar') }, 'ae7155c6026991b6d54b11589678bf9c'],
  [{ MyAttribute: text('foobar') }, 'adb59cd4678ea5a855436b949cd07ab6'],
  [{ timestamp: { DataType: 'Number', StringValue: '1493147359900' } }, '235c5c510d26fb653d073faed50ae77c'],
  [
    { attr1: binary('traceparent\u001e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01') },
    '8cbe4db156db8a94db8b801b7addb984',
  ],
  [{ 'Help.Me': text('Me'), Hello: text('There'), General: text('Kenobi') }, '4c360f3fdafd970e05fae2f149d997f5'],
  [
    {
      a: text('v'),
      B: binary([1, 2, 3, 255]),
      n: { DataType: 'Number.int', StringValue: '42' },
      é: { DataType: 'String.custom', StringValue: '😀' },
    },
    '71d6212c710168b94a335f5643c33be5',
  ],
]

describe.each(worlds)('message attributes by %s', (_name, open) => {
  const openQueue = async () => {
    const scene = await open()
    const queue = await aQueue(scene)
    const sendWith = (MessageAttributes: object) => queue.send('x', { MessageAttributes })
    return { ...scene, ...queue, sendWith }
  }

  test.each(digests)('%j has the recorded digest, sent and received', async (attributes, digest) => {
    const { sendWith, receive } = await openQueue()
    expect(await sendWith(attributes)).toMatchObject({ MD5OfMessageAttributes: digest })
    const [message] = await receive()
    expect(message).toMatchObject({ MessageAttributes: attributes, MD5OfMessageAttributes: digest })
  })

  test('a trace header has a digest of its own, and adds nothing to the other', async () => {
    const { send, receive } = await openQueue()
    const MessageSystemAttributes = { AWSTraceHeader: text(trace) }
    const alone = await send('x', { MessageSystemAttributes })
    expect(alone).toMatchObject({ MD5OfMessageSystemAttributes: '5ae4d5d7636402d80f4eb6d213245a88' })
    expect(alone).not.toHaveProperty('MD5OfMessageAttributes')
    const both = await send('x', { MessageSystemAttributes, MessageAttributes: { k: text('x') } })
    expect(both).toMatchObject({
      MD5OfMessageSystemAttributes: '5ae4d5d7636402d80f4eb6d213245a88',
      MD5OfMessageAttributes: 'a45daa70926828a2f0a1db3418e6feb4',
    })
    const messages = await receive()
    expect(messages.map(({ Attributes }) => Attributes.AWSTraceHeader)).toEqual([trace, trace])
  })

  test('33. a String is not empty', async () => {
    const { sendWith } = await openQueue()
    const said = "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'."
    await expectRefusal(sendWith({ ErrorDetails: text('') }), 'InvalidParameterValue', said)
    await expectRefusal(sendWith({ ErrorDetails: { DataType: 'String' } }), 'InvalidParameterValue', said)
    await expectRefusal(sendWith({ b: { DataType: 'Binary', BinaryValue: '' } }), 'InvalidParameterValue')
    await expectRefusal(sendWith({ n: { DataType: 'Number', StringValue: '' } }), 'InvalidParameterValue')
  })

  test('34. names that are kept, or badly made, are refused', async () => {
    const { sendWith } = await openQueue()
    const bad = ['AWS.x', 'aws.x', 'Amazon.x', 'AMAZON.x', 'a..b', '.a', 'a.', 'a!', 'a b', 'a(', 'a"', 'a?', '', '§']
    for (const name of [...bad, 'x'.repeat(257)])
      await expectRefusal(sendWith({ [name]: text('v') }), 'InvalidParameterValue')
    for (const name of ['AWSx', 'Amazon', 'a.b-c_d', 'øßä', 'x'.repeat(256), '1']) await sendWith({ [name]: text('v') })
  })

  test('35. ten at most', async () => {
    const { sendWith } = await openQueue()
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, text('v')]))
    await sendWith(many(10))
    await expectRefusal(sendWith(many(11)), 'InvalidParameterValue')
  })

  test('35. the text tells both numbers (our choice)', async () => {
    const { sendWith } = await openQueue()
    const attributes = Object.fromEntries('abcdefghijk'.split('').map(name => [name, text('v')]))
    const said = 'Number of message attributes [11] exceeds the allowed maximum [10].'
    await expectRefusal(sendWith(attributes), 'InvalidParameterValue', said)
  })

  test.each(['string', 'Text', '', 'Stringx', 'List', 'string.x'])('%j is no type', async DataType => {
    const { sendWith } = await openQueue()
    await expectRefusal(sendWith({ x: { DataType, StringValue: 'v' } }), 'InvalidParameterValue')
  })

  test('an unknown type is told with the known ones', async () => {
    const { sendWith } = await openQueue()
    const said =
      "The message attribute 'x' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String."
    await expectRefusal(sendWith({ x: { DataType: 'Text', StringValue: 'v' } }), 'InvalidParameterValue', said)
  })

  test.each(['Number.java.lang.Integer', 'String.👍', `String.${'x'.repeat(249)}`])(
    'a label comes back as it was: %s',
    async DataType => {
      const { sendWith, receive } = await openQueue()
      const attributes = { x: { DataType, StringValue: '1' } }
      await sendWith(attributes)
      expect(await receive()).toMatchObject([{ MessageAttributes: attributes }])
    },
  )

  test('a type with its label is 256 bytes at most', async () => {
    const { sendWith } = await openQueue()
    const DataType = `String.${'x'.repeat(250)}`
    await expectRefusal(sendWith({ x: { DataType, StringValue: '1' } }), 'InvalidParameterValue')
  })

  test.each(['0', '-1', '1.50', '1e10', '-0.000001', '9'.repeat(38), '1E-128', '9.9e125', '+5', '00012'])(
    'the number %s comes back as it was',
    async StringValue => {
      const { sendWith, receive } = await openQueue()
      const attributes = { n: { DataType: 'Number', StringValue } }
      await sendWith(attributes)
      expect(await receive()).toMatchObject([{ MessageAttributes: attributes }])
    },
  )

  test.each(['x', '1x', '0x10', 'NaN', 'Infinity', '1,5', '9'.repeat(39), '1e127', '1e-129', '--1', 'e5'])(
    '%s is no number',
    async StringValue => {
      const { sendWith } = await openQueue()
      await expectRefusal(sendWith({ n: { DataType: 'Number', StringValue } }), 'InvalidParameterValue')
    },
  )

  test('a character that XML cannot say is refused as a bad parameter', async () => {
    const { sendWith } = await openQueue()
    for (const character of ['\u0001', '\ufffe'])
      await expectRefusal(sendWith({ x: text(`a${character}`) }), 'InvalidParameterValue')
  })

  test('bytes are any bytes', async () => {
    const { sendWith, receive } = await openQueue()
    const attributes = { b: binary(Array.from({ length: 256 }, (_, byte) => byte)) }
    await sendWith(attributes)
    expect(await receive()).toMatchObject([{ MessageAttributes: attributes }])
  })

  test('bytes that are no base64 are refused (our choice of code)', async () => {
    const { sendWith } = await openQueue()
    const { status, message } = await refusal(sendWith({ b: { DataType: 'Binary', BinaryValue: '?' } }))
    expect({ status, message }).toEqual({ status: 400, message: expect.stringMatching(/base64/) })
  })

  test('a value stands in the member of its type', async () => {
    const { sendWith } = await openQueue()
    await expectRefusal(sendWith({ x: { DataType: 'String', BinaryValue: 'YQ==' } }), 'InvalidParameterValue')
    await expectRefusal(sendWith({ x: { DataType: 'Binary', StringValue: 'a' } }), 'InvalidParameterValue')
    await expectRefusal(sendWith({ x: { StringValue: 'a' } }), 'InvalidParameterValue')
  })

  test('lists are not supported (our choice of text)', async () => {
    const { sendWith } = await openQueue()
    const list = { x: { DataType: 'String', StringValue: 'a', StringListValues: ['a'] } }
    const code = 'AWS.SimpleQueueService.UnsupportedOperation'
    await expectRefusal(sendWith(list), code, 'Message attribute list values are not supported.')
  })

  test('the only system attribute is a trace header, a String', async () => {
    const { send } = await openQueue()
    const sendSystem = (MessageSystemAttributes: object) => send('x', { MessageSystemAttributes })
    await expectRefusal(sendSystem({ Other: text('v') }), 'InvalidParameterValue')
    const number = { AWSTraceHeader: { DataType: 'Number', StringValue: '1' } }
    await expectRefusal(sendSystem(number), 'InvalidParameterValue')
  })
})
