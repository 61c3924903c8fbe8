import { describe, expect, test } from 'vitest'
import { stores } from '../../stores.ts'
import { type Door, openDoor } from './door.ts'

const queuePath = '/v1/queues/orders'

/** Lets everything that is ready happen. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
}

describe.each(stores)('a long poll on %s', (_name, makeStore) => {
  const open = async (): Promise<Door> => {
    const door = await openDoor(makeStore)
    await door.send('PUT', queuePath)
    return door
  }
  const publish = ({ send }: Door, message: object = { body: 'x' }) =>
    send('POST', `${queuePath}/messages`, { body: { messages: [message] } })
  /** Begins a long poll and lets it go to sleep. */
  const begin = async ({ send }: Door, signal?: AbortSignal) => {
    const state: { answer?: Awaited<ReturnType<Door['send']>> } = {}
    const body = { waitSeconds: 20, maxMessages: 16 }
    void send('POST', `${queuePath}/poll`, { body, ...(signal && { signal }) }).then(answer => {
      state.answer = answer
    })
    await settled()
    expect(state.answer).toBeUndefined()
    return async () => {
      await settled()
      return state.answer
    }
  }

  test('ends at once with a publish', async () => {
    const door = await open()
    const answer = await begin(door)
    await publish(door)
    expect((await answer())!.body.messages).toHaveLength(1)
  })

  test('ends when a delay is over', async () => {
    const door = await open()
    const answer = await begin(door)
    await publish(door, { body: 'later', delaySeconds: 3_600 })
    expect(await answer()).toBeUndefined()
    door.clock.advanceMs(3_600_000)
    expect((await answer())!.body.messages).toMatchObject([{ body: 'later' }])
  })

  test('ends empty when its time is over', async () => {
    const door = await open()
    const answer = await begin(door)
    door.wall.advanceMs(20_000)
    expect((await answer())!.body).toEqual({ messages: [] })
  })

  test('ends with QueueNotFound when the queue is deleted', async () => {
    const door = await open()
    const answer = await begin(door)
    await door.send('DELETE', queuePath)
    expect(await answer()).toMatchObject({ status: 404, body: { code: 'QueueNotFound' } })
  })

  test('goes on through a purge, and gets what is published after it', async () => {
    const door = await open()
    const answer = await begin(door)
    await door.send('POST', `${queuePath}/purge`)
    expect(await answer()).toBeUndefined()
    await publish(door)
    expect((await answer())!.body.messages).toHaveLength(1)
  })

  test('of a paused queue sleeps over every publish, and ends with the resume', async () => {
    const door = await open()
    await door.send('POST', `${queuePath}/pause`)
    const answer = await begin(door)
    await publish(door)
    expect(await answer()).toBeUndefined()
    expect((await door.send('POST', `${queuePath}/resume`)).body.paused).toBe(false)
    expect((await answer())!.body.messages).toHaveLength(1)
  })

  test('that was asleep when the pause came hands nothing out until the resume', async () => {
    const door = await open()
    const answer = await begin(door)
    await door.send('POST', `${queuePath}/pause`)
    await publish(door)
    expect(await answer()).toBeUndefined()
    await door.send('POST', `${queuePath}/resume`)
    expect((await answer())!.body.messages).toHaveLength(1)
  })

  test('whose caller is gone leases nothing and counts nothing', async () => {
    const door = await open()
    const caller = new AbortController()
    const answer = await begin(door, caller.signal)
    caller.abort()
    await publish(door)
    expect((await answer())!.body.messages).toEqual([])
    const { body } = await door.send('POST', `${queuePath}/poll`)
    expect(body.messages).toMatchObject([{ attempts: 1 }])
  })

  test('whose caller goes while the lease is being made gives it back', async () => {
    const door = await open()
    await publish(door)
    const caller = new AbortController()
    const answer = door.send('POST', `${queuePath}/poll`, { signal: caller.signal })
    caller.abort()
    expect((await answer).body.messages).toEqual([])
    const { body } = await door.send('POST', `${queuePath}/poll`)
    expect(body.messages).toMatchObject([{ attempts: 1 }])
  })

  test('ten waiters, ten messages: each message once, nobody left asleep beside one', async () => {
    const door = await open()
    const got: string[] = []
    for (let index = 0; index < 10; index++)
      void door
        .send('POST', `${queuePath}/poll`, { body: { waitSeconds: 20 } })
        .then(({ body }) => got.push(body.messages[0].id))
    await settled()
    const messages = Array.from({ length: 10 }, () => ({ body: 'x' }))
    await door.send('POST', `${queuePath}/messages`, { body: { messages } })
    await settled()
    expect(new Set(got).size).toBe(10)
  })
})
