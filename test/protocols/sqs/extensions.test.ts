import { describe, expect, test } from 'vitest'
import { expectRefusal, worlds } from './harness/open.ts'
import { aQueue } from './harness/queue.ts'

// What docs/reference/sqs.md says is wider with SLUICE_SQS_STRICT=off, and that nothing of it is by default.
describe.each(worlds)('limits of ours by %s', (_name, open) => {
  const openQueue = async (sqsStrict: 'on' | 'off') => {
    const scene = await open({ sqsStrict })
    return { ...scene, ...(await aQueue(scene)) }
  }

  test('a message may be sent for the day after tomorrow, or for in ten years', async () => {
    const DelaySeconds = 2 * 86_400
    const { send, bodies, advance } = await openQueue('off')
    await send('later', { DelaySeconds })
    await advance(DelaySeconds - 1)
    expect(await bodies()).toEqual([])
    await advance(1)
    expect(await bodies()).toEqual(['later'])
    await send('much later', { DelaySeconds: 315_360_000 })
    await expectRefusal(send('x', { DelaySeconds: 315_360_001 }), 'InvalidParameterValue')
    await expectRefusal((await openQueue('on')).send('x', { DelaySeconds }), 'InvalidParameterValue')
  })

  test('sixteen messages go in and out at once', async () => {
    const { call, receive } = await openQueue('off')
    const Entries = Array.from({ length: 17 }, (_, at) => ({ Id: `${at}`, MessageBody: 'x' }))
    const tooMany = 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest'
    await expectRefusal(call('SendMessageBatch', { Entries }), tooMany)
    await call('SendMessageBatch', { Entries: Entries.slice(1) })
    expect(await receive({ MaxNumberOfMessages: 16 })).toHaveLength(16)
    await expectRefusal(receive({ MaxNumberOfMessages: 17 }), 'InvalidParameterValue')
  })

  test.each([
    ['DelaySeconds', '604800', '604801'],
    ['MessageRetentionPeriod', '1296000', '1296001'],
    ['ReceiveMessageWaitTimeSeconds', '30', '31'],
  ])('%s goes as far as ours', async (name, most, more) => {
    const { call, attributes } = await openQueue('off')
    await call('SetQueueAttributes', { Attributes: { [name]: most } })
    expect(await attributes(name)).toEqual({ [name]: most })
    await expectRefusal(call('SetQueueAttributes', { Attributes: { [name]: more } }), 'InvalidAttributeValue')
    const strict = await openQueue('on')
    await expectRefusal(strict.call('SetQueueAttributes', { Attributes: { [name]: most } }), 'InvalidAttributeValue')
  })

  test('a name may have 120 characters, and a poll may wait for half a minute', async () => {
    const { sqs, call, sleepers, advance } = await openQueue('off')
    await sqs('CreateQueue', { QueueName: 'x'.repeat(120) })
    await expectRefusal(sqs('CreateQueue', { QueueName: 'x'.repeat(121) }), 'InvalidParameterValue')
    await expectRefusal(call('ReceiveMessage', { WaitTimeSeconds: 31 }), 'InvalidParameterValue')
    const poll = call('ReceiveMessage', { WaitTimeSeconds: 30 })
    await sleepers.are(1)
    await advance(31)
    expect(await poll).toEqual({})
  })
})
