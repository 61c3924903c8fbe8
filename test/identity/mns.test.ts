import { expect, test } from 'vitest'
import { VirtualClock } from '../../lib/clock.ts'
import { sealSecret } from '../../lib/domain/accessKey.ts'
import { everything } from '../../lib/domain/grants.ts'
import { fromLambda } from '../../lib/http/lambda.ts'
import type { Request } from '../../lib/http/message.ts'
import { makeMns } from '../../lib/identity/mns/makeMns.ts'
import { plainSignature, stringToSign } from '../../lib/identity/mns/plain.ts'
import { targetsOf } from '../../lib/identity/mns/targets.ts'
import { Refusal } from '../../lib/identity/refusal.ts'
import { newSession } from '../../lib/identity/session.ts'
import { anInstallation, aRequest } from './anInstallation.ts'
import { dateMs, demoSecret, v4Vector, vectors } from './mnsVectors.ts'

type Signing = { atMs: number; date?: string; target?: string; headers?: Record<string, string> }

/** A request that is signed for one target and sent to another. */
function signed(
  key: { id: string; secret: string },
  { atMs, date, target = '/queues', headers = {} }: Signing,
  sent = target,
) {
  const text = date ?? new Date(atMs).toUTCString()
  const all = { date: text, 'x-mns-version': '2015-06-06', ...headers }
  const [path = '', query = ''] = sent.split('?')
  const request = aRequest({ method: 'GET', path, target: sent, query: new URLSearchParams(query), headers: all })
  const signature = plainSignature(stringToSign(request, target, text), key.secret)
  return { ...request, headers: { ...all, authorization: `MNS ${key.id}:${signature}` } }
}

async function open(region?: string) {
  const installation = await anInstallation()
  const key = await installation.aKey({ owner: 'ann' })
  const authenticate = makeMns({ ...installation, region })
  const ask = (request: Request): Promise<string> =>
    authenticate(request).then(
      ({ name }) => name,
      (thrown: unknown) => (thrown instanceof Refusal ? thrown.code : Promise.reject(thrown)),
    )
  const admitted = `ann (${key.id})`
  return { ...installation, key, ask, admitted, nowMs: () => installation.wall.nowMs() }
}

test.each(Object.entries(vectors))(
  '51. vector %s has its signature',
  (_name, { request, target, secret, text, signature }) => {
    const said = stringToSign(request, target, request.headers.date!)
    if (text !== undefined) expect(said).toBe(text)
    expect(plainSignature(said, secret)).toBe(signature)
  },
)

/** Somebody whose key and time are those of the vectors. */
async function openDemo(region?: string) {
  const { services } = await anInstallation()
  const sealedSecret = sealSecret('demo-key', demoSecret, services.keyring, services.random)
  const key = { id: 'demo-key', owner: 'demo', grants: everything, createdAtMs: 0, sealedSecret }
  const credentials = { id: 'demo-key', secret: demoSecret, key, expiresAtMs: Number.POSITIVE_INFINITY }
  const desk = { find: async () => credentials, admit: () => ({ name: 'demo', may: () => true }) }
  return makeMns({ desk: desk as never, wall: new VirtualClock(dateMs), region })
}

test.each(['A', 'B', 'C', 'D'])('vector %s is let in', async name => {
  const { request, signature } = vectors[name]!
  const authenticate = await openDemo()
  const headers = { ...request.headers, authorization: `MNS demo-key:${signature}` }
  expect((await authenticate({ ...request, headers })).name).toBe('demo')
})

const v4Request = (credential = v4Vector.credential, algorithm = 'MNS4-HMAC-SHA256', gap = ','): Request => ({
  ...v4Vector.request,
  headers: {
    ...v4Vector.request.headers,
    authorization: `${algorithm} Credential=${credential}${gap}Signature=${v4Vector.signature}`,
  },
})

test('the vector of version 4 is let in', async () => {
  for (const region of [undefined, 'cn-hangzhou'])
    for (const gap of [',', ', '])
      expect((await (await openDemo(region))(v4Request(undefined, undefined, gap))).name).toBe('demo')
})

test.each([
  ['another date', v4Request('demo-key/20250102/cn-hangzhou/mns/aliyun_v4_request'), 'WrongScope'],
  ['another service', v4Request('demo-key/20250101/cn-hangzhou/sqs/aliyun_v4_request'), 'WrongScope'],
  ['another end', v4Request('demo-key/20250101/cn-hangzhou/mns/aws4_request'), 'WrongScope'],
  ['another region', v4Request('demo-key/20250101/cn-shanghai/mns/aliyun_v4_request'), 'WrongScope'],
  ['no scope', v4Request('demo-key'), 'MalformedCredentials'],
  ['another algorithm', v4Request(undefined, 'AWS4-HMAC-SHA256'), 'MalformedCredentials'],
  ['that of private clouds', v4Request(undefined, 'APSARA-MNS4-HMAC-SHA256'), 'WrongScope'],
  ['another query', { ...v4Request(), target: '/queues/demo/messages?waitseconds=11' }, 'WrongSignature'],
])('version 4 with %s is refused', async (_what, request, code) => {
  const authenticate = await openDemo('cn-hangzhou')
  await expect(authenticate(request)).rejects.toMatchObject({ code })
})

test('50. a key has to be known, and its secret right', async () => {
  const { ask, key, nowMs, admitted } = await open()
  expect(await ask(signed(key, { atMs: nowMs() }))).toBe(admitted)
  expect(await ask(signed({ ...key, id: 'nobody' }, { atMs: nowMs() }))).toBe('UnknownKey')
  expect(await ask(signed({ ...key, secret: 'x' }, { atMs: nowMs() }))).toBe('WrongSignature')
})

test.each([
  undefined,
  '',
  'Bearer x',
  'MNS',
  'MNS id',
  'MNS id:',
  'MNS id:short=',
  'MNS :AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
])('47. %s says nothing of who sends it', async authorization => {
  const { ask, nowMs } = await open()
  const headers = { date: new Date(nowMs()).toUTCString(), authorization }
  expect(await ask(aRequest({ headers }))).toBe(authorization ? 'MalformedCredentials' : 'MissingCredentials')
})

test.each([
  [900, true],
  [901, false],
  [-900, true],
  [-901, false],
])('49. a date that is off by %i seconds', async (seconds, isIn) => {
  const { ask, key, nowMs, admitted } = await open()
  expect(await ask(signed(key, { atMs: nowMs() + seconds * 1000 }))).toBe(isIn ? admitted : 'StaleSignature')
  const own = { 'x-mns-date': new Date(nowMs() + seconds * 1000).toUTCString() }
  const request = signed(key, { atMs: 0, date: own['x-mns-date'], headers: own })
  expect(await ask(request)).toBe(isIn ? admitted : 'StaleSignature')
})

test('a date that cannot be read is none', async () => {
  const { ask, key } = await open()
  expect(await ask(signed(key, { atMs: 0, date: 'yesterday' }))).toBe('MalformedCredentials')
})

test('the header of the protocol stands in for the date, which somebody on the way may have set', async () => {
  const { ask, key, nowMs, admitted } = await open()
  const date = new Date(nowMs()).toUTCString()
  const request = signed(key, { atMs: 0, date, headers: { 'x-mns-date': date } })
  expect(await ask({ ...request, headers: { ...request.headers, date: 'yesterday' } })).toBe(admitted)
})

test('58. a session needs its own token, which is not signed', async () => {
  const { ask, aKey, keyring, random, nowMs, key } = await open()
  const roleArn = 'arn:aws:iam::210987654321:role/worker'
  const role = await aKey({ owner: 'workers', roleArn })
  const about = {
    entry: role.id,
    nonce: role.key.nonce,
    roleArn,
    assumedArn: 'arn:aws:sts::210987654321:assumed-role/worker/a',
  }
  const session = newSession({ ...about, expiresAtMs: nowMs() + 60_000 }, keyring, random)
  const request = signed(session, { atMs: nowMs() })
  const withToken = (token: string) => ({ ...request, headers: { ...request.headers, 'security-token': token } })
  expect(await ask(withToken(session.sessionToken))).toMatch(/^workers /)
  expect(await ask(request)).toBe('UnknownKey')
  expect(await ask(withToken('other'))).toBe('UnknownKey')
  const plain = signed(key, { atMs: nowMs() })
  expect(await ask({ ...plain, headers: { ...plain.headers, 'security-token': '' } })).toMatch(/^ann /)
})

test.each([
  ['/queues/q/messages?ReceiptHandle=1-QUJD%3D%3D', '/queues/q/messages?ReceiptHandle=1-QUJD=='],
  ['/queues/q/messages?ReceiptHandle=1-QUJD==', '/queues/q/messages?ReceiptHandle=1-QUJD%3D%3D'],
  ['/a%3Ab/queues/q', '/a:b/queues/q'],
])('a signature for %s is one for %s', async (target, sent) => {
  const { ask, key, nowMs, admitted } = await open()
  for (const one of [target, sent]) expect(await ask(signed(key, { atMs: nowMs(), target }, one))).toBe(admitted)
})

test.each([
  ['/queues/q/messages?ReceiptHandle=a&x=b', '/queues/q/messages?ReceiptHandle=a%26x=b'],
  ['/queues/q/messages', '/queues/q%2Fmessages'],
  ['/queues/q?metaoverride=true', '/queues/q%3Fmetaoverride=true'],
  ['/queues/q', '/queues/r'],
  ['/queues/q', '/queues/q?metaoverride=true'],
  ['/queues/%zz', '/queues/%ZZ'],
])('a signature for %s is none for %s', async (target, sent) => {
  const { ask, key, nowMs } = await open()
  expect(await ask(signed(key, { atMs: nowMs(), target }, sent))).toBe('WrongSignature')
})

test.each([
  ['/queues/a%3Ab', '/queues/a:b', ''],
  ['/queues/%C3%BC', '/queues/ü', ''],
  ['/queues/q/messages?ReceiptHandle=1-QUJD%3D%3D', '/queues/q/messages', 'ReceiptHandle=1-QUJD%3D%3D'],
  ['/queues/q/messages?ReceiptHandle=1-QUJD%3D%3D', '/queues/q/messages', 'ReceiptHandle=1-QUJD=='],
  ['/queues/q/messages?ReceiptHandle=1-QUJD==', '/queues/q/messages', 'ReceiptHandle=1-QUJD%3D%3D'],
])('%s is let in through an HTTP API, which makes %s?%s of it', async (target, rawPath, rawQueryString) => {
  const { key, nowMs, admitted, ask } = await open()
  const { headers } = signed(key, { atMs: nowMs(), target })
  const event = { rawPath, rawQueryString, headers, requestContext: { requestId: 'r', http: { method: 'GET' } } }
  const handler = fromLambda(async request => ({ status: 200, headers: {}, body: await ask(request) }))
  expect((await handler({ ...event, isBase64Encoded: false }, {})).body).toBe(admitted)
})

test('a request of a front door that does not keep the target is held against what it does keep', () => {
  const query = new URLSearchParams('ReceiptHandle=1-QUJD==')
  const request = aRequest({ path: '/queues/q/messages', query })
  expect([...targetsOf(request)]).toContain('/queues/q/messages?ReceiptHandle=1-QUJD==')
  expect([...targetsOf(aRequest({ path: '/queues' }))]).toEqual(['/queues'])
})

test('whoever signs wrongly is told what should have been signed', async () => {
  const { key, nowMs, ...installation } = await open()
  const request = signed({ ...key, secret: 'x' }, { atMs: nowMs() })
  const refused = await makeMns(installation)(request).catch((error: Refusal) => error)
  expect((refused as Refusal).detail).toContain('GET\\n\\n\\n')
})
