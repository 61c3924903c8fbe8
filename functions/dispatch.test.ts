import { describe, expect, test, vi } from 'vitest'
import { makeHandler as makeUpkeep } from '../functions/upkeep.ts'
import { sendCanary } from '../lib/push/canary.ts'
import { aDispatch, aRecord, aTimerRecord, aTrigger, aTriggered } from '../test/events/aDispatch.ts'
import { anApp } from '../test/events/anApp.ts'
import { printedMetrics } from '../test/events/printedMetrics.ts'
import { startMs } from '../test/fixtures.ts'
import { makeHandler } from './dispatch.ts'

const blobs = printedMetrics()

const orders = aTriggered('orders', [aTrigger('t')])

async function aQueueWithTrigger(wish: Parameters<typeof aTrigger>[1] = {}) {
  const dispatch = await aDispatch()
  const queue = { ...orders, triggers: [aTrigger('t', wish)] }
  await dispatch.add(queue)
  const wake = { queue: queue.name, uid: queue.uid, atMs: startMs }
  return { ...dispatch, queue, wake }
}

test('without a timer queue it does not start', () => {
  const { app } = anApp({ site: { timerQueueUrl: undefined } })
  expect(() => makeHandler(app)).toThrow('SLUICE_TIMER_QUEUE_URL is not set')
})

describe('records of the stream', () => {
  test('set the alarm, one for all of a queue and second, and push nothing', async () => {
    const { queue, put, takeRecords, rings, pushed } = await aQueueWithTrigger()
    await put('orders', 'a')
    const records = [startMs, startMs - 5_000, startMs + 7_000].map(ms => aRecord(queue, ms))
    expect(await takeRecords(...records)).toEqual({ batchItemFailures: [] })
    expect(rings.map(({ delaySeconds, wake }) => [delaySeconds, wake.queue])).toEqual([
      [0, 'orders'],
      [7, 'orders'],
    ])
    expect(pushed).toEqual([])
    expect(blobs()).toMatchObject([{ function: 'dispatch', Wakes: 2, DispatchLag: 5_000, DispatchLagTotal: 5_000 }])
  })

  test('wait for the window of a batch, of several triggers the shortest', async () => {
    const { queue, add, takeRecords, rings } = await aQueueWithTrigger({ batchWindowSeconds: 20 })
    await takeRecords(aRecord(queue, startMs))
    const triggers = [20, 3].map(batchWindowSeconds => aTrigger(`t${batchWindowSeconds}`, { batchWindowSeconds }))
    const other = aTriggered('other', triggers)
    await add(other)
    await takeRecords(aRecord(other, startMs))
    expect(rings.map(({ delaySeconds }) => delaySeconds)).toEqual([20, 3])
  })

  test('of more than fifteen minutes ahead are marked, not rung for', async () => {
    const { queue, takeRecords, rings, services } = await aQueueWithTrigger()
    const atMs = startMs + 901_000
    await takeRecords(aRecord(queue, atMs))
    expect(rings).toEqual([])
    const { marks } = await services.store.due({ untilMs: atMs + 60_000 })
    expect(marks).toMatchObject([{ name: 'orders', sake: 'push' }])
  })

  test('come again from the first on whose call was not sent', async () => {
    const { queue, add, takeRecords, timers, lines } = await aQueueWithTrigger()
    const other = aTriggered('other', [aTrigger('t')])
    await add(other)
    const records = [aRecord(queue, startMs), aRecord(other, startMs)]
    timers.isBroken = true
    expect(await takeRecords(...records)).toEqual({
      batchItemFailures: [{ itemIdentifier: records[0]!.dynamodb.SequenceNumber }],
    })
    expect(lines).toMatchObject([{ level: 'error', message: 'wake-ups not sent', fields: { queue: 'orders' } }])
    timers.isBroken = false
    expect(await takeRecords(...records)).toEqual({ batchItemFailures: [] })
  })

  test('that nobody can read are passed over, and hold up no other', async () => {
    const { queue, takeRecords, rings, lines } = await aQueueWithTrigger()
    const torn = { eventSource: 'aws:dynamodb', eventID: 'torn', dynamodb: { SequenceNumber: '1', NewImage: {} } }
    expect(await takeRecords(torn, { eventSource: 'aws:dynamodb' }, aRecord(queue, startMs))).toEqual({
      batchItemFailures: [],
    })
    expect(rings).toHaveLength(1)
    expect(lines.map(({ level, message }) => [level, message])).toEqual(
      Array(2).fill(['warn', 'stream record passed over']),
    )
  })

  test('of a queue that is gone wake nobody', async () => {
    const { takeRecords, rings } = await aDispatch()
    expect(await takeRecords(aRecord(orders, startMs))).toEqual({ batchItemFailures: [] })
    expect(rings).toEqual([])
  })
})

describe('the timer', () => {
  test('has what is there pushed, in batches', async () => {
    const { wake, put, ring, pushed, rings } = await aQueueWithTrigger({ batchSize: 2 })
    await put('orders', 'a', 'b', 'c')
    expect(await ring(wake)).toEqual({ batchItemFailures: [] })
    expect(pushed).toEqual(['a', 'b', 'c'])
    expect(rings).toEqual([])
    expect(blobs()).toMatchObject([{ function: 'dispatch', PushesDelivered: 3, DispatchLag: 0 }])
  })

  test('is set for the time of the next try', async () => {
    const { wake, put, ring, rings, target } = await aQueueWithTrigger()
    await put('orders', 'a')
    target.answer = async ({ messages }) => messages.map(() => ({ kind: 'failed', reason: 'no' }))
    await ring(wake)
    expect(rings.map(({ delaySeconds }) => delaySeconds)).toEqual([1])
    expect(blobs()).toMatchObject([{ PushesFailed: 1 }])
  })

  test('that rings early is waited for', async () => {
    const { wake, put, ring, pushed, clock } = await aQueueWithTrigger()
    await put('orders', 'a')
    const done = ring({ ...wake, atMs: startMs + 4_000 })
    await new Promise(setImmediate)
    expect(pushed).toEqual([])
    clock.advanceMs(4_000)
    await done
    expect(pushed).toEqual(['a'])
  })

  test('that rings much too early is set again', async () => {
    const { wake, ring, rings } = await aQueueWithTrigger()
    await ring({ ...wake, atMs: startMs + 600_000 })
    expect(rings.map(({ delaySeconds }) => delaySeconds)).toEqual([600])
  })

  test('that rings for a queue that is gone, or was made anew, is over', async () => {
    const { wake, put, ring, pushed } = await aQueueWithTrigger()
    await put('orders', 'a')
    for (const other of [{ queue: 'gone' }, { uid: 'an earlier one' }])
      expect(await ring({ ...wake, ...other })).toEqual({ batchItemFailures: [] })
    expect(pushed).toEqual([])
  })

  test('whose time is over is set again, as there is more', async () => {
    const { wake, put, ring, rings, target, wall, pushed } = await aQueueWithTrigger({
      batchSize: 1,
      maxConcurrency: 1,
    })
    await put('orders', 'a', 'b', 'c')
    target.answer = async ({ messages }) => {
      wall.advanceMs(30_000)
      return messages.map(() => ({ kind: 'delivered' }))
    }
    await ring(wake)
    expect(pushed).toEqual(['a', 'b'])
    expect(rings).toMatchObject([{ delaySeconds: 1, wake: { queue: 'orders' } }])
  })

  test('comes again where the store fails', async () => {
    const { wake, call, services, lines } = await aQueueWithTrigger()
    vi.spyOn(services.store.documents, 'read').mockRejectedValue(new Error('no store'))
    const record = aTimerRecord(JSON.stringify(wake))
    expect(await call([record])).toEqual({ batchItemFailures: [{ itemIdentifier: 'timer-1' }] })
    expect(lines).toMatchObject([{ level: 'error', message: 'pushing failed', fields: { messageId: 'timer-1' } }])
  })

  test('with what is none of ours is passed over', async () => {
    const { call, lines } = await aDispatch()
    expect(await call([aTimerRecord('{"Event":"s3:TestEvent"}'), aTimerRecord('x')])).toEqual({ batchItemFailures: [] })
    expect(lines.map(({ message }) => message)).toEqual(Array(2).fill('wake-up passed over'))
  })

  test('takes what the canary sent, and measures how long it took', async () => {
    const { clock, services, ring } = await aDispatch()
    await sendCanary(services)
    const [found] = await services.store.documents.list('queue', { prefix: '~canary', limit: 1 })
    clock.advanceMs(250)
    const { uid } = found!.value as { uid: string }
    await ring({ queue: '~canary', uid, atMs: startMs })
    expect(blobs()).toMatchObject([{ function: 'canary', CanaryDelivered: 1, CanaryLatency: 250 }, {}])
    expect(await services.store.stats(found!.value as never)).toMatchObject({ visible: 0, inFlight: 0 })
  })
})

test('upkeep wakes for what is marked, and pushes nothing itself', async () => {
  const { app, lines, clock } = anApp()
  const woken: string[] = []
  const upkeep = makeUpkeep(app, async rings => {
    woken.push(...rings.map(({ wake }) => wake.queue))
    return []
  })
  const dispatch = await aDispatch({ store: app.services.store, context: app })
  await dispatch.add(orders)
  await dispatch.put('orders', 'a')
  await sendCanary(app.services)
  for (const name of ['orders', '~canary']) {
    const { value } = (await app.services.store.documents.read('queue', name))!
    await app.services.store.markDue(value as never, startMs, 'push')
  }
  clock.advanceMs(60_000)
  await upkeep({}, {} as never)
  expect(woken.sort()).toEqual(['orders', '~canary'])
  expect(dispatch.pushed).toEqual([])
  expect(lines.filter(({ level }) => level === 'error')).toEqual([])
})

test('nor does it push what it is told of', async () => {
  const { app } = anApp()
  const woken: string[] = []
  const upkeep = makeUpkeep(app, async rings => {
    woken.push(...rings.map(({ wake }) => wake.queue))
    return []
  })
  vi.spyOn(app.services.store, 'due').mockImplementation(async () => {
    app.services.onPush?.(orders)
    return { marks: [] }
  })
  await upkeep({}, {} as never)
  expect(woken).toEqual(['orders'])
  expect(app.services.onPush).toBeUndefined()
})
