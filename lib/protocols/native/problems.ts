import { type FieldProblem, Problem, type ProblemCode, problems } from '../../domain/problem.ts'
import type { Reply } from '../../http/message.ts'
import { Refusal, type RefusalCode, refusals } from '../../identity/refusal.ts'

/** `retryAfterSeconds`: the pause that the answer asks for. */
type Wire = { status: number; retryable: boolean; retryAfterSeconds?: number }

/** How each of the domain's problems leaves; a forgotten one does not compile. */
export const domainProblems = {
  InvalidInput: { status: 422, retryable: false },
  QueueNotFound: { status: 404, retryable: false },
  TopicNotFound: { status: 404, retryable: false },
  SubscriptionNotFound: { status: 404, retryable: false },
  TriggerNotFound: { status: 404, retryable: false },
  MessageNotFound: { status: 404, retryable: false },
  MessageInFlight: { status: 409, retryable: false },
  RedriveNotFound: { status: 404, retryable: false },
  RedriveRunning: { status: 409, retryable: false },
  QueueDeletedRecently: { status: 409, retryable: true },
  PurgedRecently: { status: 409, retryable: true },
  AccessKeyNotFound: { status: 404, retryable: false },
  AccessKeyExists: { status: 409, retryable: false },
  VersionConflict: { status: 412, retryable: false },
  RequestKeyReused: { status: 422, retryable: false },
  PartlyPublished: { status: 503, retryable: true },
  TooManyRequests: { status: 429, retryable: true, retryAfterSeconds: 1 },
  StorageFull: { status: 507, retryable: true },
  StoreBusy: { status: 503, retryable: true, retryAfterSeconds: 1 },
  StsUnavailable: { status: 503, retryable: true, retryAfterSeconds: 1 },
  ShuttingDown: { status: 503, retryable: true },
  EndpointRefused: { status: 422, retryable: false },
  Forbidden: { status: 403, retryable: false },
} as const satisfies Record<ProblemCode, Wire>

const unauthorized = { status: 401, retryable: false } as const

/** How each refusal leaves: whoever asks has to say better who they are. A forgotten one does not compile. */
export const refusalProblems = {
  MissingCredentials: unauthorized,
  MalformedCredentials: unauthorized,
  UnknownKey: unauthorized,
  ExpiredKey: unauthorized,
  WrongSignature: unauthorized,
  StaleSignature: unauthorized,
  WrongScope: unauthorized,
} as const satisfies Record<RefusalCode, Wire>

/** What can be wrong with a request before it means anything, and what is our own fault. */
export const transportProblems = {
  MalformedJson: { status: 400, retryable: false, title: 'The body is not JSON in UTF-8.' },
  RouteNotFound: { status: 404, retryable: false, title: 'There is nothing at this path.' },
  MethodNotAllowed: { status: 405, retryable: false, title: 'The path does not take this method.' },
  BodyTooLarge: { status: 413, retryable: false, title: 'The body is larger than 6,000,000 bytes.' },
  UnsupportedMediaType: { status: 415, retryable: false, title: 'The body has to be application/json.' },
  Internal: { status: 500, retryable: true, title: 'Something went wrong on our side.' },
} as const

export type TransportCode = keyof typeof transportProblems
export type NativeCode = ProblemCode | RefusalCode | TransportCode

/** Every code that the native API answers, with what it means. */
export const nativeProblems: Readonly<Record<NativeCode, Wire & { title: string }>> = {
  ...titled(domainProblems, problems),
  ...titled(refusalProblems, refusals),
  ...transportProblems,
}

function titled<Code extends string>(wires: Record<Code, Wire>, titles: Record<Code, string>) {
  const rows = Object.entries<Wire>(wires).map(([code, wire]) => [code, { ...wire, title: titles[code as Code] }])
  return Object.fromEntries(rows) as Record<Code, Wire & { title: string }>
}

/** RFC 6901. */
const toPointer = (path: FieldProblem['path']): string =>
  path.map(part => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

const toError = ({ path, detail, limit, got }: FieldProblem) => ({ pointer: toPointer(path), detail, limit, got })

type Extras = { detail?: string | undefined; errors?: unknown; results?: unknown; headers?: Record<string, string> }

/** A refusal as RFC 9457 problem details. */
export function problemReply(code: NativeCode, requestId: string, { headers, ...extras }: Extras = {}): Reply {
  const { status, title, retryable, retryAfterSeconds } = nativeProblems[code]
  const body = { type: `/docs#${code}`, title, status, code, detail: title, retryable, requestId, ...extras }
  const pause: Record<string, string> = retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` }
  const allHeaders = { 'content-type': 'application/problem+json', ...pause, ...headers }
  return { status, headers: allHeaders, body: JSON.stringify(body) }
}

const resultOf = (result: unknown): unknown => {
  const { kind, id, problem } = result as { kind: string; id?: string; problem?: string }
  return kind === 'stored' ? { id } : { code: problem }
}

/** RFC 6750: what to send, and, where something was sent, that it will not do. */
const challenge = (code: RefusalCode): string =>
  code === 'MissingCredentials' ? 'Bearer realm="sluice"' : 'Bearer realm="sluice", error="invalid_token"'

/** Whatever was thrown, as a reply: a Problem says what it is, anything else is our fault and says nothing. */
export function thrownReply(thrown: unknown, requestId: string): Reply {
  if (thrown instanceof Refusal) {
    const headers = { 'www-authenticate': challenge(thrown.code) }
    return problemReply(thrown.code, requestId, { headers, detail: thrown.message })
  }
  if (!(thrown instanceof Problem)) return problemReply('Internal', requestId)
  const { detail, fields, results } = thrown.extras
  const extras: Extras = {}
  if (detail !== undefined) extras.detail = detail
  if (fields !== undefined) extras.errors = fields.map(toError)
  if (results !== undefined) extras.results = results.map(resultOf)
  if (fields !== undefined && detail === undefined) extras.detail = summaryOf(fields)
  return problemReply(thrown.code, requestId, extras)
}

function summaryOf(fields: readonly FieldProblem[]): string {
  const [first] = fields
  if (first === undefined) return problems.InvalidInput
  const more = fields.length > 1 ? ` (and ${fields.length - 1} more)` : ''
  return `${toPointer(first.path) || 'The body'} ${first.detail}${more}.`
}
