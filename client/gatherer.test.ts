import { describe, expect, test } from 'vitest'
import { ManualTime, settled } from './fixtures.ts'
import { fulfilled, Gatherer, type GatherLimits, rejected } from './gatherer.ts'

const limits: GatherLimits<string> = {
  gatherMs: 5,
  itemsMax: 3,
  bytesMax: 10,
  bytesOf: text => text.length,
  requestsMax: 2,
}

function open(wish: Partial<GatherLimits<string>> = {}) {
  const time = new ManualTime()
  const requests: { items: string[]; answer: () => void; fail: (error: Error) => void }[] = []
  const send = (items: string[]): Promise<PromiseSettledResult<string>[]> =>
    new Promise((resolve, reject) => {
      const results = items.map(item => (item === 'bad' ? rejected(new Error('bad')) : fulfilled(item.toUpperCase())))
      requests.push({ items, answer: () => resolve(results), fail: reject })
    })
  return { gatherer: new Gatherer(send, { ...limits, ...wish }, time), requests, time }
}

const sentItems = ({ requests }: ReturnType<typeof open>): string[][] => requests.map(({ items }) => items)

describe('when a request goes out', () => {
  test('after the gathering time, with all that came meanwhile', async () => {
    const run = open()
    const answers = [run.gatherer.add('a'), run.gatherer.add('b')]
    run.time.advance(4)
    expect(sentItems(run)).toEqual([])
    run.time.advance(1)
    expect(sentItems(run)).toEqual([['a', 'b']])
    run.requests[0]!.answer()
    expect(await Promise.all(answers)).toEqual(['A', 'B'])
  })

  test('at once when it is full by count', () => {
    const run = open()
    for (const item of ['a', 'b', 'c', 'd']) void run.gatherer.add(item)
    expect(sentItems(run)).toEqual([['a', 'b', 'c']])
    expect(run.time.alarms).toBe(1)
  })

  test('at once when it is full by size, and never over it', () => {
    const run = open()
    void run.gatherer.add('sixsix')
    void run.gatherer.add('fivef')
    expect(sentItems(run)).toEqual([['sixsix']])
    run.time.advance(5)
    expect(sentItems(run)).toEqual([['sixsix'], ['fivef']])
  })

  test('an item larger than a request goes alone', () => {
    const run = open()
    void run.gatherer.add('a')
    void run.gatherer.add('far too long for one')
    expect(sentItems(run)).toEqual([['a'], ['far too long for one']])
  })

  test('not more at once than allowed; what waits meanwhile goes together', async () => {
    const run = open()
    for (const item of 'abcdefghij') void run.gatherer.add(item)
    run.time.advance(5)
    expect(sentItems(run)).toEqual([[...'abc'], [...'def']])
    run.requests[0]!.answer()
    await settled()
    expect(sentItems(run)).toEqual([[...'abc'], [...'def'], [...'ghi']])
  })

  test('a new gathering starts after the last one was sent', () => {
    const run = open()
    void run.gatherer.add('a')
    run.time.advance(5)
    void run.gatherer.add('b')
    expect(sentItems(run)).toEqual([['a']])
    run.time.advance(5)
    expect(sentItems(run)).toEqual([['a'], ['b']])
  })
})

describe('answers', () => {
  test('each caller gets its own, good or bad', async () => {
    const run = open()
    const answers = Promise.allSettled(['a', 'bad', 'c'].map(item => run.gatherer.add(item)))
    run.requests[0]!.answer()
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  test('a request that fails fails everyone in it, and no one else', async () => {
    const run = open()
    const answers = Promise.allSettled([...'abcd'].map(item => run.gatherer.add(item)))
    run.requests[0]!.fail(new Error('down'))
    run.time.advance(5)
    run.requests[1]!.answer()
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled'])
  })
})

describe('flush', () => {
  test('sends at once and resolves when everything so far is answered, errors included', async () => {
    const run = open()
    const answers = Promise.allSettled([run.gatherer.add('a'), run.gatherer.add('bad')])
    let flushed = false
    const flush = run.gatherer.flush().then(() => {
      flushed = true
    })
    expect(sentItems(run)).toEqual([['a', 'bad']])
    await settled()
    expect(flushed).toBe(false)
    run.requests[0]!.answer()
    await flush
    await answers
  })

  test('with nothing waiting resolves at once', async () => {
    await open().gatherer.flush()
  })
})
