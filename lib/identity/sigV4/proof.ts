import type { Request } from '../../http/message.ts'
import type { Claim } from '../credentials.ts'
import { Refusal } from '../refusal.ts'
import { amzDateMs, toAmzDate } from './amzDate.ts'

/** What a signed request says of its own signature, whether in the Authorization header or in the URL. */
export type Proof = {
  claim: Claim
  /** Date, region, service and terminator, as given. */
  scope: readonly [date: string, region: string, service: string, terminator: string]
  /** Lower case, in the order given. */
  signedHeaders: readonly string[]
  signature: string
  /** `YYYYMMDDTHHMMSSZ`, and the same in milliseconds. */
  amzDate: string
  dateMs: number
  /** Of a URL: how long it is good. */
  expiresSeconds?: number | undefined
}

const algorithm = 'AWS4-HMAC-SHA256'

/** These say what is asked for, or by whom, so nobody on the way may add or change them. */
const boundHeaders = ['x-amz-date', 'x-amz-target', 'x-amz-security-token', 'x-amz-content-sha256']

/** The proof in a request. MissingCredentials where there is none, MalformedCredentials where it cannot be read. */
export function readProof(request: Request): Proof {
  const { headers, query } = request
  const inHeader = headers.authorization !== undefined && headers.authorization !== ''
  const inUrl = query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature')
  if (!inHeader && !inUrl) throw new Refusal('MissingCredentials')
  if (inHeader && inUrl) throw malformed('The request is signed twice: in the Authorization header and in the URL.')
  const proof = inHeader ? fromHeader(request) : fromUrl(request)
  checkSigned(proof, headers)
  return proof
}

const malformed = (detail: string): Refusal => new Refusal('MalformedCredentials', detail)

function checkSigned({ signedHeaders }: Proof, headers: Request['headers']): void {
  const missing = ['host', ...boundHeaders.filter(name => headers[name] !== undefined)].filter(
    name => !signedHeaders.includes(name),
  )
  if (missing.length > 0) throw malformed(`These headers have to be signed: ${missing.join(', ')}.`)
}

function fromHeader({ headers }: Request): Proof {
  const fields = fieldsOf(headers.authorization!)
  const sessionToken = headers['x-amz-security-token']
  const { amzDate, dateMs } = headerDate(headers)
  return { ...signed(fields, sessionToken), amzDate, dateMs }
}

type Fields = { Credential: string; SignedHeaders: string; Signature: string }

const fieldNames = ['Credential', 'SignedHeaders', 'Signature'] as const

/** Some write no space behind the commas, and none has to keep the order. */
function fieldsOf(header: string): Fields {
  const [, given = '', list = ''] = header.match(/^(\S+)\s+(.*)$/s) ?? []
  if (given !== algorithm) throw malformed(`The Authorization header has to begin with ${algorithm}.`)
  const fields = new Map(list.split(',').map(field => splitOnce(field.trim())))
  const missing = fieldNames.filter(name => !fields.get(name))
  if (missing.length > 0 || fields.size !== list.split(',').length)
    throw malformed(`The Authorization header has to say each of these once: ${fieldNames.join(', ')}.`)
  return Object.fromEntries(fields) as Fields
}

function splitOnce(field: string): [string, string] {
  const at = field.indexOf('=')
  return at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)]
}

function headerDate(headers: Request['headers']): Pick<Proof, 'amzDate' | 'dateMs'> {
  const amzDate = headers['x-amz-date']
  const dateMs = amzDate === undefined ? Date.parse(headers.date ?? '') : amzDateMs(amzDate)
  if (Number.isNaN(dateMs)) throw malformed('The request has to say its date, in x-amz-date as YYYYMMDDTHHMMSSZ.')
  return { amzDate: amzDate ?? toAmzDate(dateMs), dateMs }
}

const urlNames = ['X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-SignedHeaders', 'X-Amz-Signature'] as const

function fromUrl({ query, headers }: Request): Proof {
  const given = ['X-Amz-Algorithm', 'X-Amz-Security-Token', ...urlNames].find(name => query.getAll(name).length > 1)
  if (given !== undefined) throw malformed(`The URL says ${given} more than once.`)
  if (query.get('X-Amz-Algorithm') !== algorithm) throw malformed(`X-Amz-Algorithm has to be ${algorithm}.`)
  const missing = urlNames.filter(name => !query.get(name))
  if (missing.length > 0) throw malformed(`The URL lacks ${missing.join(', ')}.`)
  const [Credential, amzDate, expires, SignedHeaders, Signature] = urlNames.map(name => query.get(name)!) as string5
  const dateMs = amzDateMs(amzDate)
  if (Number.isNaN(dateMs)) throw malformed('X-Amz-Date has to be written as YYYYMMDDTHHMMSSZ.')
  const sessionToken = query.get('X-Amz-Security-Token') ?? headers['x-amz-security-token']
  const expiresSeconds = /^\d{1,6}$/.test(expires) ? Number(expires) : Number.NaN
  return { ...signed({ Credential, SignedHeaders, Signature }, sessionToken), amzDate, dateMs, expiresSeconds }
}

type string5 = [string, string, string, string, string]

function signed({ Credential, SignedHeaders, Signature }: Fields, sessionToken: string | undefined) {
  const [id, ...scope] = Credential.split('/')
  if (id === undefined || scope.length !== 4)
    throw malformed('The credential has to be KEY/YYYYMMDD/REGION/sqs/aws4_request.')
  if (!/^[0-9a-f]{64}$/.test(Signature)) throw malformed('The signature has to be 64 hexadecimal digits.')
  const signedHeaders = SignedHeaders.toLowerCase().split(';')
  return { claim: { id, sessionToken }, scope: scope as unknown as Proof['scope'], signedHeaders, signature: Signature }
}
