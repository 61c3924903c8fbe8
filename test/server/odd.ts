import { METHODS } from 'node:http'
import fc from 'fast-check'
import { limits } from '../../lib/domain/limits.ts'
import type { Operation } from '../../lib/protocols/native/operation.ts'
import { routes } from '../../lib/protocols/native/routes.ts'

/** A request as it is sent: whatever can be framed. */
export type OddRequest = {
  method: string
  target: string
  headers: Record<string, string>
  body: Uint8Array
  chunked: boolean
}

type Samples = { id: string; receipt: string }

/** A valid body for every operation that takes one. */
export const validBodies = ({ receipt }: Samples): Readonly<Record<string, unknown>> => {
  const attributes = { kind: { type: 'string', value: 'a' }, size: { type: 'number', value: '1', label: 'cents' } }
  const settings = { visibilityTimeoutSeconds: 1, retentionSeconds: 60, delaySeconds: 0, waitSeconds: 0 }
  const endpoint = { kind: 'queue', queue: 'invoices' }
  const policy = {
    size: [{ numeric: ['>', 0, '<=', 5] }],
    $or: [{ kind: ['a', { prefix: 'b' }] }, { ip: [{ cidr: '::/0' }] }],
  }
  return {
    publishToTopic: { messages: [{ body: 'YQ==', bodyEncoding: 'base64', attributes, tag: 'red', groupId: 'g' }] },
    putTopic: { maxMessageBytes: 1024 },
    updateTopic: { maxMessageBytes: 2048 },
    putSubscription: { endpoint, filter: { tag: 'red', attributes: policy }, deadLetterQueue: 'orders' },
    updateSubscription: { endpoint: { kind: 'http', url: 'https://example.com/' }, maxAttempts: 4, maxPerSecond: 5 },
    putTrigger: { target: { kind: 'queue', queue: 'invoices' }, filter: { attributes: policy }, batchSize: 5 },
    updateTrigger: { target: { kind: 'http', url: 'https://example.com/' }, timeoutSeconds: 5, maxConcurrency: 2 },
    publish: {
      messages: [{ body: 'YQ==', bodyEncoding: 'base64', attributes, delaySeconds: 1, expiresInSeconds: 60 }],
    },
    poll: { maxMessages: 2, waitSeconds: 0, visibilityTimeoutSeconds: 0 },
    ack: { receipts: [receipt] },
    nack: { receipts: [receipt], delaySeconds: 0, reason: 'no' },
    extend: { receipts: [receipt], visibilityTimeoutSeconds: 1 },
    createAccessKey: { owner: 'eve', grants: [{ actions: ['publish'], queues: ['orders'] }], expiresInSeconds: 60 },
    exchangeCredentials: { method: 'POST', url: 'https://sts.amazonaws.com/', headers: { host: 'sts' }, body: 'a=b' },
    putQueue: { ...settings, maxMessageBytes: 1024 },
    updateQueue: settings,
    startRedrive: { to: 'invoices', reason: 'nacked', attributes: { a: '1' }, messagesPerSecond: 5 },
    editMessage: { body: 'b', bodyEncoding: 'text', attributes, deliverAt: '2031-01-01T00:00:00Z' },
  }
}

const deep = (levels: number): unknown => (levels === 0 ? [] : [deep(levels - 1)])

const oddNumbers = [-1, -0, 0.5, 17, 31, 43_201, 2 ** 31, 2 ** 53, 1e21, 1e308, -1e308]
const oddTexts = ['', ' ', '\0', '\ud800', '__proto__', 'constructor', '../..', 'é'.repeat(200), 'x'.repeat(3000), '1']
const oddDates = ['2031-02-30T00:00:00Z', '0000-00-00T00:00:00Z', '9999-12-31T23:59:59Z', '2026-01-01']
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, {}, [], deep(50), ...oddNumbers, ...oddTexts, ...oddDates),
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
)

type Tree = Record<string, unknown>
type Place = { holder: Tree; key: string }

const placesIn = (tree: unknown): Place[] =>
  typeof tree === 'object' && tree !== null
    ? Object.entries(tree).flatMap(([key, value]) => [{ holder: tree as Tree, key }, ...placesIn(value)])
    : []

/** A poll that waits would only hold the test up. */
const waits = (value: unknown): boolean => typeof value === 'number' && value > 0 && value <= limits.waitSecondsMax

/** One place of a valid body taken out, doubled under another name, or given an odd value. */
const bent = (valid: unknown): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(), fc.constantFrom('drop', 'rename', 'replace'), oddValue).map(([at, how, odd]) => {
    const tree = structuredClone(valid)
    const places = placesIn(tree)
    const { holder, key } = places[at % places.length]!
    const value = holder[key]
    if (how !== 'replace') delete holder[key]
    if (how === 'rename') holder[`${key}x`] = value
    if (how === 'replace') holder[key] = key === 'waitSeconds' && waits(odd) ? 0 : odd
    return JSON.stringify(tree)
  })

const toBytes = (text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> => text.map(one => Buffer.from(one))
const anyBytes = fc.uint8Array({ maxLength: 300 })

const bodyFor = (valid: unknown): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 5, arbitrary: toBytes(bent(valid)) },
    { weight: 5, arbitrary: toBytes(fc.constant(JSON.stringify(valid))) },
    { weight: 1, arbitrary: toBytes(fc.json()) },
    { weight: 1, arbitrary: anyBytes },
    { weight: 1, arbitrary: fc.constant(new Uint8Array()) },
  )

const oddSegments = [
  '%zz',
  '%00',
  '%ff',
  '.',
  '..',
  'a%2Fb',
  '%25',
  'a.fifo',
  '*',
  ';a=b',
  'x'.repeat(121),
  '__proto__',
]
const segmentFor = (valid: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...valid) },
    { weight: 1, arbitrary: fc.constantFrom(...oddSegments) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1 }).map(encodeURIComponent) },
  )

/** What empties or ends a queue meets another one, so that there is something left to ask for. */
const destructive = new Set(['deleteQueue', 'purge', 'cancelMessage'])

const pathOf = (route: Operation, { id }: Samples): fc.Arbitrary<string> => {
  const queues = destructive.has(route.id) ? ['invoices'] : ['orders', 'orders', 'orders', 'invoices', 'missing']
  const segments = route.path.split('/').map(part => {
    if (part === '{queue}') return segmentFor(queues)
    if (part === '{topic}')
      return segmentFor(route.id === 'deleteTopic' ? ['olds'] : ['news', 'news', 'olds', 'missing'])
    if (part === '{subscription}') return segmentFor(['a', 'b'])
    return part.startsWith('{') ? segmentFor([id]) : fc.constant(part)
  })
  return fc.tuple(...segments).map(parts => parts.join('/'))
}

const queryText = fc.oneof(
  fc.constantFrom('0', '1', '101', '-1', '1e9', 'visible', 'inFlight', '%zz', '%ff'),
  fc.webQueryParameters(),
)
const query: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  fc.webQueryParameters().map(text => `?${text}`),
  fc
    .tuple(fc.constantFrom('limit', 'cursor', 'prefix', 'state', 'odd'), queryText)
    .map(([name, text]) => `?${name}=${text}`),
)

const headerText = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter(code => code < 0x7f || code > 0x9f)
    .map(code => String.fromCharCode(code)),
  maxLength: 300,
})
const types = [
  'application/json',
  'application/json; charset=utf-8',
  'text/plain',
  'application/problem+json',
  '',
  'application/json;',
]
const oddHeaders: fc.Arbitrary<Record<string, string>> = fc
  .record(
    {
      'content-type': fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...types) }, headerText),
      'if-match': fc.oneof(fc.constantFrom('"1"', '*', 'W/"1"', '"x"', '""', '1,2'), headerText),
      'if-none-match': fc.oneof(fc.constantFrom('*', '"1"'), headerText),
      'idempotency-key': fc.oneof(fc.constantFrom('a', 'b', ' ', 'x'.repeat(256)), headerText),
      cookie: headerText,
      'set-cookie': headerText,
      'x-odd': headerText,
      __proto__: headerText,
    },
    { requiredKeys: [] },
  )
  .map(record => ({ ...record }))

const headers = fc.oneof(fc.constant<Record<string, string>>({ 'content-type': 'application/json' }), oddHeaders)

const methods = METHODS.filter(method => method !== 'CONNECT')

/** Requests for every route of the table, mostly nearly right. */
export const oddRequest = (samples: Samples): fc.Arbitrary<OddRequest> => {
  const valid = validBodies(samples)
  const forRoute = (route: Operation): fc.Arbitrary<OddRequest> =>
    fc.record({
      method: fc.oneof({ weight: 8, arbitrary: fc.constant<string>(route.method) }, fc.constantFrom(...methods)),
      target: fc.tuple(pathOf(route, samples), query).map(([path, rest]) => path + rest),
      headers,
      body: route.id in valid ? bodyFor(valid[route.id]) : fc.oneof(fc.constant(new Uint8Array()), anyBytes),
      chunked: fc.boolean(),
    })
  return fc.oneof(...routes.map(forRoute))
}
