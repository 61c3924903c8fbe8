import { describe, expect, test } from 'vitest'
import { expectRefusal, fieldsOf, shapeOf } from './harness/client.ts'
import { worlds } from './harness/open.ts'
import { aQueue } from './harness/queue.ts'

describe.each(worlds)('deleting and holding on %s', (_name, open) => {
  /** A queue with one message, received. */
  const openReceived = async () => {
    const scene = await open()
    const queue = await aQueue(scene)
    await queue.send('x')
    return { ...scene, ...queue, handle: (await queue.take()).ReceiptHandle! }
  }

  test('31. a message is deleted once', async () => {
    const { remove, handle, advance, receive } = await openReceived()
    const answer = await remove(handle)
    expect([answer.status, answer.text]).toEqual([204, ''])
    await expectRefusal(remove(handle), 404, 'MessageNotExist')
    await advance(60)
    await expectRefusal(receive(), 404, 'MessageNotExist')
  })

  test('32. the name of the handle is in any case, and its characters may be escaped', async () => {
    const { ask, messages, send, take, handle } = await openReceived()
    expect((await ask('DELETE', messages(`receiptHandle=${handle}`))).status).toBe(204)
    await send('y')
    const { ReceiptHandle } = await take()
    const escaped = ReceiptHandle!.replaceAll('-', '%2D')
    expect((await ask('DELETE', messages(`RECEIPTHANDLE=${escaped}`))).status).toBe(204)
  })

  test('33. a handle is over with its time', async () => {
    const { remove, handle, advance, take } = await openReceived()
    await advance(30)
    await expectRefusal(remove(handle), 404, 'MessageNotExist')
    const { ReceiptHandle } = await take()
    await expectRefusal(remove(handle), 404, 'MessageNotExist')
    expect((await remove(ReceiptHandle!)).status).toBe(204)
  })

  test('34. and 35. a handle has to be there, and to be one', async () => {
    const { ask, messages, remove, handle } = await openReceived()
    await expectRefusal(ask('DELETE', messages()), 400, 'MissingReceiptHandle')
    await expectRefusal(ask('DELETE', messages('ReceiptHandle=')), 400, 'MissingReceiptHandle')
    await expectRefusal(ask('PUT', messages('visibilityTimeout=1')), 400, 'MissingReceiptHandle')
    await expectRefusal(remove('garbage!'), 400, 'ReceiptHandleError')
    await expectRefusal(remove(`${handle}AAAA`), 400, 'ReceiptHandleError')
    await expectRefusal(remove('1-garbage'), 400, 'ReceiptHandleError')
    await expectRefusal(ask('DELETE', '/queues/other/messages?ReceiptHandle=1-AAAA'), 404, 'QueueNotExist')
  })

  test('36. several are deleted at once', async () => {
    const { ask, messages, send, take, handle } = await openReceived()
    await send('y')
    const other = (await take()).ReceiptHandle
    const answer = await ask('DELETE', messages(), handlesXml([handle, other!]))
    expect([answer.status, answer.text]).toEqual([204, ''])
  })

  test('37. of several, those that failed are told of, and the others are gone', async () => {
    const { ask, messages, handle, remove } = await openReceived()
    const answer = await ask('DELETE', messages(), handlesXml(['1-AAAA', handle, 'garbage!']))
    expect([answer.status, ...shapeOf(answer)]).toEqual([404, 'Errors', ['Error', 'Error']])
    const errors = answer.root!.children.map(fieldsOf)
    expect(errors.map(Object.keys)).toEqual(Array(2).fill(['ErrorCode', 'ErrorMessage', 'ReceiptHandle']))
    expect(errors.map(({ ErrorCode, ReceiptHandle }) => [ErrorCode, ReceiptHandle])).toEqual([
      ['ReceiptHandleError', '1-AAAA'],
      ['ReceiptHandleError', 'garbage!'],
    ])
    await expectRefusal(remove(handle), 404, 'MessageNotExist')
    await expectRefusal(ask('DELETE', messages(), handlesXml([])), 400, 'InvalidArgument')
    await expectRefusal(ask('DELETE', messages(), handlesXml(Array(17).fill('1-A'))), 400, 'InvalidArgument')
  })

  test('38. a message is held for longer, by a new handle and the old one', async () => {
    const { extend, handle, clock, advance, receive, remove } = await openReceived()
    const answer = await extend(handle, 60)
    expect([answer.status, ...shapeOf(answer)]).toEqual([200, 'ChangeVisibility', ['ReceiptHandle', 'NextVisibleTime']])
    const { ReceiptHandle, NextVisibleTime } = fieldsOf(answer.root)
    expect(NextVisibleTime).toBe(String(clock.nowMs() + 60_000))
    expect(ReceiptHandle).not.toBe(handle)
    await advance(59)
    await expectRefusal(receive(), 404, 'MessageNotExist')
    expect((await remove(ReceiptHandle!)).status).toBe(204)
  })

  test('the handle before the change deletes as well', async () => {
    const { extend, handle, remove } = await openReceived()
    const second = fieldsOf((await extend(handle, 60)).root).ReceiptHandle!
    const third = fieldsOf((await extend(second, 60)).root).ReceiptHandle!
    expect(new Set([handle, second, third]).size).toBe(3)
    expect((await remove(handle)).status).toBe(204)
  })

  test('39. a message is held for less', async () => {
    const { ask, messages, handle, advance, receive } = await openReceived()
    const target = messages(`ReceiptHandle=${handle}&VisibilityTimeout=1`)
    expect((await ask('PUT', target)).status).toBe(200)
    await advance(1)
    expect((await receive()).status).toBe(200)
    await expectRefusal(ask('PUT', target), 404, 'MessageNotExist')
  })

  test('a handle whose time is over holds nothing again', async () => {
    const { extend, handle, advance, take } = await openReceived()
    await advance(30)
    await expectRefusal(extend(handle, 60), 404, 'MessageNotExist')
    expect((await take()).DequeueCount).toBe('2')
  })

  test('with 0 it is back at once', async () => {
    const { extend, handle, take } = await openReceived()
    expect((await extend(handle, 0)).status).toBe(200)
    expect((await take()).DequeueCount).toBe('2')
  })

  test('40. the time has to be there, and in its range', async () => {
    const { ask, messages, handle, extend } = await openReceived()
    await expectRefusal(ask('PUT', messages(`receiptHandle=${handle}`)), 400, 'MissingVisibilityTimeout')
    for (const seconds of [43_201, -1, 'x']) await expectRefusal(extend(handle, seconds), 400, 'InvalidArgument')
    expect((await extend(handle, 43_200)).status).toBe(200)
    await expectRefusal(extend('garbage!', 1), 400, 'ReceiptHandleError')
  })
})

const handlesXml = (handles: readonly string[]): string =>
  `<ReceiptHandles>${handles.map(handle => `<ReceiptHandle>${handle}</ReceiptHandle>`).join('')}</ReceiptHandles>`
