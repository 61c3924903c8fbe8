import type { Clock } from '../../domain/clock.ts'
import { limits } from '../../domain/limits.ts'
import type { Request } from '../../http/message.ts'
import { isSame } from '../bearer.ts'
import type { Caller } from '../caller.ts'
import type { CredentialsDesk } from '../credentials.ts'
import { Refusal } from '../refusal.ts'
import { toAmzDate } from './amzDate.ts'
import { type Expected, expectedOf } from './canonical.ts'
import { type Proof, readProof } from './proof.ts'

export type SigV4Options = {
  desk: CredentialsDesk
  /** The wall clock: signatures know no other time. */
  wall: Clock
  /** The only region that signatures may be for; any where there is none. */
  region?: string | undefined
}

const skewMs = limits.signatureSkewSecondsMax * 1000

/** Who signed the request. Refusals in this order: missing, malformed, scope, date, key, signature, expired key. */
export async function verify(request: Request, { desk, wall, region }: SigV4Options): Promise<Caller> {
  const proof = readProof(request)
  checkScope(proof, region)
  checkDate(proof, wall.nowMs())
  const credentials = await desk.find(proof.claim)
  let expected: Expected | undefined
  for (const path of pathsOf(request.path)) {
    expected = await expectedOf(request, path, proof, credentials.secret)
    if (isSame(proof.signature, expected.signature)) return desk.admit(credentials, request.requestId)
  }
  throw new Refusal('WrongSignature', shouldHaveBeen(expected!))
}

/**
 * HTTP API decodes paths, and then nobody can tell how a character was spelled that may be escaped or not (`:`, `@`): what
 * escapes none of them, and what escapes all, is taken for what was sent. Both lead to the same place.
 */
function pathsOf(path: string): string[] {
  const escaped = path.replaceAll(/[!$&'()*+,:;=@]/g, mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
  return escaped === path ? [path] : [path, escaped]
}

function checkScope({ scope: [date, region, service, terminator], amzDate }: Proof, own: string | undefined): void {
  if (service !== 'sqs') throw new Refusal('WrongScope', "Credential should be scoped to correct service: 'sqs'.")
  if (terminator !== 'aws4_request')
    throw new Refusal('WrongScope', "Credential should be scoped with a valid terminator: 'aws4_request'.")
  if (own !== undefined && region !== own)
    throw new Refusal('WrongScope', `Credential should be scoped to a valid region, not '${region}'.`)
  if (date !== amzDate.slice(0, 8))
    throw new Refusal('WrongScope', `Date in Credential scope does not match the date of the request: ${amzDate}.`)
}

function checkDate({ amzDate, dateMs, expiresSeconds }: Proof, nowMs: number): void {
  if (dateMs > nowMs + skewMs) throw tooEarly(amzDate, nowMs)
  if (expiresSeconds === undefined) {
    if (dateMs < nowMs - skewMs) throw tooLate(amzDate, nowMs, skewMs, '15 min.')
    return
  }
  if (!(expiresSeconds >= 1 && expiresSeconds <= limits.presignedSecondsMax))
    throw new Refusal(
      'MalformedCredentials',
      `X-Amz-Expires has to be from 1 to ${limits.presignedSecondsMax} seconds.`,
    )
  if (dateMs + expiresSeconds * 1000 < nowMs)
    throw tooLate(amzDate, nowMs, expiresSeconds * 1000, `${expiresSeconds} sec.`)
}

/** In the words of AWS, which clients show to people. */
const tooLate = (amzDate: string, nowMs: number, ageMs: number, age: string): Refusal =>
  new Refusal(
    'StaleSignature',
    `Signature expired: ${amzDate} is now earlier than ${toAmzDate(nowMs - ageMs)} (${toAmzDate(nowMs)} - ${age})`,
  )

const tooEarly = (amzDate: string, nowMs: number): Refusal =>
  new Refusal(
    'StaleSignature',
    `Signature not yet current: ${amzDate} is still later than ${toAmzDate(nowMs + skewMs)} (${toAmzDate(nowMs)} + 15 min.)`,
  )

const shouldHaveBeen = ({ canonicalRequest, stringToSign }: Expected): string =>
  `The Canonical String for this request should have been\n'${canonicalRequest}'\n\n` +
  `The String-to-Sign should have been\n'${stringToSign}'`
