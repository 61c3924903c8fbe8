import { expect, test } from 'vitest'
import { CommandError } from '../../cli/exit.ts'
import { sqsPort } from '../../cli/verify/sqsPort.ts'
import { NetworkError } from '../../client/index.ts'
import { aServer } from '../server/aServer.ts'
import { aProxy, type Lies } from './aProxy.ts'

const never = new AbortController().signal

/** A queue with leases of ten seconds, and a time that is moved by hand. */
async function open(queue = 'orders', lies: Lies = {}) {
  const { server } = await aServer()
  const time = { nowMs: 0 }
  const url = await aProxy(server.url, lies)
  const port = await sqsPort({ url, queue, environment: {}, nowMs: () => time.nowMs })
  await port.create(10)
  return { port, time }
}

test('what is published is handed out once, with its attempts, and gone once it is acked', async () => {
  const { port } = await open()
  const stored = await port.publish(['a', 'b'], [])
  const handed = await port.poll(10, 0, never)
  expect(handed.map(({ id, body, attempts }) => ({ id, body, attempts }))).toEqual([
    { id: stored[0]!.id, body: 'a', attempts: 1 },
    { id: stored[1]!.id, body: 'b', attempts: 1 },
  ])
  expect(await port.depth()).toBe(2)
  expect(await port.ack(handed.map(({ receipt }) => receipt))).toEqual([true, true])
  expect(await port.depth()).toBe(0)
  await port.remove()
})

test('our own access key goes before what the SDK would find', async () => {
  const { server } = await aServer({ auth: 'on' })
  const { id, secret } = server.firstKey!
  const sdks = { AWS_ACCESS_KEY_ID: 'unknown', AWS_SECRET_ACCESS_KEY: 'unknown' }
  const environment = { ...sdks, SLUICE_ACCESS_KEY_ID: id, SLUICE_SECRET_ACCESS_KEY: secret }
  const port = await sqsPort({ url: server.url, queue: 'orders', environment })
  await port.create(10)
  expect(await port.depth()).toBe(0)
  const stranger = await sqsPort({ url: server.url, queue: 'orders', environment: {} })
  await expect(stranger.depth()).rejects.toThrow('SQS refused')
})

test('messages of an ordered queue have a group and a number that grows', async () => {
  const { port } = await open('orders.fifo')
  const [first, second] = await port.publish(['a', 'a'], ['g', 'g'])
  expect(first!.sequence! < second!.sequence!).toBe(true)
  const handed = await port.poll(10, 0, never)
  expect(handed).toMatchObject([
    { groupId: 'g', sequence: first!.sequence },
    { groupId: 'g', sequence: second!.sequence },
  ])
})

test('a yes to a delete counts only while the lease runs for sure', async () => {
  const { port, time } = await open()
  await port.publish(['a', 'b', 'c'], [])
  const receipts = (await port.poll(10, 0, never)).map(({ receipt }) => receipt)
  time.nowMs = 4_999
  expect(await port.ack([receipts[0]!, 'nonsense'])).toEqual([true, false])
  time.nowMs = 5_000
  expect(await port.ack([receipts[1]!])).toEqual([false])
})

const entry = (SenderFault: boolean) =>
  JSON.stringify({ Failed: [{ Id: '0', Code: 'Busy', Message: 'Not now.', SenderFault }] })

test.each([
  ['an entry that the server could not take', { status: 200, body: entry(false) }, NetworkError, 'Not now. (Busy)'],
  ['an entry that it never will', { status: 200, body: entry(true) }, CommandError, 'Not now. (Busy)'],
  ['a refusal', { status: 400, body: '{"__type":"OverLimit","message":"Full."}' }, CommandError, 'Full. (OverLimit)'],
  ['a fault', { status: 500, body: '{"__type":"InternalError","message":"Oh."}' }, NetworkError, 'Oh. (InternalError)'],
])('%s is told as what passes or does not', { timeout: 30_000 }, async (_, lie, kind, words) => {
  const { port } = await open('orders', {
    answer: ({ operation }) => (operation === 'SendMessageBatch' ? lie : undefined),
  })
  const failure = await port.publish(['a'], []).catch(error => error)
  expect(failure).toBeInstanceOf(kind)
  expect(failure.message).toContain(words)
})
