import fc from 'fast-check'
import { latest, type Sent, validRequests } from './validRequests.ts'

/** A request as it is sent, and what it was made of. */
export type OddRequest = Sent & {
  operation: string
  /** Whether it is one that is served, if the queue and the handle are there. */
  isValid: boolean
}

const odd = {
  values: [
    '',
    ' ',
    '0',
    '-1',
    '17',
    '1e3',
    '4294967296',
    '99999999999999999999',
    'NaN',
    'True',
    'http://127.0.0.1:1/',
    'acs:mns:0:127:queues/~x',
    'mail:x',
    'ü'.repeat(200),
  ],
  texts: [
    '&#0;',
    '&#1;',
    '&#xFFFE;',
    '&x;',
    '&amp;',
    '<',
    ']]>',
    '<![CDATA[<]]>',
    '<!-- -->',
    '<a b="c">d</a>',
    '\0',
    '\ufffe',
  ],
  handles: [latest.handle, '1-', '1-AAAA', '0-AAAA', '9999999-AAAA', 'garbage!', `2-${'A'.repeat(160)}`],
  documents: [
    '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><a>&z;</a>',
    '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    '<?xml version="1.0" encoding="UTF-16"?><Queue/>',
    '<?xml version="1.1"?><Queue>&#1;</Queue>',
    '<Message/>',
    '<Messages/>',
    '<ReceiptHandles/>',
    '<Other/>',
    '<a>'.repeat(50),
    `<Queue${Array.from({ length: 70 }, (_, index) => ` a${index}=""`).join('')}/>`,
    `<Messages>${'<Message><MessageBody>x</MessageBody></Message>'.repeat(17)}</Messages>`,
    `<Messages>${'<a/>'.repeat(2_100)}</Messages>`,
  ],
} as const

const queues = ['orders', 'spare', 'missing', 'orders.fifo', '1$x', 'a%20b', '%zz', '%2F', '..', '~x', 'x'.repeat(300)]
const targets = fc.oneof(
  fc.constantFrom('/', '//', '/queues/', '/queues//messages', '/nothing', '/?accountmeta=false', '/queues/orders/x'),
  fc
    .constantFrom('', '/messages', '/messages?numOfMessages=2', '/messages?a=b&=&%')
    .chain(rest => fc.constantFrom(...queues).map(queue => `/queues/${queue}${rest}`)),
  fc.constantFrom(...odd.handles).map(handle => `/queues/orders/messages?ReceiptHandle=${encodeURIComponent(handle)}`),
  fc
    .constantFrom('', '/messages', '/subscriptions', '/subscriptions/s', '/subscriptions/1$x')
    .chain(rest =>
      fc.constantFrom('t', 'missing', '1$x', '~t', 'x'.repeat(300)).map(topic => `/topics/${topic}${rest}`),
    ),
  fc.webQueryParameters().map(query => `/queues/orders/messages?waitseconds=0&${query}`),
)

const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map(code => String.fromCharCode(code)),
  maxLength: 200,
})
const headers: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    authorization: fc.oneof(headerText, fc.constantFrom('MNS a:b', 'MNS4-HMAC-SHA256 Credential=', 'Bearer x')),
    'x-mns-version': fc.constantFrom('2015-06-06', '1', ''),
    'x-mns-date': headerText,
    'content-md5': headerText,
    'content-type': fc.constantFrom('text/xml', 'application/json', '', 'text/xml; charset=utf-16'),
    'x-mns-ret-number': fc.constantFrom(...odd.values.slice(0, -1)),
    'x-mns-marker': fc.constantFrom('x', latest.marker, 'AAAA'),
    'x-mns-prefix': headerText,
    'security-token': headerText,
  },
  { requiredKeys: [] },
)

/** Puts something else where a text stands, or doubles or drops an element. */
function bend(body: string, at: number, how: 'text' | 'double' | 'drop', value: string): string {
  const leaves = [...body.matchAll(/<(\w+)>([^<]*)<\/\1>/g)]
  if (leaves.length === 0) return `${body}${value}`
  const { 0: whole, 1: name, index } = leaves[at % leaves.length]!
  const bent = how === 'text' ? `<${name}>${value}</${name}>` : how === 'double' ? whole + whole : ''
  return body.slice(0, index) + bent + body.slice(index + whole.length)
}

/** A query whose values are others; none that would make a receive wait. */
const bentTarget = (target: string, value: string): string =>
  target
    .replace(/=([^&]*)$/, `=${encodeURIComponent(value.toWellFormed())}`)
    .replace(/waitseconds=[^&]*/, 'waitseconds=0')

const spoilt = (body: string, at: number, how: string): string => {
  const index = body.length === 0 ? 0 : at % body.length
  return how === 'cut' ? body.slice(0, index) : `${body.slice(0, index)}${how}${body.slice(index + 1)}`
}

const oddValue = fc.oneof(
  fc.constantFrom<string>(...odd.values, ...odd.texts, ...odd.handles),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

function spoil(valid: Sent): fc.Arbitrary<Sent> {
  const bent = fc
    .tuple(fc.nat(), fc.constantFrom('text' as const, 'double' as const, 'drop' as const), oddValue)
    .map(([at, how, value]) => ({ ...valid, body: bend(valid.body, at, how, value) }))
  return fc.oneof(
    { weight: 4, arbitrary: bent },
    oddValue.map(value => ({ ...valid, target: bentTarget(valid.target, value) })),
    targets.map(target => ({ ...valid, target })),
    headers.map(more => ({ ...valid, headers: { ...valid.headers, ...more } })),
    fc.constantFrom<string>(...odd.documents).map(body => ({ ...valid, body })),
    fc
      .tuple(fc.nat(), fc.constantFrom('cut', '\0', '<', '&', '"', '\ufffd'))
      .map(([at, how]) => ({ ...valid, body: spoilt(valid.body, at, how) })),
  )
}

/** Requests of every operation, mostly nearly right. */
export const oddRequest: fc.Arbitrary<OddRequest> = fc
  .constantFrom(...Object.keys(validRequests))
  .chain(operation =>
    fc
      .constantFrom(...validRequests[operation]!)
      .chain(valid =>
        fc.oneof(
          { weight: 3, arbitrary: fc.constant({ ...valid, operation, isValid: true }) },
          { weight: 7, arbitrary: spoil(valid).map(sent => ({ ...sent, operation, isValid: false })) },
        ),
      ),
  )
