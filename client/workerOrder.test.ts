import { expect, test } from 'vitest'
import { aLeased, FakeQueue, json, ManualTime, settled } from './fixtures.ts'
import { type Handler, SluiceClient, Worker } from './index.ts'

/** A worker on a queue of this name, with one poll that answers m1 and m2 of group g, and m3 of another. */
function start(name: string, handler: Handler) {
  const messages = [
    { ...aLeased(1), groupId: 'g' },
    { ...aLeased(2), groupId: 'g' },
    { ...aLeased(3), groupId: 'h' },
  ]
  const queue = new FakeQueue([json({ messages })])
  const time = new ManualTime()
  const client = new SluiceClient({ url: 'http://sluice.test', fetch: queue.fetch, time, random: () => 0.5 })
  const worker = new Worker(client, name, handler, { concurrency: 3 })
  const running = worker.run()
  const pass = async (): Promise<void> => {
    await settled()
    time.advance(2)
    await settled()
  }
  return { queue, worker, running, pass }
}

/** A handler whose ends the test decides. */
function someHands() {
  const begun: string[] = []
  const ends = new Map<string, (error?: Error) => void>()
  const handler: Handler = ({ id }) =>
    new Promise((resolve, reject) => {
      begun.push(id)
      ends.set(id, error => (error ? reject(error) : resolve()))
    })
  return { begun, ends, handler }
}

test('a message of an ordered queue is begun once the one before it in its group is acked', async () => {
  const { begun, ends, handler } = someHands()
  const { queue, worker, running, pass } = start('orders.fifo', handler)
  await pass()
  expect(begun).toEqual(['m1', 'm3'])
  ends.get('m1')!()
  await settled()
  expect(begun).toEqual(['m1', 'm3'])
  await pass()
  expect(queue.of('ack')).toEqual([{ receipts: ['r1'] }])
  expect(begun).toEqual(['m1', 'm3', 'm2'])
  worker.stop()
  ends.get('m2')!()
  ends.get('m3')!()
  await pass()
  await running
})

test('what stands behind one that failed is given back unseen', async () => {
  const { begun, ends, handler } = someHands()
  const { queue, worker, running, pass } = start('orders.fifo', handler)
  await pass()
  ends.get('m1')!(new Error('no'))
  await pass()
  expect(begun).toEqual(['m1', 'm3'])
  expect(queue.of('nack')).toEqual([
    { receipts: ['r1'], reason: 'no' },
    { receipts: ['r2'], delaySeconds: 0 },
  ])
  worker.stop()
  ends.get('m3')!()
  await pass()
  await running
})

test('elsewhere a group is no line', async () => {
  const { begun, ends, handler } = someHands()
  const { worker, running, pass } = start('orders', handler)
  await pass()
  expect(begun).toEqual(['m1', 'm2', 'm3'])
  worker.stop()
  for (const end of ends.values()) end()
  await pass()
  await running
})
