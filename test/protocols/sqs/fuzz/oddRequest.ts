import fc from 'fast-check'
import type { Input } from '../harness/client.ts'
import { toForm, toParameters } from '../harness/queryForm.ts'
import { bent } from './oddInput.ts'
import { validInputs } from './validInputs.ts'

/** A request as it is sent, and what it was made of. */
export type OddRequest = {
  operation: string
  protocol: 'JSON' | 'Query'
  /** Whether it is one that is answered with 200, if the queues and handles are there. */
  isValid: boolean
  method: string
  target: string
  headers: Record<string, string>
  body: string
}

const operations = Object.keys(validInputs)
const queuePath = '/000000000000/orders'
const targets = [
  '/',
  '/',
  '/',
  queuePath,
  '/base/',
  '//',
  '/%zz',
  '/a%2Fb',
  '/000000000000/',
  '/../x',
  '/?a=b&=&%',
  '/;x',
]

const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map(code => String.fromCharCode(code)),
  maxLength: 200,
})
const oddHeaders: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'text/plain',
      '',
      'application/x-amz-json-1.1',
      'multipart/form-data',
    ),
    'x-amz-target': fc.oneof(fc.constantFrom('AmazonSQS.', 'AmazonSQS.toString', 'SQS.SendMessage', ''), headerText),
    'x-amzn-trace-id': headerText,
    'x-amz-date': headerText,
    authorization: headerText,
    accept: fc.constantFrom('application/json', '*/*'),
    'x-amzn-query-mode': headerText,
  },
  { requiredKeys: [] },
)

type Sent = Omit<OddRequest, 'operation' | 'protocol' | 'isValid'>

export const jsonOf = (operation: string, input: Input): Sent => ({
  method: 'POST',
  target: '/',
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
  body: JSON.stringify(input),
})

/** Odd values have no place in a form: then it says what a careless client would. */
function parametersOf(operation: string, input: Input): [string, string][] {
  try {
    return toParameters(operation, input)
  } catch {
    return [
      ['Action', operation],
      ...Object.entries(input).map(([name, value]): [string, string] => [name, JSON.stringify(value) ?? '']),
    ]
  }
}

function queryOf(operation: string, input: Input, isGet: boolean): Sent {
  const form = toForm(parametersOf(operation, input))
  if (isGet && form.length < 8_000) return { method: 'GET', target: `/?${form}`, headers: {}, body: '' }
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  return { method: 'POST', target: '/', headers, body: form }
}

const spoilt = (body: string, at: number, how: string): string => {
  const index = body.length === 0 ? 0 : at % body.length
  if (how === 'cut') return body.slice(0, index)
  if (how === 'double') return body + body
  return `${body.slice(0, index)}${how}${body.slice(index + 1)}`
}

const names = [
  'Attribute.1.Name',
  'Attribute.x.Name',
  'Attribute.99999999.Name',
  'AttributeName',
  'AttributeName.1.2.3',
  '__proto__.1',
]
const places = [
  'Attribute.1.Value.StringValue.4',
  'SendMessageBatchRequestEntry.1',
  'MessageAttribute.1.Value',
  'QueueUrl.1',
  '.',
  '1',
  '',
]
const moreParameters = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.constantFrom(...names, ...places).map(name => `&${encodeURIComponent(name)}=x`),
  fc.webQueryParameters().map(text => `&${text}`),
)

const inputOf = (operation: string): fc.Arbitrary<{ input: Input; isValid: boolean }> =>
  fc
    .constantFrom(...validInputs[operation]!)
    .chain(valid =>
      fc.oneof(
        { weight: 3, arbitrary: fc.constant({ input: valid, isValid: true }) },
        { weight: 7, arbitrary: bent(valid).map(input => ({ input, isValid: false })) },
      ),
    )

const plainly = (operation: string): fc.Arbitrary<OddRequest> =>
  fc.tuple(inputOf(operation), fc.boolean(), fc.boolean()).map(([{ input, isValid }, isJson, isGet]) => ({
    ...{ operation, isValid, protocol: isJson ? ('JSON' as const) : ('Query' as const) },
    ...(isJson ? jsonOf(operation, input) : queryOf(operation, input, isGet)),
  }))

/** The same with something of its wire form spoilt. */
const oddly = (operation: string): fc.Arbitrary<OddRequest> =>
  fc
    .tuple(plainly(operation), fc.constantFrom(...targets), oddHeaders, moreParameters, fc.nat())
    .chain(([request, target, headers, more, at]) =>
      fc.constantFrom('target', 'headers', 'more', 'cut', 'double', '\0', '"', '{', '%', '&', '\ufffd').map(how => {
        const odd = { ...request, isValid: false }
        if (how === 'target' && request.method === 'POST') return { ...odd, target }
        if (how === 'headers') return { ...odd, headers: { ...request.headers, ...headers } }
        if (how !== 'more' && request.method === 'POST') return { ...odd, body: spoilt(request.body, at, how) }
        return request.method === 'GET'
          ? { ...odd, target: request.target + more }
          : { ...odd, body: request.body + more }
      }),
    )

/** Requests of every operation in both protocols, mostly nearly right. */
export const oddRequest: fc.Arbitrary<OddRequest> = fc
  .constantFrom(...operations)
  .chain(operation =>
    fc.oneof({ weight: 7, arbitrary: plainly(operation) }, { weight: 3, arbitrary: oddly(operation) }),
  )
