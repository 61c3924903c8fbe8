import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clockError, frozenMsMax, historyOf, inUse } from '../../../test/dynamo/eras.ts'
import { startMs } from '../../../test/fixtures.ts'
import {
  firstLanes,
  grown,
  type Lanes,
  lanesToRead,
  lanesToWrite,
  opened,
  overdue,
  remembered,
  shrunk,
  without,
} from './lanes.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs
const dayMs = 24 * 60 * minuteMs
const usual = { level: 8, lane: 0 }
const first = { level: 1, lane: 0 }
const fresh = opened(firstLanes, [1], startMs)!
const inUseMs = startMs + 5 * secondMs

describe('a level that is new', () => {
  test('is known to readers at once, and used five seconds later; until then its messages go with the others', () => {
    expect(lanesToRead(fresh)).toEqual([first, usual])
    expect(lanesToWrite(fresh, inUseMs - 1, 1)).toEqual([usual])
    expect(lanesToWrite(fresh, inUseMs, 1)).toEqual([first])
    expect(lanesToWrite(fresh, inUseMs)).toEqual([usual])
  })

  test('is added once, with all that are missing', () => {
    expect(opened(fresh, [1], startMs)).toBeUndefined()
    expect(opened(firstLanes, [8], startMs)).toBeUndefined()
    expect(lanesToRead(opened(fresh, [16, 1, 2], startMs)!).map(({ level }) => level)).toEqual([1, 2, 8, 16])
  })

  test('is not added to a generation that is over', () => {
    expect(opened({ ...firstLanes, dead: true }, [1], startMs)).toBeUndefined()
  })

  test('leaves the record of the others as it is', () => {
    expect(fresh).toMatchObject({ open: 1, before: 1, fromMs: 0, closed: [] })
    expect(firstLanes).not.toHaveProperty('levels')
  })
})

test('the side of a priority is a level of its own; until it is in use its messages go with that priority', () => {
  const sided = opened(fresh, [1.5, 8.5], inUseMs)!
  expect(lanesToRead(sided).map(({ level }) => level)).toEqual([1, 1.5, 8, 8.5])
  const soMs = inUseMs + 5 * secondMs
  expect([1.5, 8.5, 3.5].map(level => lanesToWrite(sided, soMs - 1, level))).toEqual([[first], [usual], [usual]])
  expect(lanesToWrite(sided, soMs, 1.5)).toEqual([{ level: 1.5, lane: 0 }])
  expect(lanesToWrite(sided, soMs, 1)).toEqual([first])
})

describe('the lanes of a level', () => {
  const busy = grown(fresh, inUseMs, 1)!

  test('grow by themselves, once they are in use', () => {
    expect(grown(fresh, inUseMs - 1, 1)).toBeUndefined()
    expect(grown(firstLanes, inUseMs, 1)).toBeUndefined()
    expect(lanesToRead(busy)).toEqual([first, { level: 1, lane: 1 }, usual])
    expect(lanesToWrite(busy, inUseMs + 5 * secondMs - 1, 1)).toEqual([first])
    expect(lanesToWrite(busy, inUseMs + 5 * secondMs, 1)).toHaveLength(2)
    expect(lanesToWrite(busy, inUseMs + 5 * secondMs)).toEqual([usual])
  })

  test('retire when they are quiet: the last one after a week', () => {
    const quietMs = inUseMs + 5 * secondMs + 10 * minuteMs
    expect(shrunk(busy, quietMs - 1)).toBeUndefined()
    const fewer = shrunk(busy, quietMs)!
    expect(lanesToWrite(fewer, quietMs, 1)).toEqual([first])
    expect(shrunk(fewer, quietMs + 7 * dayMs - 1)).toBeUndefined()
    const none = shrunk(fewer, quietMs + 7 * dayMs)!
    expect(lanesToWrite(none, quietMs + 7 * dayMs, 1)).toEqual([usual])
    expect(lanesToRead(none)).toHaveLength(3)
  })

  test('are forgotten like others, the first one after a week; then nothing of the level is left', () => {
    const closedMs = startMs + 8 * dayMs
    const none = shrunk(fresh, closedMs)!
    expect(overdue(none, closedMs + 7 * dayMs - 1)).toEqual([])
    expect(overdue(none, closedMs + 7 * dayMs)).toEqual([first])
    expect(without(none, [{ level: 2, lane: 0 }])).toEqual(none)
    expect(without(none, [first])).toEqual({ ...firstLanes, levels: undefined })
  })

  test('are used again at once while they are known', () => {
    const closedMs = startMs + 8 * dayMs
    const again = opened(shrunk(fresh, closedMs)!, [1], closedMs + 1)!
    expect(lanesToWrite(again, closedMs + 1, 1)).toEqual([first])
    expect(lanesToRead(again)).toEqual([first, usual])
    expect(overdue(again, closedMs + 30 * dayMs)).toEqual([])
    expect(lanesToRead(shrunk(again, closedMs + 8 * dayMs)!)).toEqual([first, usual])
  })

  test('that were forgotten are remembered by who has put into them', () => {
    expect(remembered(fresh, first, startMs)).toBeUndefined()
    const back = remembered(firstLanes, first, startMs)!
    expect(lanesToRead(back)).toEqual([first, usual])
    expect(lanesToWrite(back, startMs, 1)).toEqual([usual])
    expect(remembered(back, first, startMs)).toBeUndefined()
    expect(remembered(back, { level: 2, lane: 0 }, startMs)).toBeDefined()
  })
})

describe('whatever levels come and go', () => {
  type Step = { kind: 'open' | 'grow' | 'shrink' | 'forget'; level: number; afterMs: number }
  const someSteps = fc.array(
    fc.record<Step>({
      kind: fc.constantFrom('open', 'grow', 'shrink', 'forget'),
      level: fc.constantFrom(1, 1.5, 8, 8.5, 16),
      afterMs: fc.oneof(fc.nat(10 * secondMs), fc.nat(20 * minuteMs), fc.nat(9 * dayMs)),
    }),
    { maxLength: 30 },
  )

  function after(lanes: Lanes, { kind, level }: Step, nowMs: number): Lanes | undefined {
    if (kind === 'open') return opened(lanes, [level], nowMs)
    if (kind === 'forget') return without(lanes, overdue(lanes, nowMs))
    return kind === 'grow' ? grown(lanes, nowMs, level) : shrunk(lanes, nowMs)
  }

  test('what is written lies where all who look surely will find it, frozen writers and wrong clocks included', () => {
    fc.assert(
      fc.property(someSteps, clockError, fc.constantFrom(1, 1.5, 8, 8.5, 16), (steps, errorMs, level) => {
        const history = historyOf(steps, after)
        for (const era of history)
          for (const choiceMs of [era.fromMs, era.untilMs + 5 * secondMs].filter(Number.isFinite)) {
            const chosen = lanesToWrite(era.lanes, choiceMs + errorMs, level)
            expect(chosen.length).toBeGreaterThan(0)
            for (const { lanes } of inUse(history, choiceMs, choiceMs + frozenMsMax, secondMs))
              expect(lanesToRead(lanes)).toEqual(expect.arrayContaining(chosen))
          }
      }),
    )
  })

  test('no lane is read twice, and better levels are read first', () => {
    fc.assert(
      fc.property(someSteps, steps => {
        for (const { lanes } of historyOf(steps, after)) {
          const read = lanesToRead(lanes)
          expect(new Set(read.map(({ level, lane }) => `${level} ${lane}`)).size).toBe(read.length)
          expect(read.map(({ level }) => level)).toEqual(read.map(({ level }) => level).sort((a, b) => a - b))
        }
      }),
    )
  })
})
