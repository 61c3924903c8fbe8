import { expect, test } from 'vitest'
import { aBatch, someServices } from '../../test/push/aBatch.ts'
import { makeHttpTarget } from './eventPost.ts'
import type { Reply } from './httpTarget.ts'

const url = 'http://a.example/hook'
const json = { 'content-type': 'application/json; charset=utf-8' }
const target = { kind: 'http', url } as const

async function posted(reply: Partial<Reply> | string) {
  const asked: unknown[] = []
  const deliver = makeHttpTarget(
    async (posting, seconds) => {
      asked.push([posting.url, posting.body.toString(), seconds])
      return typeof reply === 'string'
        ? reply
        : { status: 200, headers: {}, body: Buffer.alloc(0), isWhole: true, ...reply }
    },
    queue => ({ queue }),
    async (_, body, to) => ({ url: to, path: '/', headers: {}, body }),
  )
  const outcomes = await deliver(
    someServices(),
    target,
    aBatch(target, { a: '1', b: '2' }, 17),
    new AbortController().signal,
  )
  return { asked, outcomes }
}

test('an endpoint gets the event in one request, and has as long as the trigger says', async () => {
  const { asked, outcomes } = await posted({ status: 204 })
  expect(asked).toEqual([[url, '{"queue":"orders"}', 17]])
  expect(outcomes.map(({ kind }) => kind)).toEqual(['delivered', 'delivered'])
})

test.each<[string, Partial<Reply> | string, object]>([
  ['200 in words', { body: Buffer.from('ok') }, { kind: 'delivered' }],
  ['200 in JSON that is no object', { headers: json, body: Buffer.from('"ok"') }, { kind: 'delivered' }],
  ['500', { status: 500 }, { kind: 'failed', reason: 'answered 500' }],
  ['302', { status: 302 }, { kind: 'failed', reason: 'answered 302' }],
  ['429', { status: 429 }, { kind: 'throttled', reason: 'answered 429' }],
  ['429 with a time', { status: 429, headers: { 'retry-after': '9' } }, { kind: 'throttled', retryAfterMs: 9000 }],
  [
    '503 with no time at all',
    { status: 503, headers: { 'retry-after': '0' } },
    { kind: 'throttled', retryAfterMs: undefined },
  ],
  [
    'JSON that breaks off',
    { headers: json, body: Buffer.from('{"batch') },
    { kind: 'failed', reason: 'answered JSON that cannot be read' },
  ],
  [
    'JSON that is too long',
    { headers: json, body: Buffer.from('{}'), isWhole: false },
    { kind: 'failed', reason: 'answered JSON that cannot be read' },
  ],
  ['nothing', 'connection refused', { kind: 'failed', reason: 'connection refused' }],
])('an endpoint that answers %s', async (_what, reply, outcome) => {
  const { outcomes } = await posted(reply)
  expect(outcomes).toEqual([expect.objectContaining(outcome), expect.objectContaining(outcome)])
})

test('what it names in JSON has failed', async () => {
  const body = Buffer.from('{"batchItemFailures":[{"itemIdentifier":"a"}]}')
  const { outcomes } = await posted({ headers: json, body })
  expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'delivered'])
})
