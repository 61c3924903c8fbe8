import { describe, expect, test } from 'vitest'
import type { Entry } from './entry.ts'
import { brokenHash, isSound, Tally } from './tally.ts'

const published = (id: string, sentAtMs = 1_000): Entry => ({ kind: 'published', id, hash: `#${id}`, sentAtMs })
const delivered = (id: string, attempts = 1, atMs = 1_010): Entry => ({ kind: 'delivered', id, attempts, atMs })
const processed = (id: string, hash = `#${id}`): Entry => ({ kind: 'processed', id, hash })
const acked = (id: string, atMs = 1_020): Entry => ({ kind: 'acked', id, atMs })
const life = (id: string): Entry[] => [published(id), delivered(id), processed(id), acked(id)]

function figuresOf(...entries: Entry[]) {
  const tally = new Tally()
  for (const entry of entries) tally.add(entry)
  return tally.figures()
}

test('a message that went its way', () => {
  const figures = figuresOf(...life('a'))
  expect(figures).toEqual({
    acknowledged: 1,
    delivered: 1,
    lost: 0,
    changed: 0,
    cameBack: 0,
    duplicates: 0,
    redelivered: 0,
    unheard: 0,
    messagesPerSecond: 50,
    publishToAckMs: { p50: 20, p99: 20, max: 20 },
    lostIds: [],
  })
  expect(isSound(figures)).toBe(true)
})

test('the order of the entries says nothing', () => {
  const entries = [...life('a'), published('b'), delivered('c'), processed('d', 'x'), published('d')]
  expect(figuresOf(...entries.toReversed())).toEqual(figuresOf(...entries))
})

describe('what must not be', () => {
  test('lost: acknowledged and never delivered', () => {
    const figures = figuresOf(...life('a'), published('b'))
    expect(figures).toMatchObject({ acknowledged: 2, delivered: 1, lost: 1, lostIds: ['b'] })
    expect(isSound(figures)).toBe(false)
  })

  test('lost: handed to a consumer that died over it, and to no other', () => {
    expect(figuresOf(published('a'), delivered('a'))).toMatchObject({ delivered: 0, lost: 1 })
  })

  test.each([
    ['another body than was published', [published('a'), processed('a', '#b')]],
    ['two bodies, one of them right', [published('a'), processed('a'), processed('a', '#b'), processed('a')]],
    ['a body that does not fit its own hash, of whatever origin', [processed('a', brokenHash)]],
  ])('changed: %s', (_, entries) => {
    const figures = figuresOf(...entries)
    expect(figures.changed).toBe(1)
    expect(isSound(figures)).toBe(false)
  })

  test('came back: handed out after its ack was acknowledged', () => {
    const figures = figuresOf(...life('a'), delivered('a', 2, 1_021))
    expect(figures.cameBack).toBe(1)
    expect(isSound(figures)).toBe(false)
  })
})

describe('what may be', () => {
  test('redelivered: again to another consumer, or a first delivery nobody wrote down', () => {
    const figures = figuresOf(...life('a'), delivered('a', 2, 1_005), ...life('b'), delivered('c', 2))
    expect(figures).toMatchObject({ redelivered: 2, duplicates: 0, cameBack: 0 })
  })

  test('redelivered: twice the first attempt, where a protocol does not count', () => {
    expect(figuresOf(...life('a'), delivered('a', 1, 1_005)).redelivered).toBe(1)
  })

  test('handed out in the very millisecond of its ack: that proves nothing', () => {
    expect(figuresOf(...life('a'), delivered('a', 2, 1_020)).cameBack).toBe(0)
  })

  test('an ack that was acknowledged twice has the time of the first', () => {
    expect(figuresOf(...life('a'), acked('a', 1_500)).publishToAckMs.max).toBe(20)
  })

  test('duplicates: each processing beyond the first', () => {
    const figures = figuresOf(...life('a'), processed('a'), processed('a'), ...life('b'), processed('b'))
    expect(figures.duplicates).toBe(3)
    expect(isSound(figures)).toBe(true)
  })

  test('unheard: arrived although the publisher was not told', () => {
    const figures = figuresOf(delivered('a'), processed('a'), acked('a'))
    expect(figures).toMatchObject({ unheard: 1, acknowledged: 0, delivered: 0 })
    expect(isSound(figures)).toBe(true)
  })

  test('a message whose ack nobody confirmed has no time', () => {
    const figures = figuresOf(published('a'), delivered('a'), processed('a'))
    expect(figures).toMatchObject({ delivered: 1, publishToAckMs: { p50: 0, p99: 0, max: 0 } })
  })
})

test('percentiles are times that were measured', () => {
  const entries = Array.from({ length: 100 }, (_, n) => [published(`${n}`, 0), processed(`${n}`), acked(`${n}`, n + 1)])
  expect(figuresOf(...entries.flat()).publishToAckMs).toEqual({ p50: 50, p99: 99, max: 100 })
})

test('the rate spans the first publish to the last ack', () => {
  const entries = [published('a', 1_000), processed('a'), acked('a', 1_500), published('b', 2_000), processed('b')]
  expect(figuresOf(...entries, acked('b', 3_000)).messagesPerSecond).toBe(1)
})
