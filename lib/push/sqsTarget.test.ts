import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { aBatch, someServices } from '../../test/push/aBatch.ts'
import { md5 } from '../protocols/sqs/digest.ts'
import { makeWriteEntry } from '../protocols/sqs/forwardedEntry.ts'
import { makeSqsTarget } from './sqsTarget.ts'

const place = { account: '123456789012', region: 'eu-central-1' }

/** A queue of SQS that tells of the bytes of each call, and refuses those that have too many, as SQS does. */
async function aQueue() {
  const calls: number[] = []
  const server = createServer(async (asked, answer) => {
    const chunks: Buffer[] = []
    for await (const chunk of asked) chunks.push(chunk as Buffer)
    const { Entries } = JSON.parse(Buffer.concat(chunks).toString()) as {
      Entries: { Id: string; MessageBody: string }[]
    }
    const bytes = Entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0)
    calls.push(bytes)
    const isTooLong = bytes > 1_048_576
    const refusal = { __type: 'com.amazonaws.sqs#BatchRequestTooLong', message: 'too long' }
    const Successful = Entries.map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) }))
    answer.statusCode = isTooLong ? 400 : 200
    answer.setHeader('content-type', 'application/x-amz-json-1.0')
    answer.end(JSON.stringify(isTooLong ? refusal : { Successful }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const url = `${endpoint}/123456789012/next`
  return { calls, url, deliver: makeSqsTarget({ region: place.region, endpoint }, makeWriteEntry(place as never)) }
}

test('messages that grow on their way, as they are not text, go in more calls', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b')
  onTestFinished(() => void vi.unstubAllEnvs())
  const { calls, url, deliver } = await aQueue()
  const target = { kind: 'sqs', url } as const
  const batch = aBatch(target, Object.fromEntries(['a', 'b', 'c', 'd'].map(id => [id, 'x'.repeat(250_000)])))
  for (const { message } of batch.messages) message.envelope.kind = 'binary'
  const outcomes = await deliver(someServices(), target, batch, new AbortController().signal)
  expect([outcomes.map(({ kind }) => kind), calls.length]).toEqual([Array(4).fill('delivered'), 2])
})
