import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from './limits.ts'
import { toTraceContext, toTraceLine, traceOfHeaders } from './trace.ts'

const traceparent = '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01'
const line = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
const some = (length: number) => hex(length).filter(digits => /[^0]/.test(digits))
const traceparents = fc.tuple(some(32), some(16), hex(2)).map(([id, span, flags]) => `00-${id}-${span}-${flags}`)
const printable = Array.from({ length: 0x5f }, (_, at) => String.fromCharCode(0x20 + at))
const tracestates = fc
  .string({ unit: fc.constantFrom(...printable, '%', ';', '=', ','), minLength: 1, maxLength: 300 })
  .map(state => state.trim())
  .filter(state => state !== '')

test('what W3C says comes back from the line of X-Ray as it was', () => {
  expect(toTraceLine({ traceparent })).toBe(line)
  fc.assert(
    fc.property(traceparents, fc.option(tracestates, { nil: undefined }), (parent, tracestate) => {
      const given = tracestate === undefined ? { traceparent: parent } : { traceparent: parent, tracestate }
      expect(toTraceContext(toTraceLine(given)!)).toEqual(given)
    }),
  )
})

test('what X-Ray says comes back from the words of W3C as it was', () => {
  fc.assert(
    fc.property(some(32), some(16), fc.boolean(), (id, span, isSampled) => {
      const said = `Root=1-${id.slice(0, 8)}-${id.slice(8)};Parent=${span};Sampled=${isSampled ? 1 : 0}`
      expect(toTraceLine(toTraceContext(said)!)).toBe(said)
    }),
  )
})

test('a line of X-Ray is read in any order, with blanks, and with what else it says', () => {
  const said = 'Sampled=1; Self=1-67891234-x; parent; Parent=53995C3F42CD8AD8 ;Root=1-5759E988-BD862E3FE1BE46A994272793'
  expect(toTraceContext(said)).toEqual({ traceparent })
  expect(toTraceContext(line.replace('Sampled=1', 'Sampled=?'))?.traceparent).toMatch(/-00$/)
})

test.each([
  '',
  'x',
  '00',
  traceparent.slice(0, -1),
  `${traceparent}0`,
  `${traceparent}-00`,
  traceparent.replace('00-', 'ff-'),
  traceparent.toUpperCase(),
  '00-00000000000000000000000000000000-53995c3f42cd8ad8-01',
  '00-5759e988bd862e3fe1be46a994272793-0000000000000000-01',
  `${traceparent},${traceparent}`,
])('no tracing context: %j', wrong => {
  expect(toTraceLine({ traceparent: wrong })).toBeUndefined()
  expect(traceOfHeaders({ traceparent: wrong })).toBeUndefined()
})

test('of a newer version what ours has is read', () => {
  for (const newer of [traceparent.replace('00-', '01-'), `${traceparent.replace('00-', 'cc-')}-more`])
    expect(toTraceLine({ traceparent: newer })).toBe(line)
})

test.each([
  '',
  'Root=1-5759e988-bd862e3fe1be46a994272793',
  'Root=1-5759e988;Parent=53995c3f42cd8ad8',
  'Root=1-00000000-000000000000000000000000;Parent=53995c3f42cd8ad8',
  line.replace('Parent=5', 'Parent=x'),
  line.replace('Parent=53995c3f42cd8ad8', 'Parent=0000000000000000'),
  'anything; of any kind = at all',
])('no span that W3C has words for: %j', wrong => {
  expect(toTraceContext(wrong)).toBeUndefined()
})

test('a state that is no header, or too long, is left out, and nothing else', () => {
  const long = 'x'.repeat(limits.traceStateCharactersMax)
  for (const tracestate of ['', ' ', 'a\nb', 'ä=1', `${long}x`, '%'.repeat(400)])
    expect(toTraceLine({ traceparent, tracestate })).toBe(line)
  expect(toTraceLine({ traceparent, tracestate: long })).toBe(`${line};State=${long}`)
})

test('a line never gets longer than its limit', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('%', 'a'), maxLength: 520 }), tracestate => {
      expect(toTraceLine({ traceparent, tracestate })!.length).toBeLessThanOrEqual(limits.traceCharactersMax)
    }),
  )
})

test('what decodes to no header is no state', () => {
  expect(toTraceContext(`${line};State=`)).toEqual({ traceparent })
  expect(toTraceContext(`${line};State=%ff`)).toEqual({ traceparent, tracestate: '%ff' })
  expect(toTraceContext(`${line};Flags=xyz`)).toEqual({ traceparent })
})

test('of the headers of a request those of W3C go first, and X-Ray counts where it is sampled', () => {
  const other = line.replace('Parent=5', 'Parent=6')
  expect(traceOfHeaders({ traceparent, tracestate: 'a=1', 'x-amzn-trace-id': other })).toBe(`${line};State=a%3D1`)
  expect(traceOfHeaders({ traceparent: 'broken', 'x-amzn-trace-id': other })).toBe(other)
  expect(traceOfHeaders({ tracestate: 'a=1' })).toBeUndefined()
  for (const passedOver of ['', 'Root=1-5759e988', line.replace('Sampled=1', 'Sampled=0'), `${line};\n`])
    expect(traceOfHeaders({ 'x-amzn-trace-id': passedOver })).toBeUndefined()
  expect(traceOfHeaders({ 'x-amzn-trace-id': `${line};x=${'x'.repeat(limits.traceCharactersMax)}` })).toBeUndefined()
})
