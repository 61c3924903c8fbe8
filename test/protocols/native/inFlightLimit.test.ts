import { describe, expect, test } from 'vitest'
import { stores } from '../../stores.ts'
import { openDoor } from './door.ts'

const queuePath = '/v1/queues/orders'

/** Lets everything that is ready happen. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
}

describe.each(stores)('a limit on messages in flight by the native API on %s', (_name, makeStore) => {
  const open = async (settings: object, messages: number) => {
    const door = await openDoor(makeStore)
    await door.send('PUT', queuePath, { body: settings })
    for (let at = 0; at < messages; at++)
      await door.send('POST', `${queuePath}/messages`, { body: { messages: [{ body: `${at}` }] } })
    const act = async (name: string, body: object = {}) =>
      (await door.send('POST', `${queuePath}/${name}`, { body })).body
    const poll = async (body: object = {}): Promise<{ receipt: string }[]> =>
      (await act('poll', { maxMessages: 16, ...body })).messages
    const drain = async (): Promise<{ receipt: string }[]> => {
      const some = await poll()
      return some.length === 0 ? [] : [...some, ...(await drain())]
    }
    const patch = async (body: object) => (await door.send('PATCH', queuePath, { body })).body
    return { ...door, act, poll, drain, patch }
  }

  test('hands out as many and no more, until one is acked, given back, or its lease ends', async () => {
    const { act, poll, drain, clock } = await open({ maxInFlight: 2, visibilityTimeoutSeconds: 30 }, 9)
    const [first, second] = await drain()
    expect(await poll()).toEqual([])
    await act('ack', { receipts: [first!.receipt] })
    const [third, ...none] = await drain()
    expect(none).toEqual([])
    await act('nack', { receipts: [second!.receipt], delaySeconds: 600 })
    expect(await drain()).toHaveLength(1)
    await act('extend', { receipts: [third!.receipt], visibilityTimeoutSeconds: 60 })
    clock.advanceMs(30_000)
    expect(await drain()).toHaveLength(1)
  })

  test('a long poll in a full queue waits for a lease to end, not for messages', async () => {
    const { send, act, drain } = await open({ maxInFlight: 1 }, 2)
    const [first] = await drain()
    let answer: { body: { messages: unknown[] } } | undefined
    const body = { waitSeconds: 20 }
    void send('POST', `${queuePath}/poll`, { body }).then(said => {
      answer = said as typeof answer
    })
    await settled()
    await send('POST', `${queuePath}/messages`, { body: { messages: [{ body: 'more' }] } })
    await settled()
    expect(answer).toBeUndefined()
    await act('ack', { receipts: [first!.receipt] })
    await settled()
    expect(answer!.body.messages).toHaveLength(1)
  })

  test('a lease that has run out is not taken up again, for others may hold what the limit lets run', async () => {
    const { act, drain, clock, patch } = await open({ maxInFlight: 1, visibilityTimeoutSeconds: 30 }, 2)
    const [first] = await drain()
    clock.advanceMs(30_000)
    const extend = { receipts: [first!.receipt], visibilityTimeoutSeconds: 60 }
    expect(await act('extend', extend)).toMatchObject({ results: [{ outcome: 'lapsed' }] })
    expect(await patch({ maxInFlight: null })).not.toHaveProperty('maxInFlight')
    expect(await drain()).toHaveLength(2)
  })

  test('is shown, left alone and taken away', async () => {
    const { patch, drain } = await open({ maxInFlight: 3 }, 5)
    expect(await patch({ waitSeconds: 0 })).toMatchObject({ maxInFlight: 3 })
    expect(await drain()).toHaveLength(3)
    expect(await patch({ maxInFlight: null })).not.toHaveProperty('maxInFlight')
    expect(await drain()).toHaveLength(2)
  })
})
