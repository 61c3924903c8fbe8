import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { aBatch, someServices } from '../../test/push/aBatch.ts'
import { makeFunctionTarget } from './functionTarget.ts'

const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:consume'
const never = new AbortController().signal

type Said = { status?: number; headers?: Record<string, string>; body: string }

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'y')
  return () => vi.unstubAllEnvs()
})

/** A service that answers each invocation like this, and what it was asked. */
async function invoked({ status = 200, headers = {}, body }: Said) {
  const asked: { path: string | undefined; body: string }[] = []
  const server = createServer(async (request, answer) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    asked.push({ path: request.url, body: Buffer.concat(chunks).toString() })
    answer.writeHead(status, headers).end(body)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close().closeAllConnections())
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const write = (queue: string) => ({ queue })
  const target = { kind: 'function', function: arn } as const
  const deliver = makeFunctionTarget({ region: 'us-east-1', endpoint }, write)
  const outcomes = await deliver(someServices(), target, aBatch(target, { a: '1', b: '2' }), never)
  return { outcomes, asked }
}

test('a batch is one call of the function, with the event', async () => {
  const { outcomes, asked } = await invoked({ body: 'null' })
  expect(outcomes).toEqual([{ kind: 'delivered' }, { kind: 'delivered' }])
  expect(asked).toEqual([
    { path: `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`, body: '{"queue":"orders"}' },
  ])
})

test('what it reports as failed has failed', async () => {
  const { outcomes } = await invoked({ body: '{"batchItemFailures":[{"itemIdentifier":"b"}]}' })
  expect(outcomes.map(({ kind }) => kind)).toEqual(['delivered', 'failed'])
})

const refused = (type: string) => ({ 'x-amzn-errortype': type, 'content-type': 'application/json' })

test.each<[string, Said, object]>([
  [
    'throws',
    { headers: { 'x-amz-function-error': 'Unhandled' }, body: '{"errorType":"Error","errorMessage":"boom"}' },
    { kind: 'failed', reason: 'Error: boom' },
  ],
  [
    'is busy',
    { status: 429, headers: { ...refused('TooManyRequestsException'), 'retry-after': '7' }, body: '{}' },
    { kind: 'throttled', reason: 'TooManyRequestsException', retryAfterMs: 7000 },
  ],
  [
    'is gone',
    { status: 404, headers: refused('ResourceNotFoundException'), body: '{"Message":"Function not found"}' },
    { kind: 'failed', reason: `target is gone: there is no function ${arn}` },
  ],
  [
    'is not ours to call',
    { status: 403, headers: refused('AccessDeniedException'), body: '{"Message":"not authorized"}' },
    { kind: 'failed', reason: expect.stringMatching(/^AccessDeniedException: /) },
  ],
])('a function that %s: all of the batch end alike', async (_what, said, outcome) => {
  const { outcomes, asked } = await invoked(said)
  expect(outcomes).toEqual([outcome, outcome])
  expect(asked).toHaveLength(1)
})
