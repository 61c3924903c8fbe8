import { SignatureV4 } from '@smithy/signature-v4'
import { expect, test } from 'vitest'
import type { HttpEvent } from '../../lib/http/event.ts'
import { fromLambda } from '../../lib/http/lambda.ts'
import { newSession } from '../../lib/identity/session.ts'
import { makeSigV4 } from '../../lib/identity/sigV4/makeSigV4.ts'
import { Sha256 } from '../../lib/identity/sigV4/sha256.ts'
import { startMs } from '../fixtures.ts'
import { anInstallation, type Installation } from './anInstallation.ts'

/** As the signer takes and gives it. */
type Signed = {
  method: string
  path: string
  query: Record<string, string | string[]>
  headers: Record<string, string>
  body?: string | Uint8Array | undefined
}

type Sent = {
  path?: string
  query?: Record<string, string | string[]>
  headers?: Record<string, string>
  body?: string | Uint8Array
}

const host = 'queues.example.com'

type Keys = { id: string; secret: string; sessionToken?: string }

async function aDoor(given?: Installation, keys?: Keys, region = 'eu-central-1') {
  const installation = given ?? (await anInstallation())
  const { id, secret, sessionToken }: Keys = keys ?? (await installation.aKey({ owner: 'ann' }))
  const authenticate = makeSigV4(installation)
  const handler = fromLambda(request =>
    authenticate(request).then(
      ({ name }) => ({ status: 200, headers: {}, body: name }),
      (error: { code: string }) => ({ status: 403, headers: {}, body: error.code }),
    ),
  )
  const signer = new SignatureV4({
    service: 'sqs',
    region,
    credentials: { accessKeyId: id, secretAccessKey: secret, ...(sessionToken !== undefined && { sessionToken }) },
    sha256: Sha256,
  })
  const requestOf = ({ path = '/', query = {}, headers = {}, body }: Sent) => ({
    method: body === undefined ? 'GET' : 'POST',
    protocol: 'https:',
    hostname: host,
    path,
    query,
    headers: { ...headers, Host: host },
    body,
  })
  const sign = async (sent: Sent) =>
    (await signer.sign(requestOf(sent), { signingDate: new Date(startMs) })) as unknown as Signed
  const presign = async (sent: Sent) =>
    (await signer.presign(requestOf(sent), { signingDate: new Date(startMs), expiresIn: 60 })) as unknown as Signed
  const ask = async (event: HttpEvent) => (await handler(event, {})).body
  return { sign, presign, ask, admitted: `ann (${id})` }
}

/** What HTTP API makes of a request: names in lower case, the path decoded, in base64 what it takes for no text. */
function eventOf({ method, path, query, headers, body }: Signed, asBase64 = false): HttpEvent {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query as Record<string, string | string[]>))
    for (const one of [value].flat()) search.append(name, one)
  return {
    rawPath: decodeURIComponent(path),
    rawQueryString: search.toString().replaceAll('+', '%20'),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    requestContext: { requestId: 'r-1', http: { method } },
    body: body === undefined ? undefined : Buffer.from(body).toString(asBase64 ? 'base64' : 'utf8'),
    isBase64Encoded: asBase64,
  }
}

const bodies = ['{"a":1}', 'héllo 😀', '\ufeffwith a mark', '', Uint8Array.of(0, 255, 128, 7)]

test.each(bodies)('a signed body comes through as it was signed, as text and in base64: %j', async body => {
  const { sign, ask, admitted } = await aDoor()
  const signed = await sign({ body, headers: { 'Content-Type': 'application/x-amz-json-1.0' } })
  expect(await ask(eventOf(signed, true))).toBe(admitted)
  if (typeof body === 'string') expect(await ask(eventOf(signed))).toBe(admitted)
  expect(await ask(eventOf({ ...signed, body: `${body} ` }, true))).toBe('WrongSignature')
})

test.each([
  '/',
  '/base/',
  '/123456789012/orders.fifo',
  '/with%20space/q',
  '/caf%C3%A9/%F0%9F%98%80',
  '/a//b/../c',
  '/a:b@c',
  '/a%3Ab%40c',
  '/~tilde_-.',
])('a signed path comes through, decoded as it is on the way: %s', async path => {
  const { sign, ask, admitted } = await aDoor()
  expect(await ask(eventOf(await sign({ path, body: 'x' })))).toBe(admitted)
})

test('a query is signed whatever its order, with parameters that come twice or say nothing', async () => {
  const { sign, presign, ask, admitted } = await aDoor()
  const query = { Action: 'ReceiveMessage', z: '', 'Attribute.1': ['b', 'a'], text: 'a b+c/é', '*~': '!' }
  for (const make of [sign, presign]) {
    const signed = await make({ query })
    expect(await ask(eventOf(signed))).toBe(admitted)
    const other = { ...signed, query: { ...signed.query, z: '1' } }
    expect(await ask(eventOf(other))).toBe('WrongSignature')
  }
})

test('values with spaces around and inside are signed as one would write them', async () => {
  const { sign, ask, admitted } = await aDoor()
  const signed = await sign({ body: 'x', headers: { 'X-Amz-User-Agent': '  a   b  ' } })
  expect(await ask(eventOf(signed))).toBe(admitted)
})

test('what a front door adds is not signed, and harms nobody', async () => {
  const { sign, ask, admitted } = await aDoor()
  const event = eventOf(await sign({ body: 'x' }))
  const added = { 'x-forwarded-for': '192.0.2.1', 'x-amzn-trace-id': 'Root=1-2', 'x-amz-cf-id': 'abc' }
  expect(await ask({ ...event, headers: { ...event.headers, ...added } })).toBe(admitted)
})

test('a body may be said to be unsigned, where that is signed', async () => {
  const { sign, ask, admitted } = await aDoor()
  const signed = await sign({ body: 'x', headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } })
  expect(await ask(eventOf({ ...signed, body: 'y' }))).toBe(admitted)
})

test('keys of a role sign with their session token, in a header or in the URL, and not without it', async () => {
  const roleArn = 'arn:aws:iam::210987654321:role/worker'
  const assumedArn = 'arn:aws:sts::210987654321:assumed-role/worker/a'
  const installation = await anInstallation()
  const entry = await installation.aKey({ owner: 'workers', roleArn })
  const wish = { entry: entry.id, nonce: entry.key.nonce, roleArn, assumedArn, expiresAtMs: startMs + 60_000 }
  const { id, secret, sessionToken } = newSession(wish, installation.keyring, installation.random)
  const { sign, presign, ask } = await aDoor(installation, { id, secret, sessionToken })
  const admitted = `workers (${assumedArn})`
  expect(await ask(eventOf(await sign({ body: 'x' })))).toBe(admitted)
  expect(await ask(eventOf(await presign({ query: { Action: 'ListQueues' } })))).toBe(admitted)
  const bare = await aDoor(installation, { id, secret })
  expect(await bare.ask(eventOf(await bare.sign({ body: 'x' })))).toBe('UnknownKey')
})

test('one key signs for several regions, and several keys for one', async () => {
  const installation = await anInstallation()
  const keys = [await installation.aKey({ owner: 'ann' }), await installation.aKey({ owner: 'ann' })]
  for (const key of keys)
    for (const region of ['eu-central-1', 'us-east-1', 'eu-central-1']) {
      const { sign, ask } = await aDoor(installation, key, region)
      expect(await ask(eventOf(await sign({ body: 'x' })))).toBe(`ann (${key.id})`)
    }
})
