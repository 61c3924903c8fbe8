import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Ring } from './alarmClock.ts'
import { sqsTimers } from './sqsTimers.ts'
import { decodeWake } from './wake.ts'

type Entry = { Id: string; MessageBody: string; DelaySeconds: number }
type Asked = { QueueUrl: string; Entries: Entry[] }

afterEach(() => {
  vi.unstubAllEnvs()
})

/** Amazon SQS, which does not take what `refuses` says, and no call at all with `status` 400. */
async function aQueue(refuses: (entry: Entry) => boolean, status = 200) {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, 'made-up')
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const batch = JSON.parse(String(await buffer(request))) as Asked
    asked.push(batch)
    const [Failed, Successful] = [batch.Entries.filter(refuses), batch.Entries.filter(entry => !refuses(entry))]
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
    const taken = Successful.map(({ Id }) => ({ Id, MessageId: Id, MD5OfMessageBody: 'x' }))
    const refused = Failed.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }))
    response.end(JSON.stringify(status === 200 ? { Successful: taken, Failed: refused } : { __type: 'NoSuchQueue' }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { asked, send: sqsTimers({ url: `${endpoint}/123456789012/timers`, region: 'eu-central-1', endpoint }) }
}

const rings = (count: number): Ring[] =>
  Array.from({ length: count }, (_, at) => ({
    wake: { queue: `q${at}`, uid: `u${at}`, atMs: at * 1000 },
    delaySeconds: at,
  }))

test('calls go out ten at once, each with its delay', async () => {
  const { asked, send } = await aQueue(() => false)
  expect(await send(rings(25))).toEqual([])
  expect(asked.map(({ Entries }) => Entries.length).sort()).toEqual([10, 10, 5])
  const sent = asked.flatMap(({ Entries }) => Entries)
  const read = sent.map(({ MessageBody, DelaySeconds }) => ({
    wake: decodeWake(MessageBody),
    delaySeconds: DelaySeconds,
  }))
  expect(read.sort((a, b) => a.delaySeconds - b.delaySeconds)).toEqual(rings(25))
  expect(asked[0]!.QueueUrl).toMatch(/timers$/)
})

test('those that were not taken are told', async () => {
  const { send } = await aQueue(({ DelaySeconds }) => DelaySeconds === 3 || DelaySeconds === 11)
  const lost = await send(rings(12))
  expect(lost.map(({ delaySeconds }) => delaySeconds).sort((a, b) => a - b)).toEqual([3, 11])
})

test('all of them, where the queue takes nothing', async () => {
  const { send } = await aQueue(() => false, 400)
  expect(await send(rings(11))).toHaveLength(11)
})

test.each(['', 'null', '[]', '{"queue":1,"uid":"u","atMs":1}', '{"queue":"q","uid":"u","atMs":"1"}', '{"queue":"q"}'])(
  'a message that says %j is no call of ours',
  text => expect(decodeWake(text)).toBeUndefined(),
)
