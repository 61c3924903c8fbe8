import { describe, expect, test } from 'vitest'
import { stores } from '../stores.ts'
import {
  aParking,
  deliveryOf,
  edit,
  fail,
  leaseMs,
  nameOf,
  names,
  parking,
  poll,
  publish,
  queue,
  retentionSeconds,
  settle,
  update,
} from './aParking.ts'
import { anyone, never } from './scene.ts'

describe.each(stores)('a group of an ordered queue is parked, on %s', (_name, makeStore) => {
  test('after so many attempts a message is handed out no more, nor what stands behind it; other groups go on', async () => {
    const scene = await aParking(makeStore)
    for (let tries = 0; tries < 2; tries++) await settle(scene, 'nack', await poll(scene, { maxMessages: 1 }))
    expect(await names(scene)).toEqual(['g2-1'])
    expect(await names(scene, { visibilityTimeoutSeconds: 0 })).toEqual([])
    const stats = await scene.perform(anyone, 'queueStats', { queue }, never)
    expect(stats).toMatchObject({ visible: 1, delayed: 1, inFlight: 1 })
    const parked = await deliveryOf(scene, scene.ids[0]!)
    expect(parked).toMatchObject({ attempts: 2, leased: false, nackReason: 'no such customer' })
    expect(await deliveryOf(scene, scene.ids[1]!)).toMatchObject({ attempts: 0, leased: false })
    const page = { queue, state: 'delayed', limit: 10 } as const
    const { messages } = await scene.perform(anyone, 'browse', page, never)
    expect(messages.map(({ id }) => id)).toEqual([scene.ids[0]])
  })

  test('it stays parked however long its leases were, and whatever is published behind it', async () => {
    const scene = await aParking(makeStore)
    await fail(scene)
    for (const more of ['g1-3', 'g1-4', 'g3-1']) {
      await publish(scene, more)
      expect(await names(scene)).toEqual(more === 'g3-1' ? ['g3-1'] : [])
      scene.clock.advanceMs(600_000)
    }
    expect(await names(scene)).toEqual(['g3-1'])
  })

  test('what is first of a run is handed out though the next one is parked', async () => {
    const scene = await aParking(makeStore)
    const [first, second] = await poll(scene)
    await settle(scene, 'nack', [second!])
    scene.clock.advanceMs(leaseMs - 1)
    await settle(scene, 'nack', [first!])
    await edit(scene, scene.ids[1]!, { attemptsMax: 1 })
    await publish(scene, 'g1-3')
    const [again, ...others] = await poll(scene)
    expect([nameOf(again!), others]).toEqual(['g1-1', []])
    await settle(scene, 'ack', [again!])
    scene.clock.advanceMs(leaseMs)
    expect(await names(scene)).toEqual(['g2-1'])
  })

  test('the group goes on once the message is cancelled', async () => {
    const scene = await aParking(makeStore)
    await fail(scene)
    expect(await poll(scene)).toEqual([])
    await scene.perform(anyone, 'cancelMessage', { queue, id: scene.ids[0]! }, never)
    expect(await names(scene)).toEqual(['g1-2'])
  })

  test('or has expired, sooner where an edit says so', async () => {
    for (const expiresInSeconds of [undefined, 100]) {
      const scene = await aParking(makeStore)
      await fail(scene)
      expect(await poll(scene)).toEqual([])
      const leftMs = expiresInSeconds === undefined ? retentionSeconds * 1_000 - 2 * leaseMs : expiresInSeconds * 1_000
      if (expiresInSeconds !== undefined) await edit(scene, scene.ids[0]!, { expiresInSeconds })
      scene.clock.advanceMs(leftMs - 1)
      await publish(scene, 'g1-3')
      expect(await names(scene)).toEqual([])
      scene.clock.advanceMs(1)
      expect((await names(scene)).at(-1)).toBe('g1-3')
    }
  })

  test('a message that is given more attempts comes at once', async () => {
    const scene = await aParking(makeStore)
    await fail(scene)
    expect(await poll(scene)).toEqual([])
    const untilMs = (await deliveryOf(scene, scene.ids[0]!)).visibleAtMs
    await edit(scene, scene.ids[0]!, { attemptsMax: 1 })
    expect(await deliveryOf(scene, scene.ids[0]!)).toMatchObject({ visibleAtMs: untilMs })
    expect(await poll(scene)).toEqual([])
    await edit(scene, scene.ids[0]!, { attemptsMax: 3 })
    const [again, behind] = await poll(scene)
    expect([again, behind].map(one => nameOf(one!))).toEqual(['g1-1', 'g1-2'])
    expect(again!.message.delivery.attempts).toBe(3)
    await settle(scene, 'ack', [again!, behind!])
    await publish(scene, 'g1-3')
    expect(await names(scene)).toEqual(['g1-3'])
  })

  test('with other settings it comes after an edit of any kind, or is parked anew', async () => {
    for (const more of [{ parkAfterAttempts: 3 }, { parkAfterAttempts: null }]) {
      const scene = await aParking(makeStore)
      await fail(scene)
      expect(await poll(scene)).toEqual([])
      await update(scene, more)
      expect(await poll(scene)).toEqual([])
      await edit(scene, scene.ids[0]!, { body: Buffer.from('g1-0') })
      expect(await names(scene)).toEqual(['g1-0', 'g1-2'])
    }
  })

  test('where the queue keeps messages longer than it did, it is parked anew', async () => {
    for (const waitMs of [0, retentionSeconds * 1_000]) {
      const scene = await aParking(makeStore)
      await fail(scene)
      expect(await poll(scene)).toEqual([])
      const settings = { retentionSeconds: 2 * retentionSeconds }
      await scene.perform(anyone, 'updateQueue', { queue, settings, expected: 'any' }, never)
      scene.clock.advanceMs(waitMs)
      expect(await poll(scene)).toEqual([])
      expect((await deliveryOf(scene, scene.ids[0]!)).attempts).toBe(2)
      await edit(scene, scene.ids[0]!, { attemptsMax: 3 })
      expect(await names(scene)).toEqual(['g1-1', 'g1-2'])
    }
  })

  test('a poll that parked a group can be repeated like any other', async () => {
    const scene = await aParking(makeStore)
    for (let tries = 0; tries < 2; tries++) await settle(scene, 'nack', await poll(scene, { maxMessages: 1 }))
    const first = await poll(scene, { attemptId: 'try' })
    expect(first.map(nameOf)).toEqual(['g2-1'])
    expect(first[0]!.message.delivery.attempts).toBe(1)
    const again = await poll(scene, { attemptId: 'try' })
    expect(again.map(one => one.receiptText)).toEqual(first.map(one => one.receiptText))
  })

  test('beside a dead-letter queue the smaller number counts, and of one number the move', async () => {
    for (const [attemptsMax, left] of [
      [1, ['g1-2', 'g2-1']],
      [2, ['g1-2', 'g2-1']],
      [3, ['g2-1']],
    ] as const) {
      const scene = await aParking(makeStore)
      await scene.perform(anyone, 'putQueue', { queue: 'dead.fifo', settings: {}, expected: 'any' }, never)
      const settings = { deadLetter: { queue: 'dead.fifo', attemptsMax, expired: false } }
      await scene.perform(anyone, 'updateQueue', { queue, settings, expected: 'any' }, never)
      for (let tries = 0; tries < Math.min(attemptsMax, 2); tries++)
        await settle(scene, 'nack', await poll(scene, { maxMessages: 1 }))
      expect(await names(scene)).toEqual(left)
    }
  })

  test('it takes none of the room for leases', async () => {
    const scene = await aParking(makeStore, { ordered: parking, maxInFlight: 1 })
    for (let tries = 0; tries < 2; tries++) await settle(scene, 'nack', await poll(scene))
    const other = await poll(scene)
    expect(other.map(nameOf)).toEqual(['g2-1'])
    expect(await names(scene)).toEqual([])
    await settle(scene, 'ack', other)
    await publish(scene, 'g3-1')
    expect(await names(scene)).toEqual(['g3-1'])
  })
})
