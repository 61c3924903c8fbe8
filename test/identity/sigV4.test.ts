import { describe, expect, test } from 'vitest'
import { VirtualClock } from '../../lib/clock.ts'
import type { Request } from '../../lib/http/message.ts'
import { makeSigV4 } from '../../lib/identity/sigV4/makeSigV4.ts'
import { anInstallation } from './anInstallation.ts'
import { example, exampleDesk, sha256, vectors } from './vectors.ts'

type Name = keyof typeof vectors
const names = Object.keys(vectors) as Name[]

/** Asks who signed, at a time counted from that of the vectors. */
async function aVerifier({
  afterMs = 0,
  region,
  sessionToken,
}: {
  afterMs?: number
  region?: string
  sessionToken?: string
} = {}) {
  const installation = await anInstallation()
  const wall = new VirtualClock(example.dateMs + afterMs)
  const desk = exampleDesk(installation, sessionToken)
  const authenticate = makeSigV4({ desk, wall, region })
  return (request: Request) =>
    authenticate(request).then(
      ({ name }) => ({ code: 'admitted', detail: name }),
      (error: { code: string; detail: string }) => ({ code: error.code, detail: error.detail }),
    )
}

const withHeaders = (request: Request, headers: Request['headers']): Request => ({
  ...request,
  headers: { ...request.headers, ...headers },
})

function withQuery(request: Request, change: Record<string, string | undefined>): Request {
  const query = new URLSearchParams(request.query)
  for (const [name, value] of Object.entries(change)) value === undefined ? query.delete(name) : query.set(name, value)
  return { ...request, query }
}

const turned = (text: string, at: number): string =>
  text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)

const authorizationOf = ({ headers }: Request): string => headers.authorization!

describe.each(names)('vector %s of the reference', name => {
  const { request, sessionToken } = vectors[name]
  const verifier = () => aVerifier(sessionToken === undefined ? {} : { sessionToken })

  test('is admitted', async () => {
    expect(await (await verifier())(request)).toEqual({ code: 'admitted', detail: `example (${example.id})` })
  })

  test('is refused with any one character of the path or the method changed', async () => {
    const verify = await verifier()
    expect((await verify({ ...request, method: 'PUT' })).code).toBe('WrongSignature')
    expect((await verify({ ...request, path: `${request.path}x` })).code).toBe('WrongSignature')
    for (let at = 1; at < request.path.length; at++)
      if (request.path[at] !== '/')
        expect((await verify({ ...request, path: turned(request.path, at) })).code).toBe('WrongSignature')
  })

  test('is refused with any one character of the body changed', async () => {
    const verify = await verifier()
    const body = (request.body as string | undefined) ?? ''
    expect((await verify({ ...request, body: `${body} ` })).code).toBe('WrongSignature')
    for (let at = 0; at < body.length; at += 7)
      expect((await verify({ ...request, body: turned(body, at) })).code).toBe('WrongSignature')
  })

  test('is refused with any signed header changed, taken away, or moved to another host', async () => {
    const verify = await verifier()
    for (const header of ['host', 'content-type', 'x-amz-target', 'x-amzn-query-mode'] as const) {
      const value = request.headers[header]
      if (value === undefined) continue
      for (const other of [turned(value, value.length - 1), `${value}0`, undefined])
        expect((await verify(withHeaders(request, { [header]: other }))).code).toBe('WrongSignature')
    }
  })
})

test.each(['A', 'B', 'C'] as const)('of vector %s every character of the signature counts', async name => {
  const { request, sessionToken } = vectors[name]
  const verify = await aVerifier(sessionToken === undefined ? {} : { sessionToken })
  const header = authorizationOf(request)
  for (let at = header.length - 64; at < header.length; at++) {
    const digit = header[at] === '0' ? '1' : '0'
    const authorization = header.slice(0, at) + digit + header.slice(at + 1)
    expect((await verify(withHeaders(request, { authorization }))).code).toBe('WrongSignature')
  }
})

test('what a URL asks for counts, every parameter of it, and one more is one too many', async () => {
  const verify = await aVerifier()
  const { request } = vectors.D
  for (const [name, value] of [
    ['Action', 'DeleteMessage'],
    ['MaxNumberOfMessages', '1'],
    ['X-Amz-Expires', '61'],
    ['X-Amz-Credential', `${example.id}/20250115/us-east-2/sqs/aws4_request`],
    ['WaitTimeSeconds', '1'],
    ['Version', undefined],
    ['X-Amz-Signature', 'a'.repeat(64)],
  ] as const)
    expect((await verify(withQuery(request, { [name]: value }))).code).toBe('WrongSignature')
})

test.each(['x-other', 'constructor', '__proto__'])(
  'a header %s that is said to be signed counts if it was sent',
  async name => {
    const verify = await aVerifier()
    const { request } = vectors.A
    const authorization = authorizationOf(request).replace(/SignedHeaders=([^,]+)/, `SignedHeaders=$1;${name}`)
    expect((await verify(withHeaders(request, { authorization }))).code).toBe('admitted')
    const sent = withHeaders(request, { ...Object.fromEntries([[name, 'x']]), authorization })
    expect((await verify(sent)).code).toBe('WrongSignature')
  },
)

test('a wrong signature is told what should have been signed', async () => {
  const verify = await aVerifier()
  const { request, canonicalHash } = vectors.A
  const { detail } = await verify(withHeaders(request, { authorization: authorizationOf(request).replace(/.$/, '0') }))
  const [, canonicalRequest, stringToSign] =
    detail.match(
      /^The Canonical String for this request should have been\n'(.*)'\n\nThe String-to-Sign should have been\n'(.*)'$/s,
    ) ?? []
  expect(sha256(canonicalRequest!)).toBe(canonicalHash)
  expect(stringToSign).toBe(`AWS4-HMAC-SHA256\n20250115T123456Z\n20250115/us-east-1/sqs/aws4_request\n${canonicalHash}`)
})

test('fields without spaces between them, and in another order, are read', async () => {
  const verify = await aVerifier()
  const { request } = vectors.C
  const compact = authorizationOf(request).replaceAll(', ', ',')
  const [algorithm, ...fields] = authorizationOf(request).split(/,? /)
  for (const authorization of [compact, `${algorithm} ${fields.reverse().join(', ')}`])
    expect((await verify(withHeaders(request, { authorization }))).code).toBe('admitted')
})

test.each([
  ['nothing', () => ({ authorization: undefined }), 'MissingCredentials'],
  ['an empty header', () => ({ authorization: '' }), 'MissingCredentials'],
  ['a bearer token', () => ({ authorization: 'Bearer a.b' }), 'MalformedCredentials'],
  ['another algorithm', (text: string) => ({ authorization: text.replace('SHA256', 'SHA1') }), 'MalformedCredentials'],
  ['no signature', (text: string) => ({ authorization: text.replace(/, Signature.*/, '') }), 'MalformedCredentials'],
  ['a short signature', (text: string) => ({ authorization: text.slice(0, -1) }), 'MalformedCredentials'],
  [
    'a signature in capitals',
    (text: string) => ({ authorization: text.replace(/\w+$/, all => all.toUpperCase()) }),
    'MalformedCredentials',
  ],
  ['a field twice', (text: string) => ({ authorization: `${text}, ${text.split(', ')[2]}` }), 'MalformedCredentials'],
  ['a scope of three parts', (text: string) => ({ authorization: text.replace('/sqs', '') }), 'MalformedCredentials'],
  ['no date', () => ({ 'x-amz-date': undefined }), 'MalformedCredentials'],
  ['a date that is none', () => ({ 'x-amz-date': '20250230T123456Z' }), 'MalformedCredentials'],
  ['an unsigned host', (text: string) => ({ authorization: text.replace('host;', '') }), 'MalformedCredentials'],
  [
    'an unsigned target',
    (text: string) => ({ authorization: text.replace('x-amz-target;', '') }),
    'MalformedCredentials',
  ],
  ['an unsigned token', () => ({ 'x-amz-security-token': 'abc' }), 'MalformedCredentials'],
  ['an unknown key', (text: string) => ({ authorization: text.replace('AKIA', 'AKIB') }), 'UnknownKey'],
  ['another service', (text: string) => ({ authorization: text.replace('/sqs/', '/sns/') }), 'WrongScope'],
  [
    'another terminator',
    (text: string) => ({ authorization: text.replace('aws4_request', 'aws5_request') }),
    'WrongScope',
  ],
  [
    'another day in the scope',
    (text: string) => ({ authorization: text.replace('20250115', '20250114') }),
    'WrongScope',
  ],
  ['another hash of the body', () => ({ 'x-amz-content-sha256': 'a'.repeat(64) }), 'WrongSignature'],
  ['a body that is said to be unsigned', () => ({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }), 'WrongSignature'],
])('%s is refused: %#', async (_what, change, code) => {
  const verify = await aVerifier()
  const { request } = vectors.A
  expect((await verify(withHeaders(request, change(authorizationOf(request))))).code).toBe(code)
})

test.each([
  [{ 'X-Amz-Signature': undefined }, 'MalformedCredentials'],
  [{ 'X-Amz-Algorithm': undefined, 'X-Amz-Signature': undefined }, 'MissingCredentials'],
  [{ 'X-Amz-Algorithm': 'AWS4-HMAC-SHA1' }, 'MalformedCredentials'],
  [{ 'X-Amz-Date': '2025' }, 'MalformedCredentials'],
  [{ 'X-Amz-Expires': '0' }, 'MalformedCredentials'],
  [{ 'X-Amz-Expires': '604801' }, 'MalformedCredentials'],
  [{ 'X-Amz-Expires': '6e1' }, 'MalformedCredentials'],
  [{ 'X-Amz-SignedHeaders': 'content-type' }, 'MalformedCredentials'],
  [{ 'X-Amz-Security-Token': 'abc' }, 'UnknownKey'],
])('a URL with %j is refused as %s', async (change, code) => {
  expect((await (await aVerifier())(withQuery(vectors.D.request, change))).code).toBe(code)
})

test('who signs twice, or says a parameter twice, is refused', async () => {
  const verify = await aVerifier()
  const { request } = vectors.D
  const twice = withHeaders(request, { authorization: authorizationOf(vectors.A.request) })
  expect((await verify(twice)).code).toBe('MalformedCredentials')
  const also = withQuery(vectors.A.request, { 'X-Amz-Signature': 'a'.repeat(64) })
  expect((await verify(also)).code).toBe('MalformedCredentials')
  const query = new URLSearchParams(request.query)
  query.append('X-Amz-Expires', '604800')
  expect((await verify({ ...request, query })).code).toBe('MalformedCredentials')
})

test('what a URL lacks is named', async () => {
  const { detail } = await (await aVerifier())(withQuery(vectors.D.request, { 'X-Amz-Signature': undefined }))
  expect(detail).toBe('The URL lacks X-Amz-Signature.')
})

describe('the date of a signature', () => {
  const minutes = 60_000

  test.each([
    [15 * minutes, 'admitted'],
    [-15 * minutes, 'admitted'],
  ])('may be %i ms away', async (afterMs, code) => {
    expect((await (await aVerifier({ afterMs }))(vectors.A.request)).code).toBe(code)
  })

  test('is too old after 15 minutes, in the words of AWS', async () => {
    expect(await (await aVerifier({ afterMs: 15 * minutes + 1000 }))(vectors.A.request)).toEqual({
      code: 'StaleSignature',
      detail: 'Signature expired: 20250115T123456Z is now earlier than 20250115T123457Z (20250115T124957Z - 15 min.)',
    })
  })

  test('is too early before that', async () => {
    expect(await (await aVerifier({ afterMs: -15 * minutes - 1000 }))(vectors.A.request)).toEqual({
      code: 'StaleSignature',
      detail:
        'Signature not yet current: 20250115T123456Z is still later than 20250115T123455Z (20250115T121955Z + 15 min.)',
    })
  })

  test('of a URL holds for as long as it says, and from 15 minutes before', async () => {
    for (const [afterMs, code] of [
      [60_000, 'admitted'],
      [60_001, 'StaleSignature'],
      [-15 * minutes, 'admitted'],
      [-15 * minutes - 1, 'StaleSignature'],
    ] as const)
      expect((await (await aVerifier({ afterMs }))(vectors.D.request)).code).toBe(code)
  })
})

test('any region will do, unless one is asked for', async () => {
  const { request } = vectors.A
  expect((await (await aVerifier({ region: 'us-east-1' }))(request)).code).toBe('admitted')
  expect(await (await aVerifier({ region: 'eu-central-1' }))(request)).toEqual({
    code: 'WrongScope',
    detail: "Credential should be scoped to a valid region, not 'us-east-1'.",
  })
})

test('a session token that does not belong to the key is refused', async () => {
  const verify = await aVerifier({ sessionToken: vectors.B.sessionToken! })
  expect((await verify(withHeaders(vectors.B.request, { 'x-amz-security-token': 'other' }))).code).toBe('UnknownKey')
  expect((await verify(vectors.A.request)).code).toBe('UnknownKey')
})
