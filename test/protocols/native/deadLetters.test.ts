import { describe, expect, test } from 'vitest'
import { startMs } from '../../fixtures.ts'
import { stores } from '../../stores.ts'
import { openDoor } from './door.ts'

const orders = '/v1/queues/orders'
const at = (seconds: number): string => new Date(startMs + seconds * 1000).toISOString()

describe.each(stores)('dead letters by the native API on %s', (_name, makeStore) => {
  async function openRule(rule: object = {}) {
    const door = await openDoor(makeStore)
    await door.send('PUT', '/v1/queues/dead')
    const deadLetter = { queue: 'dead', maxAttempts: 1, ...rule }
    const put = await door.send('PUT', orders, { body: { visibilityTimeoutSeconds: 10, deadLetter } })
    const publish = async (message: object = {}) =>
      (await door.send('POST', `${orders}/messages`, { body: { messages: [{ body: 'a', ...message }] } })).body
    const poll = async (queue = 'orders') => (await door.send('POST', `/v1/queues/${queue}/poll`)).body.messages
    return { ...door, put, publish, poll }
  }

  test('a rule is set, shown, changed and ended', async () => {
    const { send, put } = await openRule()
    const deadLetter = { queue: 'dead', maxAttempts: 1, expired: false }
    expect(put).toMatchObject({ status: 201, body: { deadLetter } })
    expect((await send('GET', orders)).body).toMatchObject({ deadLetter })
    expect((await send('PATCH', orders, { body: { waitSeconds: 1 } })).body).toMatchObject({ deadLetter })
    const wider = { queue: 'dead', maxAttempts: 1_000, expired: true }
    expect((await send('PATCH', orders, { body: { deadLetter: wider } })).body.deadLetter).toEqual(wider)
    expect((await send('PATCH', orders, { body: { deadLetter: null } })).body).not.toHaveProperty('deadLetter')
    expect((await send('GET', orders)).body).not.toHaveProperty('deadLetter')
  })

  test('what a change leaves out of a rule stays', async () => {
    const { send } = await openRule({ maxAttempts: 5, expired: true })
    await send('PUT', '/v1/queues/other')
    const change = async (deadLetter: object) => (await send('PATCH', orders, { body: { deadLetter } })).body.deadLetter
    expect(await change({ maxAttempts: 4 })).toEqual({ queue: 'dead', maxAttempts: 4, expired: true })
    expect(await change({ queue: 'other' })).toEqual({ queue: 'other', maxAttempts: 4, expired: true })
    expect(await change({ expired: false })).toEqual({ queue: 'other', maxAttempts: 4, expired: false })
    await send('PATCH', orders, { body: { deadLetter: null } })
    const { status, body: problem } = await send('PATCH', orders, { body: { deadLetter: { expired: true } } })
    const pointers = problem.errors.map(({ pointer }: { pointer: string }) => pointer)
    expect([status, ...pointers]).toEqual([422, '/deadLetter/queue', '/deadLetter/maxAttempts'])
    expect(await change({ queue: 'dead', maxAttempts: 2 })).toEqual({ queue: 'dead', maxAttempts: 2, expired: false })
  })

  test('a message that nobody finished stands in the other queue, with where it came from', async () => {
    const { send, clock, publish, poll } = await openRule()
    const { messages } = await publish({ attributes: { n: { type: 'number', value: '1' } } })
    const [leased] = await poll()
    expect(leased).not.toHaveProperty('origins')
    await send('POST', `${orders}/nack`, { body: { receipts: [leased.receipt], reason: 'no such customer' } })
    clock.advanceMs(1_000)
    expect(await poll()).toEqual([])
    const origins = [
      { queue: 'orders', reason: 'attemptsExhausted', detail: 'no such customer', attempts: 1, at: at(1) },
    ]
    const { id } = messages[0]
    const shown = { id, body: 'a', attributes: { n: { value: '1' } }, publishedAt: at(0), attempts: 1, origins }
    expect((await send('GET', `/v1/queues/dead/messages/${id}`)).body).toMatchObject({ ...shown, state: 'visible' })
    expect((await send('GET', `${orders}/messages/${id}`)).body.code).toBe('MessageNotFound')
    expect((await send('GET', '/v1/queues/dead/messages?state=visible')).body.items).toMatchObject([shown])
    const [dead] = await poll('dead')
    expect(dead).toMatchObject({ ...shown, attempts: 2 })
    const acked = await send('POST', '/v1/queues/dead/ack', { body: { receipts: [dead.receipt] } })
    expect(acked.body.results).toMatchObject([{ outcome: 'acked' }])
  })

  test('a nack may give up at once', async () => {
    const { send, publish, poll } = await openRule({ maxAttempts: 9 })
    await publish()
    const [{ receipt }] = await poll()
    const nack = (body: object) => send('POST', `${orders}/nack`, { body: { receipts: [receipt], ...body } })
    expect(await nack({ deadLetter: true, delaySeconds: 1 })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/delaySeconds' }] },
    })
    expect((await nack({ deadLetter: true })).body.results).toEqual([{ receipt, outcome: 'nacked' }])
    expect((await nack({ deadLetter: true })).body.results).toEqual([{ receipt, outcome: 'gone' }])
    expect(await poll('dead')).toMatchObject([{ origins: [{ reason: 'nacked', attempts: 1 }] }])
  })

  test('a nack that cannot give up says whether there is no rule, or no queue any more', async () => {
    const { send, publish, poll } = await openRule({ maxAttempts: 9 })
    await publish()
    const [{ receipt }] = await poll()
    const nack = async () => {
      const answer = await send('POST', `${orders}/nack`, { body: { receipts: [receipt], deadLetter: true } })
      return { status: answer.status, ...answer.body.errors[0] }
    }
    const refused = { status: 422, pointer: '/deadLetter' }
    await send('DELETE', '/v1/queues/dead')
    const gone = 'needs the dead-letter queue dead, which does not exist (any more)'
    expect(await nack()).toEqual({ ...refused, detail: gone })
    await send('PATCH', orders, { body: { deadLetter: null } })
    expect(await nack()).toEqual({ ...refused, detail: 'needs a queue that has a dead-letter queue' })
  })

  test('a message may bring a limit, which is shown and may be changed', async () => {
    const { send, publish, poll } = await openRule()
    const { messages } = await publish({ maxAttempts: 3 })
    const path = `${orders}/messages/${messages[0].id}`
    expect((await send('GET', path)).body).toMatchObject({ maxAttempts: 3 })
    expect((await send('PATCH', path, { body: { maxAttempts: 2 } })).body).toMatchObject({ maxAttempts: 2 })
    expect(await poll()).toMatchObject([{ maxAttempts: 2 }])
  })

  test.each([
    ['PUT', '', { deadLetter: { queue: 'dead' } }, '/deadLetter/maxAttempts'],
    ['PATCH', '', { deadLetter: { queue: 'dead', maxAttempts: 0 } }, '/deadLetter/maxAttempts'],
    ['PATCH', '', { deadLetter: { queue: 'dead', maxAttempts: 1_001 } }, '/deadLetter/maxAttempts'],
    ['PATCH', '', { deadLetter: { queue: 'nowhere', maxAttempts: 1 } }, '/deadLetter/queue'],
    ['PUT', '', { deadLetter: { queue: 'orders', maxAttempts: 1 } }, '/deadLetter/queue'],
    ['POST', '/messages', { messages: [{ body: '', maxAttempts: 1_001 }] }, '/messages/0/maxAttempts'],
  ])('%s %s with %j is refused, and says why', async (method, path, body, pointer) => {
    const { send } = await openRule()
    const { status, body: problem } = await send(method, `${orders}${path}`, { body })
    expect({ status, pointer: problem.errors[0].pointer }).toEqual({ status: 422, pointer })
  })
})
