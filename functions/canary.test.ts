import { expect, test, vi } from 'vitest'
import { findQueue } from '../lib/actions/queueDocument.ts'
import { anApp } from '../test/events/anApp.ts'
import { printedMetrics } from '../test/events/printedMetrics.ts'
import { type Ask, makeHandler } from './canary.ts'

const blobs = printedMetrics()

function aCanary(ask: Ask) {
  const { app, ...rest } = anApp()
  const sent = async () => {
    const { queue } = (await findQueue(app.services, '~canary'))!
    return app.services.store.stats(queue)
  }
  return { ...rest, services: app.services, call: () => makeHandler(app, ask)({}, {} as never), sent }
}

test('of documents it touches queues alone, which is all that its role lets it', async () => {
  const { call, services } = aCanary(async () => ({ ok: true, status: 200 }))
  const { documents } = services.store
  const calls = [vi.spyOn(documents, 'read'), vi.spyOn(documents, 'write'), vi.spyOn(documents, 'remove')]
  await call()
  await call()
  const kinds = calls.flatMap(({ mock }) => (mock.calls as unknown[][]).map(([kind]) => kind))
  expect([...new Set(kinds)]).toEqual(['queue'])
})

test('it asks the public address, and puts a message into a queue of its own', async () => {
  const asked: string[] = []
  const { call, sent, services } = aCanary(async url => {
    asked.push(url)
    return { ok: true, status: 200 }
  })
  await call()
  await call()
  expect(asked).toEqual(Array(2).fill('https://abc.example/health'))
  expect(await sent()).toMatchObject({ visible: 2 })
  expect(await findQueue(services, '~canary')).toMatchObject({ queue: { wakes: true } })
  expect(blobs()).toMatchObject([{ function: 'canary', CanaryHealth: 1 }, {}])
})

test('what nobody takes is gone after five minutes', async () => {
  const { call, clock, services } = aCanary(async () => ({ ok: true, status: 200 }))
  await call()
  const { queue } = (await findQueue(services, '~canary'))!
  clock.advanceMs(300_001)
  const judge = () => ({ kind: 'drop', reason: 'expired' }) as const
  expect(queue.settings.retentionSeconds).toBe(300)
  expect(await services.store.sweep(queue, { judge })).toMatchObject({ dropped: 1 })
})

test.each<[string, Ask, string]>([
  ['says so', async () => ({ ok: false, status: 503 }), 'CanaryHealth'],
  ['is not there', () => Promise.reject(new Error('no way')), 'CanaryHealth'],
])('a front door that %s is not well, and the message goes out all the same', async (_, ask, metric) => {
  const { call, sent, lines } = aCanary(ask)
  await call()
  expect(blobs()).toMatchObject([{ [metric]: 0 }])
  expect(lines).toMatchObject([{ level: 'error', message: 'the front door is not well' }])
  expect(await sent()).toMatchObject({ visible: 1 })
})

test('a front door that does not answer is not waited for', async () => {
  const { call, wall } = aCanary(
    (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  )
  const done = call()
  await new Promise(setImmediate)
  wall.advanceMs(5_000)
  await done
  expect(blobs()).toMatchObject([{ CanaryHealth: 0, CanaryHealthLatency: 5_000 }])
})

test('a message that cannot be sent is a failure, and the front door is asked all the same', async () => {
  const { call, services } = aCanary(async () => ({ ok: true, status: 200 }))
  vi.spyOn(services.store, 'publish').mockRejectedValue(new Error('no store'))
  await expect(call()).rejects.toThrow('no store')
  expect(blobs()).toMatchObject([{ CanaryHealth: 1 }])
})
