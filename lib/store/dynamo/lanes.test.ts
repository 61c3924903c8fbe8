import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clockError, frozenMsMax, historyOf, inUse } from '../../../test/dynamo/eras.ts'
import { startMs } from '../../../test/fixtures.ts'
import {
  firstLanes,
  grown,
  type Lanes,
  lanesMax,
  lanesToRead,
  lanesToWrite,
  overdue,
  remembered,
  shrunk,
  without,
} from './lanes.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs

const numbers = (names: readonly { lane: number }[]): number[] => names.map(({ lane }) => lane).sort((a, b) => a - b)
const named = (lane: number) => ({ level: 8, lane })
const upTo = (count: number): number[] => [...Array(count).keys()]
const many: Lanes = { ...firstLanes, version: 3, open: 8, before: 4, fromMs: startMs }

test('a queue that never was busy has one lane', () => {
  expect(lanesToWrite(firstLanes, startMs)).toEqual([{ level: 8, lane: 0 }])
  expect(lanesToRead(firstLanes)).toEqual([{ level: 8, lane: 0 }])
})

describe('growing', () => {
  test('doubles', () => {
    const more = grown(firstLanes, startMs)!
    expect(more).toMatchObject({ open: 2, before: 1, closed: [] })
    expect(grown(many, startMs)).toMatchObject({ open: 16, before: 8 })
  })

  test('is announced five seconds ahead: readers know a lane before anybody writes to it', () => {
    const more = grown(many, startMs)!
    expect(numbers(lanesToRead(more))).toEqual(upTo(16))
    expect(numbers(lanesToWrite(more, startMs + 5 * secondMs - 1))).toEqual(upTo(8))
    expect(numbers(lanesToWrite(more, startMs + 5 * secondMs))).toEqual(upTo(16))
  })

  test('is not done again before the last one shows', () => {
    const more = grown(many, startMs)!
    expect(grown(more, startMs + 5 * secondMs - 1)).toBeUndefined()
    expect(grown(more, startMs + 5 * secondMs)).toMatchObject({ open: 32 })
  })

  test('ends at 64', () => {
    expect(grown({ ...firstLanes, open: lanesMax / 2 }, startMs)).toMatchObject({ open: 64 })
    expect(grown({ ...firstLanes, open: lanesMax }, startMs)).toBeUndefined()
  })

  test('opens closed lanes again, and leaves those closed that it does not reach', () => {
    const closed = [2, 3, 9].map(lane => ({ lane, atMs: startMs }))
    const more = grown({ ...many, open: 2, closed }, startMs)!
    expect(more.closed).toEqual([{ lane: 9, atMs: startMs }])
    expect(numbers(lanesToRead(more))).toEqual([0, 1, 2, 3, 9])
  })
})

describe('shrinking', () => {
  const laterMs = startMs + 10 * minuteMs

  test('closes half of the lanes at once: they take nothing in and are still read', () => {
    const fewer = shrunk(many, laterMs)!
    expect(numbers(lanesToWrite(fewer, laterMs))).toEqual(upTo(4))
    expect(numbers(lanesToRead(fewer))).toEqual(upTo(8))
  })

  test('waits until there were enough of them for ten minutes', () => {
    expect(shrunk(many, laterMs - 1)).toBeUndefined()
    expect(shrunk(shrunk(many, laterMs)!, laterMs + 10 * minuteMs - 1)).toBeUndefined()
  })

  test('leaves one lane', () => {
    expect(shrunk({ ...many, open: 1 }, laterMs)).toBeUndefined()
  })

  test('keeps what was closed before', () => {
    const fewest = shrunk(shrunk(many, laterMs)!, laterMs + 10 * minuteMs)!
    expect(numbers(lanesToRead(fewest))).toEqual(upTo(8))
    expect(fewest.closed.map(({ lane, atMs }) => [lane, atMs - laterMs])).toEqual([
      [2, 10 * minuteMs],
      [3, 10 * minuteMs],
      [4, 0],
      [5, 0],
      [6, 0],
      [7, 0],
    ])
  })
})

describe('closed lanes', () => {
  const fewer = shrunk(many, startMs + 10 * minuteMs)!
  const closedMs = startMs + 10 * minuteMs

  test('may be forgotten once nobody who knew them open can still be at work', () => {
    expect(overdue(fewer, closedMs + 16 * minuteMs - 1)).toEqual([])
    expect(overdue(fewer, closedMs + 16 * minuteMs)).toEqual([4, 5, 6, 7].map(named))
  })

  test('are forgotten one by one', () => {
    const left = without(fewer, [4, 6].map(named))
    expect(numbers(lanesToRead(left))).toEqual([0, 1, 2, 3, 5, 7])
    expect(left).toMatchObject({ open: 4, version: fewer.version })
  })

  test('are not overdue when they are open again', () => {
    const inBoth = { ...many, open: 8, closed: [{ lane: 5, atMs: 0 }] }
    expect(overdue(inBoth, startMs)).toEqual([])
    expect(numbers(lanesToRead(inBoth))).toEqual(upTo(8))
  })
})

describe('a lane that was put into late', () => {
  const lanes = { ...firstLanes, open: 2, closed: [{ lane: 3, atMs: startMs }] }
  const lateMs = startMs + 8 * minuteMs

  test('is closed from now on, be it forgotten or about to be', () => {
    expect(remembered(lanes, named(5), startMs)!.closed).toEqual([...lanes.closed, { lane: 5, atMs: startMs }])
    expect(remembered(lanes, named(3), lateMs)!.closed).toEqual([{ lane: 3, atMs: lateMs }])
  })

  test('is left alone where it is open, or was closed lately', () => {
    expect(remembered(lanes, named(1), startMs)).toBeUndefined()
    expect(remembered(lanes, named(3), lateMs - 1)).toBeUndefined()
  })
})

describe('whatever grows, shrinks and is forgotten', () => {
  type Step = { kind: 'grow' | 'shrink' | 'forget'; afterMs: number }
  const someSteps = fc.array(
    fc.record<Step>({
      kind: fc.constantFrom('grow', 'shrink', 'forget'),
      afterMs: fc.oneof(fc.nat(10 * secondMs), fc.nat(20 * minuteMs)),
    }),
    { maxLength: 30 },
  )

  function after(lanes: Lanes, { kind }: Step, nowMs: number): Lanes | undefined {
    if (kind === 'forget') return without(lanes, overdue(lanes, nowMs))
    return kind === 'grow' ? grown(lanes, nowMs) : shrunk(lanes, nowMs)
  }

  test('what is written lies where all who look surely will find it, frozen writers and wrong clocks included', () => {
    fc.assert(
      fc.property(someSteps, clockError, (steps, errorMs) => {
        const history = historyOf(steps, after)
        for (const era of history)
          for (const choiceMs of [era.fromMs, era.untilMs + 5 * secondMs].filter(Number.isFinite)) {
            const chosen = numbers(lanesToWrite(era.lanes, choiceMs + errorMs))
            for (const { lanes } of inUse(history, choiceMs, choiceMs + frozenMsMax, secondMs))
              expect(numbers(lanesToRead(lanes))).toEqual(expect.arrayContaining(chosen))
          }
      }),
    )
  })

  test('no lane is read twice, and there is always one to write to', () => {
    fc.assert(
      fc.property(someSteps, steps => {
        for (const { lanes, fromMs } of historyOf(steps, after)) {
          const read = numbers(lanesToRead(lanes))
          expect(new Set(read).size).toBe(read.length)
          expect(Math.max(...read)).toBeLessThan(lanesMax)
          expect(lanesToWrite(lanes, fromMs).length).toBeGreaterThan(0)
        }
      }),
    )
  })
})
