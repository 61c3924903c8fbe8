import { describe, expect, test } from 'vitest'
import { startMs } from '../fixtures.ts'
import { aDocuments, beside } from './aDocuments.ts'

describe('a read that may be a little old', () => {
  const aged = async () => {
    const here = aDocuments()
    const there = beside(here)
    await there.put('orders', 1)
    await here.documents.read('queue', 'orders')
    here.wall.advanceMs(5_000)
    await there.documents.write('queue', 'orders', 2, (await there.documents.read('queue', 'orders'))!.version)
    here.dynamo.calls.length = 0
    return here
  }

  test('is answered from what was read before, and says when that was', async () => {
    const { documents, dynamo } = await aged()
    expect(await documents.read('queue', 'orders', 5_000)).toMatchObject({ value: 1, asOfMs: startMs })
    expect(dynamo.calls).toEqual([])
  })

  test('asks again once that is too old', async () => {
    const { documents } = await aged()
    expect(await documents.read('queue', 'orders', 4_999)).toMatchObject({ value: 2, asOfMs: startMs + 5_000 })
    expect(await documents.read('queue', 'orders', 1)).toMatchObject({ value: 2 })
  })

  test('asks again when the wall clock was set back', async () => {
    const { documents, wall } = await aged()
    const nowMs = wall.nowMs()
    wall.nowMs = () => nowMs - 3_600_000
    expect(await documents.read('queue', 'orders', 5_000)).toMatchObject({ value: 2 })
  })

  test('is no other read: without an age a read asks, in the same millisecond too', async () => {
    const here = aDocuments()
    await here.put('orders', 1)
    await here.documents.read('queue', 'orders')
    const there = beside(here)
    await there.remove('orders')
    expect(await here.documents.read('queue', 'orders')).toBeUndefined()
    expect(await here.documents.read('queue', 'orders', 5_000)).toBeUndefined()
  })

  test('never misses what this process wrote itself', async () => {
    const { documents, put, remove } = aDocuments()
    await put('orders', 1)
    const first = (await documents.read('queue', 'orders', 5_000))!
    await documents.write('queue', 'orders', 2, first.version)
    expect(await documents.read('queue', 'orders', 5_000)).toMatchObject({ value: 2 })
    await remove('orders')
    expect(await documents.read('queue', 'orders', 5_000)).toBeUndefined()
  })

  test('nor what it wrote while somebody was reading', async () => {
    const { documents, dynamo, put } = aDocuments()
    await put('orders', 1)
    const { version } = (await documents.read('queue', 'orders'))!
    const late = Promise.withResolvers<void>()
    dynamo.afterwards = late.promise
    const slow = documents.read('queue', 'orders')
    dynamo.afterwards = undefined
    await documents.write('queue', 'orders', 2, version)
    const answers = [await documents.read('queue', 'orders', 5_000)]
    late.resolve()
    expect((await slow)!.value).toBe(1)
    answers.push(await documents.read('queue', 'orders', 5_000))
    expect(answers.map(read => read!.value)).toEqual([2, 2])
  })

  test('of a crowd asks once', async () => {
    const { documents, dynamo, put } = aDocuments()
    await put('orders', 1)
    dynamo.calls.length = 0
    const crowd = Array.from({ length: 20 }, () => documents.read('queue', 'orders', 5_000))
    expect((await Promise.all(crowd)).map(read => read!.value)).toEqual(Array(20).fill(1))
    expect(dynamo.calls).toEqual(['GetItem'])
  })

  test('believes nobody that there is no such document', async () => {
    const here = aDocuments()
    const held = Promise.withResolvers<void>()
    here.dynamo.afterwards = held.promise
    const early = here.documents.read('queue', 'orders', 5_000)
    here.dynamo.afterwards = undefined
    await beside(here).put('orders', 1)
    const late = here.documents.read('queue', 'orders', 5_000)
    held.resolve()
    expect([await early, (await late)?.value]).toEqual([undefined, 1])
  })

  test('joins no read that is older than it may be', async () => {
    const { documents, dynamo, wall, put } = aDocuments()
    await put('orders', 1)
    dynamo.calls.length = 0
    const { promise, resolve } = Promise.withResolvers<void>()
    dynamo.before = async () => promise.then(() => 'goOn')
    const early = documents.read('queue', 'orders', 5_000)
    wall.advanceMs(5_001)
    const late = documents.read('queue', 'orders', 5_000)
    resolve()
    expect([(await early)!.asOfMs, (await late)!.asOfMs]).toEqual([startMs, startMs + 5_001])
  })

  test('keeps no more than some hundreds, those that were used last', async () => {
    const { documents, dynamo, put } = aDocuments()
    const names = Array.from({ length: 501 }, (_, index) => `q${index}`)
    for (const name of names) await put(name, 1)
    for (const name of names.slice(0, 500)) await documents.read('queue', name, 5_000)
    await documents.read('queue', 'q0', 5_000)
    await documents.read('queue', 'q500', 5_000)
    dynamo.calls.length = 0
    await documents.read('queue', 'q0', 5_000)
    expect(dynamo.calls).toEqual([])
    await documents.read('queue', 'q1', 5_000)
    expect(dynamo.calls).toEqual(['GetItem'])
  })

  test('that failed is not remembered', async () => {
    const { documents, dynamo, put } = aDocuments()
    await put('orders', 1)
    dynamo.before = async () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' }))
    await expect(documents.read('queue', 'orders', 5_000)).rejects.toThrow('no')
    dynamo.before = async () => 'goOn'
    expect(await documents.read('queue', 'orders', 5_000)).toMatchObject({ value: 1 })
  })
})
