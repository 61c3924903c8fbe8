import { expect, test } from 'vitest'
import { settled } from '../contract/open.ts'
import { aParking, deliveryOf, edit, fail, leaseMs, nameOf, names, poll, queue, settle, update } from './aParking.ts'
import { aMessage, anyone, never } from './scene.ts'

test('a poll of no visibility time hands out and counts the others once', async () => {
  const scene = await aParking()
  const wish = { visibilityTimeoutSeconds: 0 }
  for (let tries = 0; tries < 2; tries++) await settle(scene, 'nack', await poll(scene, { maxMessages: 1 }))
  for (const attempts of [1, 2]) {
    const polled = await poll(scene, wish)
    expect(polled.map(one => [nameOf(one), one.message.delivery.attempts])).toEqual([['g2-1', attempts]])
  }
  const second = await aParking()
  const [, next] = await poll(second)
  await settle(second, 'nack', [next!])
  await edit(second, second.ids[1]!, { attemptsMax: 1 })
  second.clock.advanceMs(leaseMs)
  const [first] = await poll(second, wish)
  expect([nameOf(first!), first!.message.delivery.attempts]).toEqual(['g1-1', 2])
})

test('nor does it count what it leased behind the one that it parks', async () => {
  const scene = await aParking(undefined, { ordered: { parkAfterAttempts: 1 } })
  const wish = { visibilityTimeoutSeconds: 0 }
  await poll(scene, { ...wish, maxMessages: 1 })
  expect(await names(scene, wish)).toEqual(['g2-1'])
  expect((await deliveryOf(scene, scene.ids[1]!)).attempts).toBe(0)
})

test('an edit that crosses a nack leaves the message its delay', async () => {
  const scene = await aParking()
  await settle(scene, 'nack', await poll(scene, { maxMessages: 1 }))
  const receipts = (await poll(scene, { maxMessages: 1 })).map(one => one.receiptText)
  scene.before('change', () => scene.perform(anyone, 'nack', { queue, receipts, delaySeconds: 100 }, never))
  await scene.slow(anyone, 'editMessage', { queue, id: scene.ids[0]!, edit: { attemptsMax: 5 } }, never)
  expect(await names(scene)).toEqual(['g2-1'])
  scene.clock.advanceMs(100_000)
  expect(await names(scene, { maxMessages: 1 })).toEqual(['g2-1'])
  expect(await names(scene)).toEqual(['g1-1', 'g1-2'])
})

test('a poll of no visibility time parks too, and who dies meanwhile leaves nothing that comes at once', async () => {
  const scene = await aParking()
  await fail(scene)
  const { store } = scene
  scene.before('settle', () => Promise.reject(new Error('died')), 2)
  const wish = { queue, maxMessages: 1, visibilityTimeoutSeconds: 0 }
  await expect(scene.slow(anyone, 'poll', wish, never)).rejects.toThrow('died')
  const { queue: ref } = await scene.perform(anyone, 'getQueue', { queue }, never)
  expect(await store.stats(ref)).toMatchObject({ inFlight: 1 })
  expect(await names(scene)).toEqual([])
  scene.clock.advanceMs(leaseMs)
  expect(await names(scene, { visibilityTimeoutSeconds: 0 })).toEqual([])
  expect(await store.stats(ref)).toMatchObject({ inFlight: 0, delayed: 1 })
})

test('a poll that cannot park gives back all that it leased', async () => {
  const scene = await aParking()
  for (let tries = 0; tries < 2; tries++) await settle(scene, 'nack', await poll(scene, { maxMessages: 1 }))
  scene.before('settle', () => Promise.reject(new Error('no answer')))
  await expect(scene.slow(anyone, 'poll', { queue, maxMessages: 10 }, never)).rejects.toThrow('no answer')
  expect(await names(scene)).toEqual(['g2-1'])
})

test('a message may bring a number of its own, and without a number none is parked', async () => {
  const scene = await aParking()
  const own = [{ ...aMessage('g3-1'), groupId: 'g3', attemptsMax: 1 }]
  await scene.perform(anyone, 'publish', { queue, messages: own }, never)
  await fail(scene, 1)
  expect(await names(scene)).toEqual(['g1-1', 'g1-2'])
  const endless = await aParking(undefined, {})
  await fail(endless, 5)
  expect(await names(endless)).toEqual(['g1-1', 'g1-2'])
})

test('what is delayed and not parked is left where it is by an edit', async () => {
  const scene = await aParking()
  const [first] = await poll(scene, { maxMessages: 1 })
  const receipts = [first!.receiptText]
  await scene.perform(anyone, 'nack', { queue, receipts, delaySeconds: 100 }, never)
  await edit(scene, scene.ids[0]!, { attemptsMax: 5 })
  expect(await names(scene)).toEqual(['g2-1'])
  const plain = { queue: 'orders', id: '' }
  const { ids } = await scene.perform(anyone, 'publish', { queue: 'orders', messages: [aMessage()] }, never)
  const { messages } = await scene.perform(anyone, 'poll', { queue: 'orders', maxMessages: 1 }, never)
  const back = { queue: 'orders', receipts: messages.map(one => one.receiptText), delaySeconds: 43_200 }
  await scene.perform(anyone, 'nack', back, never)
  await scene.perform(anyone, 'editMessage', { ...plain, id: ids[0]!, edit: { expiresInSeconds: 60 } }, never)
  await scene.perform(anyone, 'editMessage', { ...plain, id: ids[0]!, edit: { body: Buffer.from('b') } }, never)
  expect((await scene.perform(anyone, 'poll', { queue: 'orders', maxMessages: 1 }, never)).messages).toEqual([])
})

test('a poll waits while all it found is parked, and does not look round and round', async () => {
  const scene = await aParking()
  await fail(scene)
  let polls = 0
  const count = async () => {
    polls += 1
  }
  scene.before('poll', count, 100)
  const waiting = scene.slow(anyone, 'poll', { queue, maxMessages: 1, waitSeconds: 5 }, never)
  scene.wall.advanceMs(1)
  await settled()
  scene.wall.advanceMs(5_000)
  expect((await waiting).messages).toEqual([])
  expect(polls).toBeLessThan(5)
})

test('taken away, the number parks no more; other queues have none', async () => {
  const scene = await aParking()
  const { queue: after } = await update(scene, { parkAfterAttempts: null })
  expect(after.settings.ordered).not.toHaveProperty('parkAfterAttempts')
  await fail(scene, 3)
  expect(await names(scene)).toEqual(['g1-1', 'g1-2'])
  const wrong = { queue: 'orders', settings: { ordered: { parkAfterAttempts: 1 } }, expected: 'any' } as const
  await expect(scene.perform(anyone, 'putQueue', wrong, never)).rejects.toMatchObject({ code: 'InvalidInput' })
})
