import { describe, expect, test } from 'vitest'
import { expectRefusal, type Output, worlds } from './harness/open.ts'
import { aQueue, handlesOf, sendTo } from './harness/queue.ts'

const expired = /^Value .* for parameter ReceiptHandle is invalid\. Reason: The receipt handle has expired\.$/

describe.each(worlds)('receiving from a FIFO queue by %s', (_name, open) => {
  /** A queue with messages named `group-number`, sent in this order. */
  const openFilled = async (names: string, attributes: Record<string, string> = {}) => {
    const scene = await open()
    const queue = await aQueue(scene, { name: 'q.fifo', attributes })
    const fill = async (more: string) => {
      for (const name of more.split(' ')) await sendTo(queue, name.split('-')[0]!, name)
    }
    await fill(names)
    const remove = (...messages: Output[]) =>
      Promise.all(handlesOf(messages).map(ReceiptHandle => queue.call('DeleteMessage', { ReceiptHandle })))
    const change = ({ ReceiptHandle }: Output, VisibilityTimeout: number) =>
      queue.call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout })
    return { ...scene, ...queue, fill, remove, change }
  }

  test('62. an expired handle deletes nothing', async () => {
    const { receive, remove, advance, counts } = await openFilled('g-1')
    const [message] = await receive()
    await advance(31)
    const said = `Value ${message.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`
    await expectRefusal(remove(message), 'InvalidParameterValue', said)
    expect(await counts()).toEqual([1, 0, 0])
    const [newer] = await receive()
    await expectRefusal(remove(message), 'InvalidParameterValue', said)
    await remove(newer)
    expect(await counts()).toEqual([0, 0, 0])
  })

  test('62. in a batch it fails alone', async () => {
    const { receive, call, advance } = await openFilled('g-1 h-1')
    const [first] = await receive({ MaxNumberOfMessages: 1 })
    await advance(31)
    const [, second] = await receive()
    const Entries = handlesOf([first, second]).map((ReceiptHandle, at) => ({ Id: `${at}`, ReceiptHandle }))
    const { Successful, Failed } = await call('DeleteMessageBatch', { Entries })
    expect(Successful).toEqual([{ Id: '1' }])
    const Message = expect.stringMatching(expired)
    expect(Failed).toEqual([{ Id: '0', Code: 'InvalidParameterValue', Message, SenderFault: true }])
  })

  test('62. an expired handle changes no timeout either (our choice)', async () => {
    const { receive, change, advance } = await openFilled('g-1')
    const [message] = await receive()
    await advance(31)
    await expectRefusal(change(message, 10), 'InvalidParameterValue', expired)
  })

  test('63. extended in time it deletes after the first timeout', async () => {
    const { receive, remove, change, advance, counts } = await openFilled('g-1')
    const [message] = await receive()
    await advance(20)
    await change(message, 60)
    await advance(50)
    await remove(message)
    await remove(message)
    expect(await counts()).toEqual([0, 0, 0])
  })

  test('74. a receive takes what it can of one group, then goes on with the next', async () => {
    const { bodies } = await openFilled('g1-1 g2-1 g1-2 g1-3')
    expect(await bodies()).toEqual(['g1-1', 'g1-2', 'g1-3', 'g2-1'])
  })

  test('75. a group with a message in flight is closed', async () => {
    const { bodies, fill, counts } = await openFilled('g1-1 g2-1 g1-2')
    expect(await bodies({ MaxNumberOfMessages: 1 })).toEqual(['g1-1'])
    expect(await bodies()).toEqual(['g2-1'])
    await fill('g1-3 g2-2')
    expect(await bodies()).toEqual([])
    expect(await counts()).toEqual([3, 2, 0])
  })

  test('76. deleted, and the group is open again', async () => {
    const { receive, bodies, remove } = await openFilled('g1-1 g2-1 g1-2')
    const first = await receive({ MaxNumberOfMessages: 1 })
    expect(await bodies()).toEqual(['g2-1'])
    await remove(...first)
    expect(await bodies()).toEqual(['g1-2'])
  })

  test('76. it is closed until the last of several is deleted or over', async () => {
    const { receive, bodies, remove, advance } = await openFilled('g-1 g-2 g-3 g-4')
    const [first, second] = await receive({ MaxNumberOfMessages: 2 })
    await remove(first)
    expect(await bodies()).toEqual([])
    await advance(30)
    expect(await bodies({ VisibilityTimeout: 0 })).toEqual(['g-2', 'g-3', 'g-4'])
    expect(second.Body).toBe('g-2')
  })

  test('a group that was emptied is filled again', async () => {
    const { receive, bodies, remove, fill } = await openFilled('g-1')
    await remove(...(await receive()))
    await fill('g-2')
    expect(await bodies()).toEqual(['g-2'])
  })

  test('a receive with no timeout closes nothing', async () => {
    const { bodies } = await openFilled('g-1 g-2')
    expect(await bodies({ VisibilityTimeout: 0, MaxNumberOfMessages: 1 })).toEqual(['g-1'])
    expect(await bodies({ VisibilityTimeout: 0 })).toEqual(['g-1', 'g-2'])
    expect(await bodies()).toEqual(['g-1', 'g-2'])
  })

  test.each([
    [1, ['g-1']],
    [2, ['g-1', 'g-2']],
    [3, ['g-1', 'g-2', 'g-3']],
  ])('77. of three in flight those given back from the first on return, and no more: %i', async (count, back) => {
    const { receive, bodies, change } = await openFilled('g-1 g-2 g-3')
    for (const message of (await receive()).slice(0, count)) await change(message, 0)
    expect(await bodies()).toEqual(back)
  })

  test('78. what comes after an extended message waits for it', async () => {
    const { receive, bodies, change, advance } = await openFilled('g-1 g-2 g-3', { VisibilityTimeout: '5' })
    const [, second] = await receive()
    await change(second, 30)
    await advance(6)
    expect(await bodies({ VisibilityTimeout: 60 })).toEqual(['g-1'])
    expect(await bodies()).toEqual([])
  })

  test('what comes back comes in its first order', async () => {
    const { bodies, advance } = await openFilled('g-1 h-1 g-2 h-2')
    const first = await bodies()
    expect(first).toEqual(['g-1', 'g-2', 'h-1', 'h-2'])
    await advance(30)
    expect(await bodies()).toEqual(first)
  })

  test('79. the same attempt receives the same messages with the same handles', async () => {
    const { receive, remove } = await openFilled('g-1 g-2 h-1')
    const ReceiveRequestAttemptId = 'attempt-1'
    const first = await receive({ ReceiveRequestAttemptId, MaxNumberOfMessages: 2 })
    const second = await receive({ ReceiveRequestAttemptId, MaxNumberOfMessages: 2 })
    expect(second.map(({ Body }) => Body)).toEqual(['g-1', 'g-2'])
    expect(handlesOf(second)).toEqual(handlesOf(first))
    await remove(...first)
    expect((await receive({ ReceiveRequestAttemptId })).map(({ Body }) => Body)).toEqual(['h-1'])
  })

  test('79. it begins the timeout anew', async () => {
    const { receive, advance, bodies } = await openFilled('g-1')
    const ReceiveRequestAttemptId = 'attempt-1'
    await receive({ ReceiveRequestAttemptId })
    await advance(20)
    expect(await receive({ ReceiveRequestAttemptId })).toHaveLength(1)
    await advance(20)
    expect(await bodies()).toEqual([])
    await advance(10)
    expect(await bodies()).toEqual(['g-1'])
  })

  test('79. an attempt is 1 to 128 characters', async () => {
    const { receive } = await openFilled('g-1')
    for (const ReceiveRequestAttemptId of ['x'.repeat(129), 'a b'])
      await expectRefusal(receive({ ReceiveRequestAttemptId }), 'InvalidParameterValue')
  })

  test('79. a standard queue knows no attempts (our choice)', async () => {
    const scene = await open()
    const { receive } = await aQueue(scene)
    await expectRefusal(receive({ ReceiveRequestAttemptId: 'a' }), 'InvalidParameterValue')
  })

  test('the counter tells what was handed out, not what waits behind it', async () => {
    const { receive, counts } = await openFilled('g-1 g-2 g-3')
    await receive({ MaxNumberOfMessages: 1 })
    expect(await counts()).toEqual([2, 1, 0])
  })
})
