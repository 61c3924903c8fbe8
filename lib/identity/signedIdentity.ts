import { limits } from '../domain/limits.ts'
import type { SignedIdentity } from './exchange.ts'
import { Refusal } from './refusal.ts'
import { amzDateMs } from './sigV4/amzDate.ts'

/** What is sent on to STS: nothing but what the check below has understood. */
export type IdentityQuestion = { url: string; headers: Record<string, string>; body: string }

/** The header that binds a signature to one installation: it holds the public URL, and has to be signed. */
export const audienceHeader = 'x-sluice-audience'

// Written out, as other names under amazonaws.com are their customers': `sts.s3.amazonaws.com` is somebody's bucket.
const stsUrl =
  /^https:\/\/(?:sts\.amazonaws\.com|sts\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com|sts\.cn(?:-[a-z]+)+-\d\.amazonaws\.com\.cn)\/?$/

const authorization =
  /^AWS4-HMAC-SHA256 Credential=[\w]+\/\d{8}\/[a-z0-9-]+\/sts\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}$/

const sentOn = [
  'authorization',
  'content-type',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  audienceHeader,
]
// fetch writes these itself: from the URL and the body, which are known to be right.
const known = new Set([...sentOn, 'content-length', 'host'])

const mustBeSigned = ['host', 'x-amz-date', audienceHeader]

const malformed = (detail: string): Refusal => new Refusal('MalformedCredentials', detail)

/**
 * The question to STS in a request that was signed for us. Everything that could make STS answer something else than who
 * signed, or make us ask somebody else, is refused: `audience` is the public URL of this installation.
 */
export function toQuestion(
  { url, headers: given, body }: SignedIdentity,
  audience: string,
  nowMs: number,
): IdentityQuestion {
  if (!stsUrl.test(url)) throw malformed('The URL has to be that of STS: https://sts.REGION.amazonaws.com/')
  if (!isQuestion(body)) throw malformed('The body has to be Action=GetCallerIdentity&Version=2011-06-15')
  const headers = checkedHeaders(given)
  const { host } = new URL(url)
  if (headers.get('host') !== undefined && headers.get('host') !== host)
    throw malformed('The header host has to be that of the URL.')
  checkSigned(headers.get('authorization') ?? '')
  if (headers.get(audienceHeader) !== audience)
    throw new Refusal(
      'WrongScope',
      `The header ${audienceHeader} has to be ${audience}: it was signed for somebody else.`,
    )
  checkDate(headers.get('x-amz-date') ?? '', nowMs)
  const sent = sentOn.flatMap(name => (headers.has(name) ? [[name, headers.get(name)!]] : []))
  return { url: `https://${host}/`, headers: Object.fromEntries(sent), body }
}

/** Both parameters once, and no other: of two actions STS might take the other one. */
function isQuestion(body: string): boolean {
  const pairs = Array.from(new URLSearchParams(body), ([name, value]) => `${name}=${value}`).sort()
  return pairs.join('&') === 'Action=GetCallerIdentity&Version=2011-06-15'
}

function checkedHeaders(given: SignedIdentity['headers']): Map<string, string> {
  const headers = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]))
  if (headers.size < Object.keys(given).length) throw malformed('A header is given twice.')
  for (const [name, value] of headers) {
    if (!known.has(name)) throw malformed(`The header ${JSON.stringify(name)} is not one of: ${[...known].join(', ')}.`)
    if (!/^[\x20-\x7e]*$/.test(value)) throw malformed(`The header ${name} has to be plain ASCII.`)
  }
  return headers
}

/** STS sees to it as well: it is cheaper not to ask. */
function checkDate(amzDate: string, nowMs: number): void {
  const dateMs = amzDateMs(amzDate)
  if (Number.isNaN(dateMs)) throw malformed('The header x-amz-date has to be written as YYYYMMDDTHHMMSSZ.')
  if (Math.abs(nowMs - dateMs) > limits.signatureSkewSecondsMax * 1000) throw new Refusal('StaleSignature')
}

/** Read as strictly as can be: what we take for signed, STS has to take for signed as well. */
function checkSigned(header: string): void {
  const [, list] = header.match(authorization) ?? []
  if (list === undefined) throw malformed('The header authorization has to be a signature (AWS4-HMAC-SHA256) for sts.')
  const missing = mustBeSigned.filter(name => !list.split(';').includes(name))
  if (missing.length > 0) throw malformed(`These headers have to be signed: ${missing.join(', ')}.`)
}
