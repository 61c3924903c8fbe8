import { expect, test, vi } from 'vitest'
import { anInstallation } from '../../test/identity/anInstallation.ts'
import type { MeasuredQueue } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import type { DueMark } from '../store/store.ts'
import { measureMarked } from './measure.ts'

/** Queues of which each holds a message, and their marks. */
async function someQueues(count: number) {
  const { services, store, clock, wall } = await anInstallation()
  const { putQueue } = await import('../actions/putQueue.ts')
  const { publish } = await import('../actions/publish.ts')
  const { signal } = new AbortController()
  const marks: DueMark[] = []
  for (let nth = 0; nth < count; nth++) {
    const { queue } = await putQueue(services, { queue: `q${nth}`, settings: {}, expected: 'any' } as never, signal)
    await publish(services, { queue: queue.name, messages: [{ body: Buffer.from('a'), kind: 'text' }] }, signal)
    marks.push({ name: queue.name, uid: queue.uid, generation: queue.generation, atMs: clock.nowMs(), sake: 'measure' })
  }
  const found: (readonly MeasuredQueue[])[] = []
  services.onMeasured = measured => void found.push(measured)
  const marked = async () => (await store.due({ untilMs: clock.nowMs() + 60_000 })).marks.map(({ name }) => name)
  return { services, store, clock, wall, marks, found, marked }
}

test('a queue is measured once, however many marks it has, and not one that is gone or of another generation', async () => {
  const { services, wall, marks, found, marked } = await someQueues(1)
  const [mark] = marks as [DueMark]
  const others = [
    { ...mark, generation: 7 },
    { ...mark, name: 'gone', uid: 'x' },
  ]
  const count = await measureMarked(services, [mark, mark, ...others], wall.nowMs() + 1_000)
  expect([count, found]).toEqual([
    1,
    [[{ name: 'q0', visible: 1, inFlight: 0, delayed: 0, oldestAgeMs: 0, isAside: false }]],
  ])
  expect(await marked()).toEqual(['q0'])
})

test('what there is no time for has its turn in the next minute', async () => {
  const { services, wall, marks, found, marked } = await someQueues(3)
  expect(await measureMarked(services, marks, wall.nowMs())).toBe(0)
  expect(found).toEqual([[]])
  expect((await marked()).sort()).toEqual(['q0', 'q1', 'q2'])
})

test('a round measures so many and no more, others in each minute', async () => {
  const { services, store, clock, wall } = await someQueues(0)
  services.onMeasured = () => {}
  vi.spyOn(store, 'markDue').mockResolvedValue()
  const asked: string[] = []
  vi.spyOn(store.documents, 'read').mockImplementation(async (_kind, name) => void asked.push(name) as undefined)
  const marks = Array.from({ length: limits.measuredQueuesMax + 500 }, (_, nth) => ({
    name: `q${nth}`,
    uid: `u${nth}`,
    generation: 1,
    atMs: clock.nowMs(),
  }))
  await measureMarked(services, marks, wall.nowMs() + 1_000)
  const first = new Set(asked.splice(0))
  clock.advanceMs(60_000)
  await measureMarked(services, marks, wall.nowMs() + 1_000)
  expect([first.size, asked.length]).toEqual([limits.measuredQueuesMax, limits.measuredQueuesMax])
  expect(new Set([...first, ...asked]).size).toBe(marks.length)
})

test('one that fails keeps the others from nothing, and is told', async () => {
  const { services, store, wall, marks, found } = await someQueues(2)
  vi.spyOn(store, 'stats').mockRejectedValueOnce(new Error('broken'))
  await expect(measureMarked(services, marks, wall.nowMs() + 1_000)).rejects.toThrow('broken')
  expect(found[0]).toHaveLength(1)
})

test('where nobody is told nothing is measured', async () => {
  const { services, store, wall, marks } = await someQueues(1)
  services.onMeasured = undefined
  const stats = vi.spyOn(store, 'stats')
  expect(await measureMarked(services, marks, wall.nowMs() + 1_000)).toBe(0)
  expect(stats).not.toHaveBeenCalled()
})
