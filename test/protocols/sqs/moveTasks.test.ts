import { describe, expect, test } from 'vitest'
import { startMs } from '../../fixtures.ts'
import { expectRefusal, type Scene, settled, worlds } from './harness/open.ts'
import { aPair, aQueue } from './harness/queue.ts'

const missing = (name: string): string => `The resource that you specified for the ${name} parameter doesn't exist.`
const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`

describe.each(worlds)('move tasks by %s', (_name, open) => {
  /** A dead-letter queue with so many messages, its task calls, and a way to see a task through. */
  const openDead = async (count: number) => {
    const scene = await open()
    const { source, dead } = await aPair(scene)
    for (let index = 0; index < count; index++) await source.send(`${index}`)
    for (let got = 0; got < count; ) got += (await source.receive({ VisibilityTimeout: 0 })).length
    while ((await dead.counts())[0]! < count) expect(await source.receive()).toEqual([])
    const start = (more: object = {}) => scene.sqs('StartMessageMoveTask', { SourceArn: dead.arn, ...more })
    const list = async (more: object = {}) =>
      (await scene.sqs('ListMessageMoveTasks', { SourceArn: dead.arn, ...more })).Results
    return { ...scene, source, dead, start, list, over: () => untilOver(scene, list) }
  }

  const underWay = new Set(['RUNNING', 'CANCELLING'])

  /** A task goes on in the background, in steps of its own time. */
  const untilOver = async ({ advance }: Scene, list: () => Promise<{ Status: string }[]>): Promise<void> => {
    for (let seconds = 0; seconds < 100; seconds++) {
      if (!underWay.has((await list())[0]!.Status)) return
      await advance(1)
      await settled()
    }
  }

  test('91. without a destination each message goes back to where it came from', async () => {
    const { source, dead, start, list, over } = await openDead(2)
    const { TaskHandle } = await start()
    const handle = JSON.parse(Buffer.from(TaskHandle, 'base64').toString())
    expect(handle).toEqual({ taskId: expect.stringMatching(/^[0-9a-f-]{36}/), sourceArn: dead.arn })
    await over()
    expect(await list()).toEqual([
      {
        Status: 'COMPLETED',
        SourceArn: dead.arn,
        ApproximateNumberOfMessagesMoved: 2,
        ApproximateNumberOfMessagesToMove: 2,
        StartedTimestamp: startMs,
      },
    ])
    expect(await dead.counts()).toEqual([0, 0, 0])
    expect((await source.bodies()).sort()).toEqual(['0', '1'])
  })

  test('91. what was moved is a new message', async () => {
    const { source, dead, start, over, advance } = await openDead(1)
    const [letter] = await dead.receive({ VisibilityTimeout: 0 })
    await advance(7)
    await start()
    await over()
    const [moved] = await source.receive()
    expect(moved.MessageId).not.toBe(letter.MessageId)
    expect(Number(moved.Attributes.SentTimestamp)).toBeGreaterThanOrEqual(startMs + 7_000)
    expect(moved.Attributes).not.toHaveProperty('DeadLetterQueueSourceArn')
  })

  test('91. what was moved is counted from the beginning (our choice)', async () => {
    const { source, start, over } = await openDead(1)
    await start()
    await over()
    expect(await source.receive()).toMatchObject([{ Attributes: { ApproximateReceiveCount: '1' } }])
  })

  test('91. with a destination all go there, and it is told', async () => {
    const { start, list, over, ...scene } = await openDead(2)
    const other = await aQueue(scene, { name: 'other' })
    await start({ DestinationArn: other.arn, MaxNumberOfMessagesPerSecond: 500 })
    await over()
    expect(await list()).toMatchObject([
      { Status: 'COMPLETED', DestinationArn: other.arn, MaxNumberOfMessagesPerSecond: 500 },
    ])
    expect(await other.counts()).toEqual([2, 0, 0])
  })

  test('92. from a plain queue nothing is moved', async () => {
    const scene = await open()
    const { arn: SourceArn } = await aQueue(scene)
    const said = 'Source queue must be configured as a Dead Letter Queue.'
    await expectRefusal(scene.sqs('StartMessageMoveTask', { SourceArn }), 'InvalidParameterValue', said)
  })

  test('93. one task at a time; cancelled it tells how many it moved', async () => {
    const { sqs, start, list, over } = await openDead(3)
    const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 })
    expect(await list()).toMatchObject([{ Status: 'RUNNING', TaskHandle, MaxNumberOfMessagesPerSecond: 1 }])
    const said =
      'There is already a task running. Only one active task is allowed for a source queue arn at a given time.'
    await expectRefusal(start(), 'InvalidParameterValue', said)
    const { ApproximateNumberOfMessagesMoved } = await sqs('CancelMessageMoveTask', { TaskHandle })
    expect(ApproximateNumberOfMessagesMoved).toBeLessThan(3)
    await over()
    const [task] = await list()
    expect(task).toMatchObject({ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved })
    expect(task).not.toHaveProperty('TaskHandle')
    await expectRefusal(
      sqs('CancelMessageMoveTask', { TaskHandle }),
      'ResourceNotFoundException',
      'Task does not exist.',
    )
  })

  test('93. after it another may begin; the newest is listed first', async () => {
    const { sqs, start, list, over, advance } = await openDead(2)
    const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 })
    await sqs('CancelMessageMoveTask', { TaskHandle })
    await over()
    await advance(60)
    await start()
    await over()
    expect(await list()).toMatchObject([{ Status: 'COMPLETED' }])
    expect(await list({ MaxResults: 10 })).toMatchObject([{ Status: 'COMPLETED' }, { Status: 'CANCELLED' }])
    for (const MaxResults of [0, 11]) await expectRefusal(list({ MaxResults }), 'InvalidParameterValue')
  })

  test.each([0, 501, -1])('%i messages a second are refused', async MaxNumberOfMessagesPerSecond => {
    const { start } = await openDead(0)
    await expectRefusal(start({ MaxNumberOfMessagesPerSecond }), 'InvalidParameterValue')
  })

  test('source and destination have to be there', async () => {
    const { start } = await openDead(0)
    const nowhere = arnOf('nowhere')
    await expectRefusal(start({ SourceArn: nowhere }), 'ResourceNotFoundException', missing('SourceArn'))
    await expectRefusal(start({ DestinationArn: nowhere }), 'ResourceNotFoundException', missing('DestinationArn'))
    await expectRefusal(
      start({ SourceArn: arnOf('x'.repeat(2000)) }),
      'ResourceNotFoundException',
      missing('SourceArn'),
    )
    const format =
      'You must use this format to specify the SourceArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>'
    await expectRefusal(start({ SourceArn: 'dead' }), 'InvalidParameterValue', format)
  })

  test('the destination is of the same type', async () => {
    const { start, ...scene } = await openDead(0)
    const { arn: DestinationArn } = await aQueue(scene, { name: 'other.fifo' })
    await expectRefusal(start({ DestinationArn }), 'InvalidParameterValue')
  })

  test('a handle that is none, or of another task, cancels nothing', async () => {
    const { sqs, dead } = await openDead(0)
    const cancel = (TaskHandle: string) => sqs('CancelMessageMoveTask', { TaskHandle })
    const handle = (sourceArn: string) =>
      Buffer.from(JSON.stringify({ taskId: '00000000-0000-4000-8000-000000000000', sourceArn })).toString('base64')
    await expectRefusal(cancel('garbage'), 'InvalidParameterValue', 'Value for parameter TaskHandle is invalid.')
    await expectRefusal(cancel(handle(arnOf('nowhere'))), 'ResourceNotFoundException', missing('SourceArn'))
    await expectRefusal(cancel(handle(dead.arn)), 'ResourceNotFoundException', 'Task does not exist.')
  })

  test('a queue without tasks lists none', async () => {
    const { sqs, dead } = await openDead(0)
    const answer = await sqs('ListMessageMoveTasks', { SourceArn: dead.arn })
    expect(answer.Results ?? []).toEqual([])
    const nowhere = sqs('ListMessageMoveTasks', { SourceArn: arnOf('nowhere') })
    await expectRefusal(nowhere, 'ResourceNotFoundException', missing('SourceArn'))
  })

  test('a task whose destination is deleted fails, and tells why', async () => {
    const { start, list, over, ...scene } = await openDead(3)
    const other = await aQueue(scene, { name: 'other' })
    await start({ DestinationArn: other.arn, MaxNumberOfMessagesPerSecond: 1 })
    await other.call('DeleteQueue')
    await over()
    expect(await list()).toMatchObject([{ Status: 'FAILED', FailureReason: 'AWS.SimpleQueueService.NonExistentQueue' }])
  })
})
