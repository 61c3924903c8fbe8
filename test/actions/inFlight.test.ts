import { expect, test } from 'vitest'
import { anyone, aScene, never, publishOne, queue } from './scene.ts'

test('a lapsed lease is taken up again where that is asked for, but never beside a limit', async () => {
  for (const [maxInFlight, kind] of [
    [null, 'done'],
    [5, 'lapsed'],
  ] as const) {
    const scene = await aScene()
    const { perform, clock } = scene
    await publishOne(scene)
    const { messages } = await perform(anyone, 'poll', { queue, maxMessages: 1, visibilityTimeoutSeconds: 5 }, never)
    clock.advanceMs(5_000)
    await perform(anyone, 'updateQueue', { queue, settings: { maxInFlight }, expected: 'any' }, never)
    const receipts = [messages[0]!.receiptText]
    const extend = { queue, receipts, visibilityTimeoutSeconds: 30, ifLapsed: 'accept' } as const
    expect(await perform(anyone, 'extend', extend, never)).toMatchObject([{ kind }])
  }
})
