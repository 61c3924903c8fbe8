import { describe, expect, test } from 'vitest'
import { expectRefusal, worlds } from './harness/open.ts'
import { aQueue } from './harness/queue.ts'

const gone = 'Message does not exist or is not available for visibility timeout change.'

describe.each(worlds)('visibility and deletion by %s', (_name, open) => {
  /** A standard queue with one message, received once. */
  const openReceived = async (attributes: Record<string, string> = {}) => {
    const scene = await open()
    const queue = await aQueue(scene, { attributes })
    await queue.send('x')
    const [{ ReceiptHandle }] = await queue.receive()
    const change = (VisibilityTimeout: number, handle = ReceiptHandle) =>
      queue.call('ChangeMessageVisibility', { ReceiptHandle: handle, VisibilityTimeout })
    const remove = (handle = ReceiptHandle) => queue.call('DeleteMessage', { ReceiptHandle: handle })
    return { ...scene, ...queue, ReceiptHandle, change, remove }
  }

  test('55. with 0 it is visible at once', async () => {
    const { change, receive, counts } = await openReceived()
    expect(await change(0)).toEqual({})
    expect(await counts()).toEqual([1, 0, 0])
    expect(await receive()).toMatchObject([{ Attributes: { ApproximateReceiveCount: '2' } }])
  })

  test('a new timeout runs from now, and for this delivery alone', async () => {
    const { change, receive, advance } = await openReceived({ VisibilityTimeout: '10' })
    await advance(9)
    await change(20)
    await advance(19)
    expect(await receive()).toEqual([])
    await advance(1)
    expect(await receive()).toHaveLength(1)
    await advance(9)
    expect(await receive()).toEqual([])
    await advance(1)
    expect(await receive()).toHaveLength(1)
  })

  test.each([43_201, -1])('56. %i seconds are refused', async seconds => {
    const { change, counts } = await openReceived()
    await expectRefusal(change(seconds), 'InvalidParameterValue')
    expect(await counts()).toEqual([0, 1, 0])
  })

  test('57. twelve hours are counted from the receive', async () => {
    const { change, advance } = await openReceived()
    await advance(5)
    const said =
      'Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]'
    await expectRefusal(change(43_200), 'InvalidParameterValue', said)
    expect(await change(43_195)).toEqual({})
  })

  test('58. a message deleted is deleted again and again', async () => {
    const { remove, counts } = await openReceived()
    for (let time = 0; time < 3; time++) expect(await remove()).toEqual({})
    expect(await counts()).toEqual([0, 0, 0])
  })

  test('59. a deleted message has no visibility to change', async () => {
    const { change, remove, call, ReceiptHandle } = await openReceived()
    await remove()
    const Message = `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: ${gone}`
    await expectRefusal(change(5), 'InvalidParameterValue', Message)
    const Entries = [{ Id: 'a', ReceiptHandle, VisibilityTimeout: 5 }]
    const answer = await call('ChangeMessageVisibilityBatch', { Entries })
    expect(answer).toEqual({ Failed: [{ Id: 'a', Code: 'InvalidParameterValue', Message, SenderFault: true }] })
  })

  test('60. after the timeout the handle still deletes', async () => {
    const { remove, receive, advance, counts } = await openReceived()
    await advance(31)
    expect(await remove()).toEqual({})
    expect(await counts()).toEqual([0, 0, 0])
    expect(await receive()).toEqual([])
  })

  test('61. after the timeout the handle still changes it', async () => {
    const { change, receive, advance } = await openReceived()
    await advance(31)
    expect(await change(10)).toEqual({})
    expect(await receive()).toEqual([])
    await advance(10)
    expect(await receive()).toHaveLength(1)
  })

  test('an older handle may change the timeout of a newer receive', async () => {
    const { change, receive, advance } = await openReceived()
    await advance(31)
    await receive()
    expect(await change(0)).toEqual({})
  })

  test('deleting with an older handle is a success (our choice: whatever becomes of the message)', async () => {
    const { remove, receive, advance } = await openReceived()
    await advance(31)
    const [newer] = await receive()
    expect(await remove()).toEqual({})
    expect(await remove(newer.ReceiptHandle)).toEqual({})
  })

  test('64. what is no handle is refused in every operation', async () => {
    const { change, remove, counts } = await openReceived()
    for (const handle of ['garbage', 'a b', 'x'.repeat(200), '😀', 'AAAA']) {
      const said = `The input receipt handle "${handle}" is not a valid receipt handle.`
      await expectRefusal(remove(handle), 'ReceiptHandleIsInvalid', said)
      await expectRefusal(change(5, handle), 'ReceiptHandleIsInvalid', said)
    }
    expect(await counts()).toEqual([0, 1, 0])
  })

  test('a handle of another queue is none (our choice)', async () => {
    const { ReceiptHandle, ...scene } = await openReceived()
    const other = await aQueue(scene, { name: 'other' })
    await expectRefusal(other.call('DeleteMessage', { ReceiptHandle }), 'ReceiptHandleIsInvalid')
    const change = other.call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 1 })
    await expectRefusal(change, 'ReceiptHandleIsInvalid')
    expect(await scene.counts()).toEqual([0, 1, 0])
  })

  test('a batch changes each as it says, and nothing said is 0 (our choice)', async () => {
    const { send, receive, call, advance, ReceiptHandle } = await openReceived()
    await send('y')
    const [{ ReceiptHandle: other }] = await receive()
    const changes = [{ Id: 'a', ReceiptHandle, VisibilityTimeout: 60 }]
    const answer = await call('ChangeMessageVisibilityBatch', {
      Entries: [...changes, { Id: 'b', ReceiptHandle: other }],
    })
    expect(answer).toEqual({ Successful: [{ Id: 'a' }, { Id: 'b' }] })
    expect(await receive()).toMatchObject([{ Body: 'y' }])
    await advance(59)
    expect(await receive()).toMatchObject([{ Body: 'y' }])
    await advance(1)
    expect(await receive()).toMatchObject([{ Body: 'x' }])
  })

  test('a batch fails what is out of range alone', async () => {
    const { call, ReceiptHandle } = await openReceived()
    const Entries = [43_201, 10].map((VisibilityTimeout, at) => ({ Id: `${at}`, ReceiptHandle, VisibilityTimeout }))
    const { Successful, Failed } = await call('ChangeMessageVisibilityBatch', { Entries })
    expect(Failed).toMatchObject([{ Id: '0', Code: 'InvalidParameterValue', SenderFault: true }])
    expect(Successful).toEqual([{ Id: '1' }])
  })

  test('84. a purge takes everything: visible, delayed, in flight', async () => {
    const { call, send, counts, change, remove, receive, advance } = await openReceived()
    await send('visible')
    await send('delayed', { DelaySeconds: 60 })
    expect(await counts()).toEqual([1, 1, 1])
    expect(await call('PurgeQueue')).toEqual({})
    expect(await counts()).toEqual([0, 0, 0])
    expect(await remove()).toEqual({})
    await expectRefusal(change(5), 'InvalidParameterValue', new RegExp(`${gone}$`))
    await advance(100)
    expect(await receive()).toEqual([])
  })

  test('85. a queue is purged once in 60 seconds', async () => {
    const { call, send, receive, advance } = await openReceived()
    await call('PurgeQueue')
    await send('kept')
    const said = 'Only one PurgeQueue operation on q is allowed every 60 seconds.'
    await advance(5)
    await expectRefusal(call('PurgeQueue'), 'AWS.SimpleQueueService.PurgeQueueInProgress', said)
    expect(await receive({ VisibilityTimeout: 0 })).toHaveLength(1)
    await advance(56)
    expect(await call('PurgeQueue')).toEqual({})
    expect(await receive()).toEqual([])
  })

  test('86. what is older than the retention is gone, though in flight', async () => {
    const { advance, receive, remove, counts } = await openReceived({
      MessageRetentionPeriod: '60',
      VisibilityTimeout: '100',
    })
    await advance(61)
    expect(await receive()).toEqual([])
    expect(await remove()).toEqual({})
    expect(await counts()).toEqual([0, 0, 0])
  })

  test('86. a shorter retention is for what is there, too', async () => {
    const { send, call, advance, receive } = await openReceived()
    await send('y')
    await advance(61)
    await call('SetQueueAttributes', { Attributes: { MessageRetentionPeriod: '60' } })
    expect(await receive()).toEqual([])
    await send('z')
    expect(await receive()).toMatchObject([{ Body: 'z' }])
  })
})
