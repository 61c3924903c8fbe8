import { describe, expect, test } from 'vitest'
import { Keyring } from '../../../lib/domain/keyring.ts'
import { seededRandom } from '../../../lib/random.ts'
import { runRedrives } from '../../../lib/upkeep/redrives.ts'
import { startMs } from '../../fixtures.ts'
import { stores } from '../../stores.ts'
import { openDoor } from './door.ts'

const dead = '/v1/queues/dead'
const startedAt = new Date(startMs).toISOString()

describe.each(stores)('redrives by the native API on %s', (_name, makeStore) => {
  /** Messages that were given up, and a way to work on redrives. */
  async function openDead(bodies: readonly string[] = ['a']) {
    const door = await openDoor(makeStore)
    await door.send('PUT', dead)
    await door.send('PUT', '/v1/queues/orders', { body: { deadLetter: { queue: 'dead', maxAttempts: 1 } } })
    for (const body of bodies) {
      await door.send('POST', '/v1/queues/orders/messages', { body: { messages: [{ body }] } })
      const { messages } = (await door.send('POST', '/v1/queues/orders/poll')).body
      const receipts = [messages[0].receipt]
      await door.send('POST', '/v1/queues/orders/nack', { body: { receipts, deadLetter: true } })
    }
    const keyring = new Keyring([{ id: '00000001', secret: Buffer.alloc(32, 1) }])
    const round = () => runRedrives({ ...door, keyring, random: seededRandom(3) }, 50_000)
    return { ...door, round }
  }

  test('a redrive is begun, goes on in the background and tells how far it is', async () => {
    const { send, round } = await openDead(['a', 'b'])
    const begun = await send('POST', `${dead}/redrives`)
    const { id } = begun.body
    const shown = { id, queue: 'dead', skipped: 0, toMove: 2, startedAt }
    expect(begun).toMatchObject({ status: 202, body: { ...shown, state: 'running', moved: 0 } })
    expect((await send('GET', `/v1/redrives/${id}`)).body).toEqual(begun.body)
    expect(await send('POST', `${dead}/redrives`)).toMatchObject({ status: 409, body: { code: 'RedriveRunning' } })
    expect(await round()).toBe(2)
    const over = { ...shown, state: 'completed', moved: 2, endedAt: startedAt }
    expect((await send('GET', `/v1/redrives/${id}`)).body).toEqual(over)
    expect((await send('GET', `${dead}/redrives`)).body).toEqual({ items: [over] })
    const { items } = (await send('GET', '/v1/queues/orders/messages')).body
    expect(items).toMatchObject([
      {
        attempts: 0,
        originId: expect.any(String),
        origins: [{ reason: 'nacked' }, { queue: 'dead', reason: 'redriven' }],
      },
      { body: expect.stringMatching(/^[ab]$/) },
    ])
    const { messages } = (await send('POST', '/v1/queues/orders/poll')).body
    expect(messages).toMatchObject([{ originId: expect.any(String), attempts: 1 }])
  })

  test('what is asked for is shown, and it is cancelled', async () => {
    const { send, round } = await openDead()
    const wish = {
      to: 'orders',
      ids: ['x'],
      reason: 'nacked',
      attributes: { colour: 'blue' },
      messagesPerSecond: 10_000,
    }
    const { id } = (await send('POST', `${dead}/redrives`, { body: wish })).body
    expect((await send('GET', `/v1/redrives/${id}`)).body).toMatchObject({ ...wish, toMove: 1 })
    const cancelled = await send('POST', `/v1/redrives/${id}/cancel`)
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled', moved: 0, endedAt: startedAt } })
    expect(await round()).toBe(0)
    expect((await send('POST', `/v1/redrives/${id}/cancel`)).body).toEqual(cancelled.body)
  })

  test('ids that are not found are neither moved nor skipped', async () => {
    const { send, round } = await openDead()
    const { id } = (await send('POST', `${dead}/redrives`, { body: { ids: ['x'] } })).body
    await round()
    expect((await send('GET', `/v1/redrives/${id}`)).body).toMatchObject({ state: 'completed', moved: 0, skipped: 0 })
  })

  test('a redrive that fails says why', async () => {
    const { send, round } = await openDead()
    const { id } = (await send('POST', `${dead}/redrives`)).body
    await send('POST', `${dead}/purge`)
    await round()
    expect((await send('GET', `/v1/redrives/${id}`)).body).toMatchObject({ state: 'failed', failure: 'queueGone' })
  })

  test.each([
    [{ to: 'nowhere' }, '/to'],
    [{ to: 'dead' }, '/to'],
    [{ ids: [] }, '/ids'],
    [{ ids: Array(101).fill('x') }, '/ids'],
    [{ reason: 'bored' }, '/reason'],
    [{ messagesPerSecond: 0 }, '/messagesPerSecond'],
    [{ messagesPerSecond: 10_001 }, '/messagesPerSecond'],
    [{ attributes: { colour: 1 } }, '/attributes/colour'],
    [{ later: true }, '/later'],
    ['{"attributes":{"constructor":"x"}}', '/attributes/constructor'],
    ['{"attributes":{"__proto__":"x"}}', '/attributes/__proto__'],
    [{ attributes: ['x'] }, '/attributes'],
    [{ attributes: { '': 'x' } }, '/attributes/'],
    ['{"attributes":{"colour":"\\ud800"}}', '/attributes/colour'],
    ['{"attributes":{"\\ud800":"x"}}', '/attributes/\ud800'],
    ['{"ids":["x","\\ud800"]}', '/ids/1'],
  ])('%j is refused, and says why', async (body, pointer) => {
    const { send } = await openDead([])
    const { status, body: problem } = await send('POST', `${dead}/redrives`, { body })
    expect((await send('GET', `${dead}/redrives`)).body).toEqual({ items: [] })
    expect({ status, pointer: problem.errors[0].pointer }).toEqual({ status: 422, pointer })
  })

  test('what is not there is not found', async () => {
    const { send } = await openDead([])
    const nowhere = '/v1/queues/nowhere/redrives'
    for (const [method, path] of [
      ['POST', nowhere],
      ['GET', nowhere],
    ] as const)
      expect(await send(method, path)).toMatchObject({ status: 404, body: { code: 'QueueNotFound' } })
    const unknown = `${'0'.repeat(36)}.${'0'.repeat(17)}`
    for (const id of ['x', '.', unknown]) {
      expect(await send('GET', `/v1/redrives/${id}`)).toMatchObject({ status: 404, body: { code: 'RedriveNotFound' } })
      expect(await send('POST', `/v1/redrives/${id}/cancel`)).toMatchObject({ body: { code: 'RedriveNotFound' } })
    }
  })
})
