import { expect, test } from 'vitest'
import { openapiDocument } from '../../lib/protocols/native/document/openapi.ts'
import { routes } from '../../lib/protocols/native/routes.ts'
import type { Definition } from './definition.ts'
import { readDefinitions } from './definitions.ts'
import { type Rules, rulesIn } from './rules.ts'

/** As every server describes itself. */
const rules = rulesIn(openapiDocument(routes)) as Rules

const read = (queues: unknown): Definition[] => readDefinitions(JSON.stringify({ queues }), 'queues.json', rules)

test('every setting that there is can be given, and null where it takes one away', () => {
  const settings = {
    visibilityTimeoutSeconds: 60,
    retentionSeconds: 60,
    delaySeconds: 0,
    waitSeconds: 30,
    maxMessageBytes: 1024,
    ordered: { deduplication: { contentBased: true, windowSeconds: 1, scope: 'group' }, parkAfterAttempts: null },
    deadLetter: { queue: 'b.fifo', maxAttempts: 1000 },
    retry: { kind: 'exponential', firstSeconds: 5, factor: 2, maxSeconds: 60, jitter: 0.5 },
    maxPublishesPerSecond: 1,
    maxInFlight: null,
  }
  expect(read({ 'a.fifo': settings })).toEqual([{ queue: 'a.fifo', settings }])
  expect(read({ a: { retry: { kind: 'table', delaysSeconds: [1] }, deadLetter: null } })).toHaveLength(1)
})

test.each([
  [{ 'a b': {} }, /queue a b: the name has not the right form \(limit .+, got "a b"\)/],
  [{ a: { waitSeconds: 31 } }, 'queue a: waitSeconds is too large (limit 30, got 31)'],
  [{ a: { retentionSeconds: 59 } }, 'queue a: retentionSeconds is too small (limit 60, got 59)'],
  [{ a: { waitSeconds: 1.5 } }, 'queue a: waitSeconds has to be a whole number (got 1.5)'],
  [{ a: { waitSeconds: '3' } }, 'queue a: waitSeconds has to be a whole number (got "3")'],
  [{ a: { waitSeconds: null } }, 'queue a: waitSeconds has to be a whole number (got null)'],
  [{ a: { wait: 3 } }, 'queue a: wait is not a setting: there are visibilityTimeoutSeconds, retentionSeconds'],
  [{ a: [] }, 'queue a: has to be an object (got [])'],
  [{ a: null }, 'has to be an object (got null)'],
  [{ a: { deadLetter: { queue: 'b' } } }, 'queue a: deadLetter.maxAttempts is missing'],
  [{ a: { deadLetter: 'b' } }, 'queue a: deadLetter has to be an object (got "b")'],
  [{ a: { deadLetter: { queue: 'b', maxAttempts: 1, expired: 1 } } }, 'deadLetter.expired has to be true or false'],
  [{ a: { retry: { kind: 'soon' } } }, 'retry.kind is not one of fixed, exponential, table (got "soon")'],
  [{ a: { retry: { kind: 'fixed' } } }, 'queue a: retry.delaySeconds is missing'],
  [{ a: { retry: { kind: 'table', delaysSeconds: [] } } }, 'retry.delaysSeconds is too short (limit 1, got 0)'],
  [
    { a: { retry: { kind: 'table', delaysSeconds: [1, -1] } } },
    'retry.delaysSeconds[1] is too small (limit 0, got -1)',
  ],
  [
    { a: { retry: { kind: 'table', delaysSeconds: Array(17).fill(1) } } },
    'retry.delaysSeconds is too long (limit 16, got 17)',
  ],
  [
    { 'a.fifo': { ordered: { deduplication: { scope: 'all' } } } },
    'ordered.deduplication.scope is not one of queue, group (got "all")',
  ],
  [{ a: { ordered: {} } }, 'queue a: ordered is for queues whose name ends in .fifo'],
  [{ a: { deadLetter: { queue: 'a', maxAttempts: 1 } } }, 'deadLetter.queue is the queue itself'],
  [{ a: { deadLetter: { queue: 'b.fifo', maxAttempts: 1 } } }, 'must end in .fifo if the queue does, and only then'],
  [
    { a: { retry: { kind: 'exponential', firstSeconds: 9, factor: 1, maxSeconds: 8 } } },
    'retry.maxSeconds is less than firstSeconds (limit 9, got 8)',
  ],
])('%j is refused, with what is wrong and what is allowed', (queues, words) => {
  expect(() => read(queues)).toThrow(words)
  expect(() => read(queues)).toThrow(/^queues\.json: queue .*\nNothing was changed\.$/s)
})

test('every fault of the file is told, a line each', () => {
  expect(() => read({ a: { waitSeconds: 31, delaySeconds: -1 }, b: { maxInFlight: 0 } })).toThrow(
    /^queues\.json: queue a: wait.*\nsluice: queues\.json: queue a: delay.*\nsluice: queues\.json: queue b: maxInFlight/,
  )
})

test.each([['{'], ['[]'], ['{}'], ['{"queues": []}'], ['{"queues": {}, "topics": {}}'], ['null']])(
  '%s is no file of queues',
  text => {
    expect(() => readDefinitions(text, 'queues.json', rules)).toThrow(/^queues\.json: (is not JSON: |has to be \{)/)
  },
)

test('long values are cut in what is said of them', () => {
  expect(() => read({ a: { deadLetter: 'x'.repeat(200) } })).toThrow(/got "x{99}…\)/)
})
