import { expect, test } from 'vitest'
import { startMs } from '../fixtures.ts'
import { holdBack, isRunPut, OrderedSite } from './anOrderedSite.ts'
import { bodiesOf, failure, once } from './aSite.ts'

// A group that came to hold nothing is deleted; one that begins under its name later is another one.

test('a version does not come again with numbers that were taken late', async () => {
  const scene = new OrderedSite()
  const late = scene.site.open()
  let again: (() => Promise<unknown>) | undefined
  const lose = once('UpdateItem', async () => failure('TimeoutError'))
  late.line.before = async (operation, input) => {
    const fate = await lose(operation, input)
    if (fate instanceof Error) again = () => scene.site.fake.call('UpdateItem', input as never)
    return fate
  }
  await scene.publish(late, 'g1-1', 'g1-2', 'g1-3')
  const slow = scene.site.open()
  const go = holdBack(slow, operation => operation === 'UpdateItem')
  const polling = scene.poll(slow, { maxMessages: 1 })
  await scene.site.pass(10)
  const leased = await scene.poll(scene.here)
  expect(bodiesOf(leased)).toEqual(['g1-1', 'g1-2', 'g1-3'])
  await scene.site.pass(5)
  expect(await scene.ack(scene.here, leased)).toEqual(['done', 'done', 'done'])
  expect(scene.groups()).toEqual([])
  await again!()
  go()
  expect(await polling).toEqual([])
})

test('numbers that an earlier group closed together take nothing of this one with them', async () => {
  const scene = new OrderedSite()
  await scene.publishOnce(scene.here, 'g1-a', 'g1-b')
  await scene.site.pass(5)
  await scene.ack(scene.here, await scene.poll(scene.here))
  const behind = scene.frozen(scene.site.world.nowMs)
  // All of it duplicates: both of its numbers are closed, and it is forgotten.
  await scene.publishOnce(behind, 'g1-a', 'g1-b')
  await scene.site.pass(5)
  expect(await scene.names(scene.here)).toEqual([])
  await scene.site.pass(5)
  await scene.names(scene.here)
  expect(scene.groups()).toEqual([])
  // Its first number is in use, the second is not.
  await scene.publish(behind, 'g1-c')
  expect(await scene.names(scene.here)).toEqual(['g1-c'])
})

test('what an earlier group has stored is no original of a key that was claimed for its number', async () => {
  const scene = new OrderedSite()
  await scene.publish(scene.frozen(startMs), 'g1-old')
  await scene.site.pass(5)
  await scene.ack(scene.here, await scene.poll(scene.here))
  expect(scene.groups()).toEqual([])
  const slow = scene.frozen(startMs)
  holdBack(slow, isRunPut)
  void scene.publishOnce(slow, 'g1-1').catch(() => {})
  await scene.site.pass(50)
  await scene.publishOnce(scene.here, 'g1-1')
  expect(await scene.names(scene.there)).toEqual(['g1-1'])
})

test('a group that begins again at the same moment of a clock that stands comes to other numbers', async () => {
  const scene = new OrderedSite()
  const stopped = scene.site.open({ clock: { nowMs: () => startMs, wakeAt: scene.site.clock().wakeAt } })
  const sequences: unknown[] = []
  for (const name of ['g1-1', 'g1-2']) {
    const [stored] = await scene.publish(stopped, name)
    sequences.push(stored!.kind === 'stored' && stored!.sequence)
    await scene.site.pass(5)
    await scene.ack(scene.here, await scene.poll(scene.here))
    expect(scene.groups()).toEqual([])
  }
  expect(new Set(sequences).size).toBe(2)
})
