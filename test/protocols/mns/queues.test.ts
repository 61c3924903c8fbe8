import { describe, expect, test } from 'vitest'
import { expectRefusal, fieldsOf, shapeOf } from './harness/client.ts'
import { worlds } from './harness/open.ts'
import { aQueue, xml } from './harness/queue.ts'

const twelve = [
  ...['QueueName', 'CreateTime', 'LastModifyTime', 'DelaySeconds', 'MaximumMessageSize', 'MessageRetentionPeriod'],
  ...[
    'VisibilityTimeout',
    'PollingWaitSeconds',
    'LoggingEnabled',
    'ActiveMessages',
    'InactiveMessages',
    'DelayMessages',
  ],
]

describe.each(worlds)('queues on %s', (_name, open) => {
  test('1. a queue is created, where its answer says', async () => {
    const { ask, origin } = await open()
    const { status, headers, text } = await ask('PUT', '/queues/q', '<Queue/>')
    expect([status, headers.location, text]).toEqual([201, `${origin}/queues/q`, ''])
  })

  test('2. and 3. again it is there, unless it is to be another', async () => {
    const { ask, origin } = await open()
    await ask('PUT', '/queues/q', '<Queue/>')
    const again = await ask('PUT', '/queues/q', '<Queue/>')
    expect([again.status, again.headers.location]).toEqual([204, `${origin}/queues/q`])
    expect((await ask('PUT', '/queues/q')).status).toBe(204)
    await expectRefusal(ask('PUT', '/queues/q', xml('Queue', { VisibilityTimeout: 31 })), 409, 'QueueAlreadyExist')
    expect(fieldsOf((await ask('GET', '/queues/q')).root).VisibilityTimeout).toBe('30')
    const withDefaults = xml('Queue', { VisibilityTimeout: 30, MaximumMessageSize: 65_536, LoggingEnabled: 'false' })
    expect((await ask('PUT', '/queues/q', withDefaults)).status).toBe(204)
  })

  test('4. a name that is none is refused', async () => {
    const { ask } = await open()
    await expectRefusal(ask('PUT', '/queues/1$x', '<Queue/>'), 400, 'InvalidQueueName')
    await expectRefusal(ask('PUT', `/queues/${'a'.repeat(121)}`, '<Queue/>'), 400, 'QueueNameLengthError')
    expect((await ask('PUT', `/queues/${'a'.repeat(120)}`, '<Queue/>')).status).toBe(201)
  })

  test.each([
    ['DelaySeconds', 604_801],
    ['VisibilityTimeout', 0],
    ['VisibilityTimeout', 43_201],
    ['MaximumMessageSize', 1023],
    ['MessageRetentionPeriod', 59],
    ['MessageRetentionPeriod', 1_296_001],
    ['PollingWaitSeconds', 31],
    ['DelaySeconds', 'many'],
    ['LoggingEnabled', 'perhaps'],
    ['QueueType', 'fifo'],
  ])('5. %s of %s is refused', async (name, value) => {
    const { ask } = await open()
    await expectRefusal(ask('PUT', '/queues/q', xml('Queue', { [name]: value })), 400, 'InvalidArgument')
    await expectRefusal(ask('GET', '/queues/q'), 404, 'QueueNotExist')
  })

  test('6. and 7. attributes are set one by one, of a queue that is there', async () => {
    const scene = await open()
    const { attributes } = await aQueue(scene, { DelaySeconds: 5 })
    await scene.advance(10)
    const set = (fields = {}, query = 'metaoverride=true') =>
      scene.ask('PUT', `/queues/q?${query}`, xml('Queue', fields))
    expect((await set({ VisibilityTimeout: 60, LoggingEnabled: 'True' })).status).toBe(204)
    const now = await attributes()
    expect(now).toMatchObject({ VisibilityTimeout: '60', DelaySeconds: '5', LoggingEnabled: 'True' })
    expect(Number(now.LastModifyTime) - Number(now.CreateTime)).toBe(10)
    expect((await set({}, 'metaOverride=true')).status).toBe(204)
    expect(await attributes()).toMatchObject({ VisibilityTimeout: '60', LoggingEnabled: 'True' })
    await expectRefusal(scene.ask('PUT', '/queues/none?metaoverride=true', '<Queue/>'), 404, 'QueueNotExist')
  })

  test('8. all twelve attributes are told, times in seconds', async () => {
    const scene = await open()
    const { attributes } = await aQueue(scene)
    const seconds = String(Math.floor(scene.clock.nowMs() / 1000))
    const answer = await scene.ask('GET', '/queues/q')
    expect(shapeOf(answer)[0]).toBe('Queue')
    expect(shapeOf(answer)[1].toSorted()).toEqual(twelve.toSorted())
    expect(await attributes()).toMatchObject({ QueueName: 'q', CreateTime: seconds, LastModifyTime: seconds })
  })

  test('messages are counted by their state', async () => {
    const scene = await open()
    const { send, receive, attributes } = await aQueue(scene)
    for (const body of ['a', 'b', 'c']) await send(body)
    await send('d', { DelaySeconds: 60 })
    await receive()
    expect(await attributes()).toMatchObject({ ActiveMessages: '2', InactiveMessages: '1', DelayMessages: '1' })
  })

  test('9. a queue is deleted, and deleted again; a new one of the name is empty', async () => {
    const scene = await open()
    const { send, path, receive } = await aQueue(scene)
    await send('x')
    for (let time = 0; time < 2; time++) expect((await scene.ask('DELETE', path)).status).toBe(204)
    await expectRefusal(scene.ask('GET', path), 404, 'QueueNotExist')
    expect((await scene.ask('PUT', path, '<Queue/>')).status).toBe(201)
    await expectRefusal(receive(), 404, 'MessageNotExist')
  })

  test('10. a list goes on at its marker', async () => {
    const scene = await open()
    for (const name of ['a1', 'a2', 'b1']) await aQueue(scene, {}, name)
    const list = (more: Record<string, string>) =>
      scene.ask('GET', '/queues', undefined, { headers: { 'x-mns-prefix': 'a', 'x-mns-ret-number': '1', ...more } })
    const first = await list({})
    expect(shapeOf(first)).toEqual(['Queues', ['Queue', 'NextMarker']])
    expect(first.root!.children[0]!.children[0]).toMatchObject({ name: 'QueueURL', text: `${scene.origin}/queues/a1` })
    const second = await list({ 'x-mns-marker': first.root!.children[1]!.text })
    expect(shapeOf(second)).toEqual(['Queues', ['Queue']])
    expect(second.text).toContain('/queues/a2<')
    await expectRefusal(list({ 'x-mns-marker': 'other' }), 400, 'InvalidArgument')
    expect((await list({ 'x-mns-marker': 'other' })).text).toContain('x-mns-marker')
    for (const count of ['0', '1001', 'x'])
      await expectRefusal(list({ 'x-mns-ret-number': count }), 400, 'InvalidArgument')
  })

  test('11. an empty list is one', async () => {
    const scene = await open()
    for (const prefix of ['zz', 'z'.repeat(300)]) {
      const answer = await scene.ask('GET', '/queues', undefined, { headers: { 'x-mns-prefix': prefix } })
      expect([answer.status, ...shapeOf(answer)]).toEqual([200, 'Queues', []])
    }
  })

  test('12. with meta, the attributes come along', async () => {
    const scene = await open()
    const { send } = await aQueue(scene)
    await send('x')
    const list = (flag: string) => scene.ask('GET', '/queues', undefined, { headers: { 'x-mns-with-meta': flag } })
    const [queue] = (await list('true')).root!.children
    expect(queue!.children.map(({ name }) => name).toSorted()).toEqual(['QueueURL', ...twelve].toSorted())
    expect(fieldsOf(queue).ActiveMessages).toBe('1')
    expect((await list('false')).root!.children[0]!.children.map(({ name }) => name)).toEqual(['QueueURL'])
  })
})
