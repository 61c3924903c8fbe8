import type { NewSession } from './session.ts'

/** A signed `sts:GetCallerIdentity`, as its sender would have sent it to STS. */
export type SignedIdentity = {
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body: string
}

export type ExchangeInput = {
  identity: SignedIdentity
  /** How long the keys are to be good: 900 to 3,600. */
  durationSeconds: number
  requestId: string
}

/**
 * Gives keys to whoever proves by a signature of AWS to be a role that has an entry here. Throws a Refusal where the proof is
 * none, Forbidden where the role has no entry, StsUnavailable where STS does not answer.
 */
export type Exchange = (input: ExchangeInput) => Promise<NewSession>
