import { expect, test } from 'vitest'
import { checkedTrigger, type TriggerChange } from './checkedTrigger.ts'
import type { Attributes } from './envelope.ts'
import type { FilterPolicy } from './filterPolicy.ts'
import type { Problem } from './problem.ts'
import { defaultTrigger, type Trigger, type TriggerTarget, triggerOf, triggersPart } from './trigger.ts'

const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:orders'

const good: TriggerTarget[] = [
  ...[arn, `${arn}:12`, `${arn}:live`, `${arn}:$LATEST`].map(one => ({ kind: 'function' as const, function: one })),
  { kind: 'function', function: 'arn:aws-cn:lambda:cn-north-1:123456789012:function:o_r-1' },
  { kind: 'function', function: 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:o' },
  { kind: 'http', url: 'https://example.com/hook?key=1' },
  { kind: 'queue', queue: 'archive' },
  { kind: 'sqs', url: 'https://sqs.eu-central-1.amazonaws.com/123456789012/orders.fifo' },
  { kind: 'sqs', url: 'https://sqs.cn-north-1.amazonaws.com.cn/123456789012/orders' },
  { kind: 'sqs', url: 'http://127.0.0.1:5000/123456789012/orders' },
  { kind: 'sqs', url: 'http://localhost:5000/123456789012/orders' },
  { kind: 'module', path: './handler.ts' },
  { kind: 'module', path: 'deep/er/handler.mjs' },
]

test.each(good)('%j is a target', target => {
  expect(checkedTrigger({ target })).toEqual({ ...defaultTrigger, target })
})

const bad: [TriggerTarget, field: string][] = [
  [{ kind: 'function', function: 'orders' }, 'function'],
  [{ kind: 'function', function: `${arn}:` }, 'function'],
  [{ kind: 'function', function: `${arn}:a b` }, 'function'],
  [{ kind: 'function', function: arn.replace('aws', 'awsx') }, 'function'],
  [{ kind: 'function', function: arn.replace('123456789012', '12345678901') }, 'function'],
  [{ kind: 'function', function: `x${arn}` }, 'function'],
  [{ kind: 'http', url: 'ftp://example.com' }, 'url'],
  [{ kind: 'http', url: 'https://ann:secret@example.com' }, 'url'],
  [{ kind: 'http', url: `https://example.com/${'x'.repeat(2_048)}` }, 'url'],
  [{ kind: 'queue', queue: '~push/a/b/c' }, 'queue'],
  [{ kind: 'sqs', url: 'http://sqs.eu-central-1.amazonaws.com/123456789012/orders' }, 'url'],
  [{ kind: 'sqs', url: 'https://sqs.eu-central-1.amazonaws.com.example.com/123456789012/orders' }, 'url'],
  [{ kind: 'sqs', url: 'https://example-amazonaws.com/123456789012/orders' }, 'url'],
  [{ kind: 'sqs', url: 'https://a1b2c3.execute-api.eu-central-1.amazonaws.com/123456789012/orders' }, 'url'],
  [{ kind: 'sqs', url: 'https://bucket.s3.amazonaws.com/123456789012/orders' }, 'url'],
  [{ kind: 'sqs', url: 'https://sqs.evil.s3.eu-central-1.amazonaws.com/123456789012/orders' }, 'url'],
  [{ kind: 'sqs', url: 'https://sqs.eu-central-1.amazonaws.com/orders' }, 'url'],
  [{ kind: 'sqs', url: 'https://sqs.eu-central-1.amazonaws.com/123456789012/orders?x' }, 'url'],
  [{ kind: 'sqs', url: 'http://10.0.0.1/123456789012/orders' }, 'url'],
  [{ kind: 'module', path: '/etc/handler.ts' }, 'path'],
  [{ kind: 'module', path: '../handler.ts' }, 'path'],
  [{ kind: 'module', path: 'a/../../handler.ts' }, 'path'],
  [{ kind: 'module', path: 'a\\..\\handler.ts' }, 'path'],
  [{ kind: 'module', path: 'handler.json' }, 'path'],
  [{ kind: 'module', path: '.ts' }, 'path'],
  [{ kind: 'module', path: `${'x'.repeat(253)}.ts` }, 'path'],
]

test.each(bad)('%j is none, which its field says', (target, field) => {
  expect(problemsOf({ target })).toMatchObject([{ path: ['target', field] }])
})

function problemsOf(change: TriggerChange): unknown {
  try {
    return checkedTrigger(change)
  } catch (error) {
    return (error as Problem).extras.fields
  }
}

const target: TriggerTarget = { kind: 'queue', queue: 'archive' }

test('everything that is wrong is said at once, with the range', () => {
  const change = {
    batchSize: 101,
    batchWindowSeconds: -1,
    timeoutSeconds: 0.5,
    maxConcurrency: 0,
    maxPerSecond: 10_001,
    filter: { attributes: { a: [] } },
  }
  expect(problemsOf(change)).toMatchObject([
    { path: ['target'], detail: 'is missing' },
    { path: ['batchSize'], limit: '1 to 100', got: 101 },
    { path: ['batchWindowSeconds'], limit: '0 to 300', got: -1 },
    { path: ['timeoutSeconds'], limit: '1 to 840', got: 0.5 },
    { path: ['maxConcurrency'], limit: '1 to 1000', got: 0 },
    { path: ['maxPerSecond'], limit: '1 to 10000', got: 10_001 },
    { path: ['filter', 'attributes', 'a'] },
  ])
})

test('the ends of each range are taken', () => {
  const least = { batchSize: 1, batchWindowSeconds: 0, timeoutSeconds: 1, maxConcurrency: 1, maxPerSecond: 1 }
  const most = {
    batchSize: 100,
    batchWindowSeconds: 300,
    timeoutSeconds: 840,
    maxConcurrency: 1_000,
    maxPerSecond: 10_000,
  }
  for (const settings of [least, most]) expect(checkedTrigger({ target, ...settings })).toEqual({ target, ...settings })
})

test('a change keeps what it does not name, and null takes away what need not be there', () => {
  const before = { ...defaultTrigger, target, batchSize: 3, maxConcurrency: 2, filter: { attributes: { a: ['x'] } } }
  const change = { batchSize: undefined, filter: null, maxConcurrency: null, timeoutSeconds: 9 }
  expect(checkedTrigger(change, before)).toEqual({ ...defaultTrigger, target, batchSize: 3, timeoutSeconds: 9 })
})

const named = (name: string, attributes?: FilterPolicy): Trigger => ({
  name,
  uid: name,
  settings: { ...defaultTrigger, target, ...(attributes && { filter: { attributes } }) },
  createdAtMs: 0,
  updatedAtMs: 0,
})

const text = (value: string): Attributes => ({ store: { type: 'string', value } })

test('a message goes to the first trigger by name whose filter lets it through', () => {
  const queue = triggersPart([named('c'), named('b', { store: ['shop'] }), named('a', { store: ['kiosk'] })])
  expect(queue).toMatchObject({ wakes: true, triggers: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] })
  const nameFor = (attributes: Attributes) => triggerOf(queue, { attributes })?.name
  expect(nameFor(text('shop'))).toBe('b')
  expect(nameFor(text('kiosk'))).toBe('a')
  expect(nameFor({})).toBe('c')
})

test('what no trigger wants has none, and a queue without triggers wakes nobody', () => {
  expect(triggerOf(triggersPart([named('b', { store: ['shop'] })]), { attributes: {} })).toBeUndefined()
  expect(triggerOf(triggersPart([]), { attributes: {} })).toBeUndefined()
  expect(triggersPart([]).wakes).toBe(false)
})
