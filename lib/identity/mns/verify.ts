import type { Clock } from '../../domain/clock.ts'
import { limits } from '../../domain/limits.ts'
import type { Request } from '../../http/message.ts'
import { isSame } from '../bearer.ts'
import type { Caller } from '../caller.ts'
import type { CredentialsDesk } from '../credentials.ts'
import { Refusal } from '../refusal.ts'
import { toAmzDate } from '../sigV4/amzDate.ts'
import { plainSignature, stringToSign } from './plain.ts'
import { type Proof, readProof, type Scope } from './proof.ts'
import { targetsOf } from './targets.ts'
import { v4Signature, v4StringToSign } from './v4.ts'

export type MnsAuthOptions = {
  desk: CredentialsDesk
  /** The wall clock: signatures know no other time. */
  wall: Clock
  /** The only region that signatures of version 4 may be for; any where there is none. */
  region?: string | undefined
}

const skewMs = limits.signatureSkewSecondsMax * 1000

/** Who signed the request. Refusals in this order: missing, malformed, scope, date, key, signature, expired key. */
export async function verify(request: Request, { desk, wall, region }: MnsAuthOptions): Promise<Caller> {
  const proof = readProof(request)
  if (proof.scope !== undefined) checkScope(proof.scope, proof.dateMs, region)
  if (!(Math.abs(proof.dateMs - wall.nowMs()) <= skewMs)) throw new Refusal('StaleSignature')
  const credentials = await desk.find(proof.claim)
  let first: string | undefined
  for (const target of targetsOf(request)) {
    const { text, signature } = expectedOf(request, target, proof, credentials.secret)
    if (isSame(proof.signature, signature)) return desk.admit(credentials, request.requestId)
    first ??= text
  }
  throw new Refusal('WrongSignature', `The string to sign should have been ${JSON.stringify(first)}.`)
}

/** What should have been signed, and the signature that the secret makes of it. */
function expectedOf(request: Request, target: string, { date, dateMs, scope }: Proof, secret: string) {
  if (scope === undefined) {
    const text = stringToSign(request, target, date)
    return { text, signature: plainSignature(text, secret) }
  }
  const text = v4StringToSign(request, target, dateMs, scope)
  return { text, signature: v4Signature(text, scope, secret) }
}

function checkScope(
  { date, region, service, terminator, words }: Scope,
  dateMs: number,
  own: string | undefined,
): void {
  if (service !== 'mns' || terminator !== words.terminator || date !== toAmzDate(dateMs).slice(0, 8))
    throw new Refusal('WrongScope')
  if (own !== undefined && region !== own)
    throw new Refusal('WrongScope', `Credential should be scoped to a valid region, not '${region}'.`)
}
