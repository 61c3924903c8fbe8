import { describe, expect, test } from 'vitest'
import { makeBearer } from '../../lib/identity/bearer.ts'
import type { SignedIdentity } from '../../lib/identity/exchange.ts'
import { anyone } from '../../lib/identity/perform.ts'
import { type AskSts, exchange } from '../../lib/identity/roleExchange.ts'
import { startMs } from '../fixtures.ts'
import { anInstallation, aRequest, never } from './anInstallation.ts'

const audience = 'https://queues.example.com'
const roleArn = 'arn:aws:iam::123456789012:role/worker'
const assumedArn = 'arn:aws:sts::123456789012:assumed-role/worker/i-0abc'

const signed = 'content-type;host;x-amz-date;x-amz-security-token;x-sluice-audience'
const authorization = (signedHeaders = signed, service = 'sts') =>
  `AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20260101/eu-central-1/${service}/aws4_request, SignedHeaders=${signedHeaders}, Signature=${'a'.repeat(64)}`

const headers = {
  authorization: authorization(),
  'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
  host: 'sts.eu-central-1.amazonaws.com',
  'x-amz-date': '20260101T000000Z',
  'x-amz-security-token': 'token',
  'x-sluice-audience': audience,
}
const identity: SignedIdentity = {
  method: 'POST',
  url: 'https://sts.eu-central-1.amazonaws.com/',
  headers,
  body: 'Action=GetCallerIdentity&Version=2011-06-15',
}

const answerFor = (arn: string) =>
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>${arn}</Arn><UserId>AROAEXAMPLE:i-0abc</UserId><Account>123456789012</Account>
  </GetCallerIdentityResult></GetCallerIdentityResponse>`

type Wish = { arn?: string; answer?: Awaited<ReturnType<AskSts>> | Error; audience?: string | undefined }

/** An installation that knows a role, with an STS that says who signed. */
async function aScene({ arn = assumedArn, answer = { status: 200, body: answerFor(arn) }, ...wish }: Wish = {}) {
  const installation = await anInstallation()
  const grants = [{ actions: ['poll'], queues: ['orders'] }]
  const entry = await installation.aKey({ owner: 'workers', roleArn, grants })
  const asked: Parameters<AskSts>[0][] = []
  const askSts: AskSts = async question => {
    asked.push(question)
    if (answer instanceof Error) throw answer
    return answer
  }
  const options = {
    services: installation.services,
    askSts,
    audience: 'audience' in wish ? wish.audience : audience,
    audit: (line: (typeof installation.log)[number]) => void installation.log.push(line),
  }
  const ask = (change: Partial<SignedIdentity> = {}, durationSeconds = 3_600) =>
    exchange({ identity: { ...identity, ...change }, durationSeconds, requestId: 'r-1' }, options)
  const codeOf = (change: Partial<SignedIdentity>) =>
    ask(change).then(
      () => 'given',
      (error: { code: string }) => error.code,
    )
  return { ...installation, entry, asked, ask, codeOf }
}

test('a role that has an entry gets keys, which are let in with what the entry says', async () => {
  const { ask, desk, asked, log, entry } = await aScene()
  const { id, secret, sessionToken, expiresAtMs, ...rest } = await ask()
  expect(rest).toMatchObject({ roleArn })
  expect(expiresAtMs).toBe(startMs + 3_600_000)
  const caller = await makeBearer(desk)(
    aRequest({ headers: { authorization: `Bearer ${id}.${secret}.${sessionToken}` } }),
  )
  expect(caller.name).toBe(`workers (${assumedArn})`)
  expect([caller.may('poll', 'orders'), caller.may('publish', 'orders')]).toEqual([true, false])
  const { host, ...sent } = headers
  expect(asked).toEqual([{ url: `https://${host}/`, headers: sent, body: identity.body }])
  const who = `workers (${assumedArn})`
  const line = { who, action: 'exchangeCredentials', id: entry.id, outcome: 'done', requestId: 'r-1' }
  expect(log.at(-1)).toEqual(line)
  expect(JSON.stringify(log)).not.toContain(secret)
})

test('keys are good for as long as was asked, and no longer than the entry', async () => {
  expect((await (await aScene()).ask({}, 900)).expiresAtMs).toBe(startMs + 900_000)
  const { perform, entry, aKey, ask, wall } = await aScene()
  await perform(anyone, 'revokeAccessKey', { id: entry.id }, never)
  await aKey({ owner: 'workers', roleArn, expiresInSeconds: 600 })
  expect((await ask()).expiresAtMs).toBe(startMs + 600_000)
  wall.advanceMs(600_000)
  await expect(ask()).rejects.toMatchObject({ code: 'ExpiredKey' })
})

test.each([
  'https://sts.amazonaws.com/',
  'https://sts.amazonaws.com',
  'https://sts.us-gov-west-1.amazonaws.com/',
  'https://sts.cn-north-1.amazonaws.com.cn/',
])('STS may be asked at %s', async url => {
  const { codeOf, asked } = await aScene()
  expect(await codeOf({ url, headers: { ...headers, host: new URL(url).host } })).toBe('given')
  expect(asked[0]!.url).toBe(new URL(url).href)
})

describe('nobody else is asked, and nothing else:', () => {
  test.each([
    'http://sts.amazonaws.com/',
    'https://sts.amazonaws.com.example.com/',
    'https://example.com/',
    'https://sts.amazonaws.com@example.com/',
    'https://example.com/#.sts.amazonaws.com/',
    'https://sts.amazonaws.com:8443/',
    'https://sts.amazonaws.com/?Action=GetCallerIdentity',
    'https://sts.amazonaws.com/x',
    'https://sts.s3.amazonaws.com/',
    'https://sts.s3-eu-west-1.amazonaws.com/',
    'https://sts.eu-central-1.amazonaws.com.cn/',
    'https://evil.sts.amazonaws.com/',
    'https://169.254.169.254/',
    ' https://sts.amazonaws.com/',
    'https://sts.amazonaws.com/\n',
    'https://STS.amazonaws.com/',
  ])('the URL %j', async url => {
    const { codeOf, asked } = await aScene()
    const { host: _, ...unnamed } = headers
    expect(await codeOf({ url, headers: unnamed })).toBe('MalformedCredentials')
    expect(asked).toEqual([])
  })

  test.each([
    '',
    'Action=AssumeRole&Version=2011-06-15',
    'Action=GetCallerIdentity&Version=2011-06-15&Action=AssumeRole',
    'Action=GetCallerIdentity&Action=GetCallerIdentity&Version=2011-06-15',
    'Action=GetCallerIdentity',
    'Action=GetCallerIdentity&Version=2011-06-15&x=',
    'action=GetCallerIdentity&Version=2011-06-15',
  ])('the body %j', async body => {
    const { codeOf, asked } = await aScene()
    expect(await codeOf({ body })).toBe('MalformedCredentials')
    expect(asked).toEqual([])
  })

  test.each<[string, Record<string, string>]>([
    ['a header that we do not know', { 'x-forwarded-host': 'example.com' }],
    ['a header given twice', { 'X-Sluice-Audience': audience }],
    ['a header with another line in it', { 'content-type': 'a\r\nx: y' }],
    ['a header that is no ASCII', { 'content-type': 'ä' }],
    ['another host', { host: 'sts.amazonaws.com' }],
    ['no signature', { authorization: '' }],
    ['a bearer token', { authorization: 'Bearer a.b' }],
    ['a signature for another service', { authorization: authorization(signed, 'sqs') }],
    ['an audience that is not signed', { authorization: authorization('host;x-amz-date') }],
    ['a host that is not signed', { authorization: authorization('x-amz-date;x-sluice-audience') }],
    ['a date that is not signed', { authorization: authorization('host;x-sluice-audience') }],
    ['two lists of signed headers', { authorization: `${authorization()}, SignedHeaders=host` }],
    ['no date', { 'x-amz-date': '' }],
  ])('%s', async (_what, change) => {
    const { codeOf, asked } = await aScene()
    expect(await codeOf({ headers: { ...headers, ...change } })).toBe('MalformedCredentials')
    expect(asked).toEqual([])
  })

  test('a signature for another installation', async () => {
    const { codeOf, asked } = await aScene()
    for (const other of ['https://other.example.com', `${audience}/`, ''])
      expect(await codeOf({ headers: { ...headers, 'x-sluice-audience': other } })).toBe('WrongScope')
    expect(asked).toEqual([])
  })

  test('a signature that is older than a quarter of an hour, or from the future', async () => {
    const { codeOf, asked } = await aScene()
    for (const date of ['20251231T234459Z', '20260101T001501Z'])
      expect(await codeOf({ headers: { ...headers, 'x-amz-date': date } })).toBe('StaleSignature')
    expect(asked).toEqual([])
    for (const date of ['20251231T234500Z', '20260101T001500Z'])
      expect(await codeOf({ headers: { ...headers, 'x-amz-date': date } })).toBe('given')
  })

  test('where there is no public URL that anybody could sign for', async () => {
    const { codeOf, asked } = await aScene({ audience: undefined })
    expect(await codeOf({})).toBe('Forbidden')
    expect(asked).toEqual([])
  })
})

describe('what STS says', () => {
  const refusal = '<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>'

  test.each<[string, Wish['answer'], string]>([
    ['no', { status: 403, body: refusal }, 'WrongSignature'],
    ['no, with an ARN in it', { status: 403, body: answerFor(assumedArn) }, 'WrongSignature'],
    ['two ARNs', { status: 200, body: answerFor(assumedArn) + answerFor(assumedArn) }, 'WrongSignature'],
    ['nothing', { status: 200, body: '' }, 'WrongSignature'],
    ['markup in the ARN', { status: 200, body: answerFor('a<b/>') }, 'WrongSignature'],
    ['that it is too busy', { status: 429, body: refusal }, 'StsUnavailable'],
    ['that it is broken', { status: 503, body: refusal }, 'StsUnavailable'],
    ['nothing in time', new Error('timeout'), 'StsUnavailable'],
  ])('%s', async (_what, answer, code) => {
    expect(await (await aScene({ answer: answer! })).codeOf({})).toBe(code)
  })

  test('no is told with the code of STS', async () => {
    const { ask } = await aScene({ answer: { status: 403, body: refusal } })
    await expect(ask()).rejects.toThrow('STS does not know who signed: SignatureDoesNotMatch.')
  })

  test.each([
    'arn:aws:sts::123456789012:assumed-role/other/i-0abc',
    'arn:aws:sts::210987654321:assumed-role/worker/i-0abc',
    'arn:aws:iam::123456789012:user/worker',
    'arn:aws:iam::123456789012:root',
  ])('%s has no entry, and the log says who it was', async arn => {
    const { codeOf, log } = await aScene({ arn })
    expect(await codeOf({})).toBe('Forbidden')
    expect(log.at(-1)).toMatchObject({ who: arn, action: 'exchangeCredentials', outcome: 'Forbidden' })
  })
})
