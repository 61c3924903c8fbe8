import type { Request } from '../../http/message.ts'
import type { Claim } from '../credentials.ts'
import { Refusal } from '../refusal.ts'

/** What a signed request says of its own signature. */
export type Proof = {
  claim: Claim
  signature: string
  /** As it was sent, which is what was signed, and in milliseconds. */
  date: string
  dateMs: number
  /** Of signature V4. Its service and its last part are words of `words`. */
  scope?: Scope | undefined
}

export type Scope = { date: string; region: string; service: string; terminator: string; words: V4Words }

/** The constants of signature V4, of which there is a set for private clouds. */
export type V4Words = { algorithm: string; prefix: string; terminator: string }

const allV4Words: readonly V4Words[] = [
  { algorithm: 'MNS4-HMAC-SHA256', prefix: 'aliyun_v4', terminator: 'aliyun_v4_request' },
  { algorithm: 'APSARA-MNS4-HMAC-SHA256', prefix: 'apsara_v4', terminator: 'apsara_v4_request' },
]

const plain = /^MNS ([^\s:]+):([A-Za-z0-9+/]{27}=)$/
const v4 = /^(\S+) Credential=([^\s/,]+)\/(\d{8})\/([\w-]+)\/(\w+)\/(\w+), ?Signature=([0-9a-f]{64})$/

/** The proof in a request. MissingCredentials where there is none, MalformedCredentials where it cannot be read. */
export function readProof({ headers }: Request): Proof {
  const authorization = headers.authorization ?? ''
  if (authorization === '') throw new Refusal('MissingCredentials')
  const { id, ...rest } = fromV4(authorization) ?? fromPlain(authorization)
  const claim: Claim = { id, sessionToken: headers['security-token'] || undefined }
  return { claim, ...rest, ...dateOf(headers) }
}

type Read = { id: string; signature: string; scope?: Scope }

function fromPlain(authorization: string): Read {
  const [, id, signature] = authorization.match(plain) ?? []
  if (id === undefined || signature === undefined) throw new Refusal('MalformedCredentials')
  return { id, signature }
}

function fromV4(authorization: string): Read | undefined {
  const [, algorithm, id, date, region, service, terminator, signature] = authorization.match(v4) ?? []
  const words = allV4Words.find(known => known.algorithm === algorithm)
  if (words === undefined) return undefined
  const scope = { date: date!, region: region!, service: service!, terminator: terminator!, words }
  return { id: id!, signature: signature!, scope }
}

/** The header of the protocol goes before `Date`, which proxies set as well. */
function dateOf(headers: Request['headers']): Pick<Proof, 'date' | 'dateMs'> {
  const date = headers['x-mns-date'] || headers.date || ''
  const dateMs = Date.parse(date)
  if (Number.isNaN(dateMs)) throw new Refusal('MalformedCredentials', 'The request has to say its date.')
  return { date, dateMs }
}
