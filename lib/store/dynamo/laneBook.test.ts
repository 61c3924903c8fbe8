import { describe, expect, test } from 'vitest'
import { scope } from '../../../test/dynamo/aBlock.ts'
import { aSend, type HookedDynamo } from '../../../test/dynamo/aDynamo.ts'
import { aHooked } from '../../../test/dynamo/aTools.ts'
import { aContext, startMs } from '../../../test/fixtures.ts'
import { keyAttributes, lanesKey } from './keys.ts'
import { LaneBook } from './laneBook.ts'
import { firstLanes, grown, type Lanes } from './lanes.ts'

const table = 'messages'

function aBook(dynamo = aHooked(), context = aContext()) {
  const { send } = aSend(context, dynamo)
  return { dynamo, wall: context.wall, book: new LaneBook(send, table, context.wall) }
}

/** A book of another process, on the same table. */
const beside = ({ dynamo }: { dynamo: HookedDynamo }) =>
  aBook(Object.assign(aHooked(), { fake: dynamo.fake }), aContext(8))

const doubled = (lanes: Lanes): Lanes => ({ ...lanes, open: lanes.open * 2 })
const item = (dynamo: HookedDynamo) => dynamo.fake.get(table, lanesKey(scope).p, '.')

test('a queue without a record has one lane, and that is remembered as well', async () => {
  const { book, dynamo } = aBook()
  expect(await book.read(scope, 5_000)).toEqual(firstLanes)
  expect(await book.read(scope, 5_000)).toEqual(firstLanes)
  expect(dynamo.calls).toEqual(['GetItem'])
})

describe('what is known', () => {
  test('is good for as long as the caller says, that millisecond included', async () => {
    const { book, dynamo, wall } = aBook()
    await book.read(scope, 5_000)
    wall.advanceMs(5_000)
    await book.read(scope, 5_000)
    expect(dynamo.calls).toHaveLength(1)
    await book.read(scope, 4_999)
    expect(dynamo.calls).toHaveLength(2)
  })

  test('is as old as the question, not as the answer', async () => {
    const { book, dynamo, wall } = aBook()
    dynamo.before = async () => {
      wall.advanceMs(800)
      return 'goOn'
    }
    await book.read(scope, 5_000)
    wall.advanceMs(4_201)
    await book.read(scope, 5_000)
    expect(dynamo.calls).toHaveLength(2)
  })

  test('is known to be old when the clock was set back', async () => {
    const { book, dynamo, wall } = aBook()
    wall.advanceMs(60_000)
    await book.read(scope, 5_000)
    const late = wall.nowMs
    wall.nowMs = () => startMs
    await book.read(scope, 5_000)
    await book.read(scope, 5_000)
    wall.nowMs = late
    expect(dynamo.calls).toHaveLength(2)
  })

  test('does not have to be younger than a clock that was set back meanwhile: we would ask for as long again', async () => {
    const { book, dynamo, wall } = aBook()
    wall.advanceMs(60_000)
    dynamo.before = async () => {
      if (dynamo.calls.length > 9) throw new Error('asked and asked again')
      wall.nowMs = () => startMs
      return 'goOn'
    }
    expect(await book.read(scope, 0)).toEqual(firstLanes)
    expect(dynamo.calls).toHaveLength(2)
  })

  test('is seen as it is now', async () => {
    const one = aBook()
    const other = beside(one)
    await one.book.read(scope, 0)
    await other.book.change(scope, doubled)
    one.wall.advanceMs(1)
    expect(await one.book.read(scope, 0)).toMatchObject({ open: 2, version: 1 })
  })

  test('is there without asking, as a hint', async () => {
    const { book, dynamo } = aBook()
    expect(book.known(scope)).toEqual(firstLanes)
    await book.change(scope, doubled)
    const asked = dynamo.calls.length
    expect(book.known(scope)).toMatchObject({ open: 2 })
    expect(dynamo.calls).toHaveLength(asked)
  })
})

describe('a crowd', () => {
  test('asks once', async () => {
    const { book, dynamo } = aBook()
    await Promise.all(Array.from({ length: 10 }, () => book.read(scope, 5_000)))
    expect(dynamo.calls).toEqual(['GetItem'])
  })

  test('does not take an answer to a question that was asked before it came', async () => {
    const one = aBook()
    let goOn = () => {}
    one.dynamo.afterwards = new Promise<void>(resolve => {
      goOn = resolve
    })
    const early = one.book.read(scope, 0)
    await beside(one).book.change(scope, doubled)
    one.wall.advanceMs(10)
    const late = one.book.read(scope, 0)
    one.dynamo.afterwards = undefined
    goOn()
    expect([(await early).open, (await late).open]).toEqual([1, 2])
  })

  test('is told together when nobody answers, and the next one asks again', async () => {
    const { book, dynamo } = aBook()
    dynamo.before = async () => {
      throw Object.assign(new Error('no table'), { name: 'ResourceNotFoundException' })
    }
    const both = await Promise.allSettled([book.read(scope, 0), book.read(scope, 0)])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    dynamo.before = async () => 'goOn'
    expect(await book.read(scope, 0)).toEqual(firstLanes)
  })
})

describe('a change', () => {
  test('is kept, with a version that grows', async () => {
    const { book, dynamo } = aBook()
    await book.change(scope, doubled)
    await book.change(scope, doubled)
    expect(book.known(scope)).toMatchObject({ open: 4, version: 2 })
    expect(item(dynamo)).toMatchObject({ v: { N: '2' } })
    expect(await beside({ dynamo }).book.read(scope, 0)).toEqual(book.known(scope))
  })

  test('is made of what stands there now, not of what was known', async () => {
    const one = aBook()
    await one.book.read(scope, 0)
    await beside(one).book.change(scope, doubled)
    one.wall.advanceMs(1)
    await one.book.change(scope, doubled)
    expect(item(one.dynamo)).toMatchObject({ j: { S: expect.stringContaining('"open":4') } })
  })

  test.each([
    ['there was a record', true],
    ['there was none', false],
  ])('loses against a faster one, which is then read: %s', async (_how, hadRecord) => {
    const one = aBook()
    if (hadRecord) await one.book.change(scope, lanes => ({ ...lanes, fromMs: 7 }))
    let isFirst = true
    one.dynamo.before = async operation => {
      if (operation === 'PutItem' && isFirst) {
        isFirst = false
        await beside(one).book.change(scope, lanes => ({ ...lanes, dead: true }))
      }
      return 'goOn'
    }
    await one.book.change(scope, doubled)
    expect(one.book.known(scope)).toEqual(firstLanes)
    expect(await one.book.read(scope, 60_000)).toMatchObject({ open: 1, dead: true })
  })

  test('that turns out to be none is not written', async () => {
    const { book, dynamo } = aBook()
    await book.change(scope, () => undefined)
    expect(dynamo.calls).toEqual(['GetItem'])
  })
})

test('lanes grow once, however many ask for it, and not beyond what can be', async () => {
  const { book, dynamo, wall } = aBook()
  for (let n = 0; n < 3; n++) {
    await book.grow(scope, 8)
    wall.advanceMs(1)
  }
  expect(book.known(scope)).toMatchObject({ open: 2, version: 1 })
  expect(dynamo.calls).toEqual(['GetItem', 'PutItem'])
  for (let n = 0; n < 9; n++) {
    wall.advanceMs(5_000)
    await book.grow(scope, 8)
  }
  expect(book.known(scope)).toMatchObject({ open: 64, version: 6 })
})

test('a level is written down before it is used, once, however many ask for it', async () => {
  const { book, dynamo } = aBook()
  await Promise.all([book.open(scope, [1]), book.open(scope, [8, 3]), book.open(scope, [16])])
  expect(Object.keys(book.known(scope).levels!)).toEqual(['1', '3', '16'])
  const asked = dynamo.calls.length
  await book.open(scope, [1, 3, 8, 16])
  expect(dynamo.calls).toHaveLength(asked)
})

test('the usual level is not looked for', async () => {
  const { book, dynamo } = aBook()
  await book.open(scope, [8])
  expect(dynamo.calls).toEqual([])
})

test('a level that cannot be written down goes without, after some tries', async () => {
  const one = aBook()
  one.dynamo.before = async operation => {
    if (operation === 'PutItem') await beside(one).book.change(scope, lanes => ({ ...lanes, fromMs: lanes.fromMs + 1 }))
    return 'goOn'
  }
  await one.book.open(scope, [1])
  expect(one.dynamo.calls.filter(name => name === 'PutItem')).toHaveLength(8)
  expect(await one.book.read(scope, 0)).not.toHaveProperty('levels')
})

test.each([
  ['a store that is too busy for more lanes', 'ThrottlingException', undefined],
  ['a fault', 'AccessDeniedException', { name: 'AccessDeniedException' }],
])('%s is told or not: growing is only a try', async (_what, name, told) => {
  const { book, dynamo } = aBook()
  dynamo.before = async operation => {
    if (operation === 'GetItem') return 'goOn'
    throw Object.assign(new Error('no'), { name })
  }
  const failure = await book.grow(scope, 8).catch(error => error)
  expect({ failure, lanes: book.known(scope) }).toMatchObject({ failure: told, lanes: firstLanes })
})

test('the record of a living queue is kept for good, that of a dead one goes', async () => {
  const { book, dynamo } = aBook()
  await book.change(scope, doubled)
  expect(item(dynamo)).not.toHaveProperty('t')
  await book.change(scope, lanes => ({ ...lanes, dead: true }))
  expect(Number(item(dynamo)!.t!.N) * 1000).toBeGreaterThan(startMs + 15 * 86_400_000)
})

test('what a newer release keeps about lanes outlives our change', async () => {
  const { book, dynamo } = aBook()
  const j = { S: JSON.stringify({ open: 2, before: 1, fromMs: 0, closed: [], dead: false, later: [1] }) }
  const Item = { ...keyAttributes(lanesKey(scope)), j, v: { N: '5' } }
  await dynamo.fake.call('PutItem', { TableName: table, Item })
  await book.change(scope, grown)
  expect(JSON.parse(item(dynamo)!.j!.S!)).toMatchObject({ open: 4, later: [1] })
})

test('of very many queues those are forgotten that were read first: that costs a read', async () => {
  const { book, dynamo } = aBook()
  for (let n = 0; n <= 10_000; n++) await book.read(`${n}`, 5_000)
  await book.read('1', 5_000)
  await book.read('10000', 5_000)
  expect(dynamo.calls).toHaveLength(10_001)
  await book.read('0', 5_000)
  expect(dynamo.calls).toHaveLength(10_002)
})
