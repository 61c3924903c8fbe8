import type { FieldProblem, ProblemDocument, PublishResult } from './wire.ts'

/** The server answered, and the answer was no. Unknown codes arrive as this class, known ones as a subclass. */
export class SluiceError extends Error {
  readonly status: number
  /** The problem's name, as the reference lists it; `Unexpected` when the answer was no problem document of ours. */
  readonly code: string
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
  /** How long the server asks to wait before the call is repeated; undefined where it does not say. */
  readonly retryAfterSeconds: number | undefined
  /** Name it when you ask for help: it is in the server's log. */
  readonly requestId: string | undefined
  /** For input that was refused: each field by JSON pointer, with the limit and what was given. */
  readonly errors: readonly FieldProblem[]

  constructor(problem: ProblemDocument) {
    super(messageOf(problem))
    this.name = problem.code === 'Unexpected' ? 'SluiceError' : `${problem.code}Error`
    this.status = problem.status
    this.code = problem.code
    this.retryable = problem.retryable
    this.retryAfterSeconds = problem.retryAfterSeconds
    this.requestId = problem.requestId
    this.errors = problem.errors ?? []
  }
}

function messageOf({ title, detail, code, errors = [] }: ProblemDocument): string {
  let text = detail ?? title ?? code
  const fields: string[] = []
  for (const error of errors) {
    const field = `${error.pointer || '/'} ${error.detail}`
    const whole = field + boundsOf(error)
    if (text.includes(field)) text = text.replace(field, () => whole)
    else fields.push(whole)
  }
  return fields.length === 0 ? text : `${text} ${fields.join('; ')}`
}

/** What was allowed and what was given, as far as the server says. */
function boundsOf({ limit, got }: FieldProblem): string {
  const bounds = [limit !== undefined && `limit ${limit}`, got !== undefined && `got ${JSON.stringify(got)}`]
  const said = bounds.filter(Boolean).join(', ')
  return said && ` (${said})`
}

export class MalformedJsonError extends SluiceError {}
export class InvalidInputError extends SluiceError {}
export class QueueNotFoundError extends SluiceError {}
export class TopicNotFoundError extends SluiceError {}
export class SubscriptionNotFoundError extends SluiceError {}
export class TriggerNotFoundError extends SluiceError {}
/** `message` says why nothing can be delivered there. */
export class EndpointRefusedError extends SluiceError {}
export class MessageNotFoundError extends SluiceError {}
export class RouteNotFoundError extends SluiceError {}
export class MethodNotAllowedError extends SluiceError {}
export class UnsupportedMediaTypeError extends SluiceError {}
export class BodyTooLargeError extends SluiceError {}
export class MessageInFlightError extends SluiceError {}
export class RedriveNotFoundError extends SluiceError {}
/** One redrive a queue at a time. */
export class RedriveRunningError extends SluiceError {}
export class AccessKeyNotFoundError extends SluiceError {}
/** The role has an entry already. */
export class AccessKeyExistsError extends SluiceError {}
export class VersionConflictError extends SluiceError {}
export class RequestKeyReusedError extends SluiceError {}
/** The queue takes no more messages in this second. */
export class TooManyRequestsError extends SluiceError {}
export class StorageFullError extends SluiceError {}
export class StsUnavailableError extends SluiceError {}
export class ShuttingDownError extends SluiceError {}
export class ForbiddenError extends SluiceError {}
/** Nobody knows who calls: the client has no token. */
export class MissingCredentialsError extends SluiceError {}
export class MalformedCredentialsError extends SluiceError {}
/** There is no such access key (any more). */
export class UnknownKeyError extends SluiceError {}
export class ExpiredKeyError extends SluiceError {}
/** The secret is not that of the access key. */
export class WrongSignatureError extends SluiceError {}
export class StaleSignatureError extends SluiceError {}
export class WrongScopeError extends SluiceError {}
export class InternalError extends SluiceError {}

/** Some messages of a publish are stored and some are not: `results` says which, in the order of the request. */
export class PartlyPublishedError extends SluiceError {
  readonly results: readonly PublishResult[]
  constructor(problem: ProblemDocument) {
    super(problem)
    this.results = problem.results ?? []
  }
}

/** Every problem code with its class. */
export const errorClasses = {
  MalformedJson: MalformedJsonError,
  InvalidInput: InvalidInputError,
  QueueNotFound: QueueNotFoundError,
  TopicNotFound: TopicNotFoundError,
  SubscriptionNotFound: SubscriptionNotFoundError,
  TriggerNotFound: TriggerNotFoundError,
  EndpointRefused: EndpointRefusedError,
  MessageNotFound: MessageNotFoundError,
  RouteNotFound: RouteNotFoundError,
  MethodNotAllowed: MethodNotAllowedError,
  UnsupportedMediaType: UnsupportedMediaTypeError,
  BodyTooLarge: BodyTooLargeError,
  MessageInFlight: MessageInFlightError,
  RedriveNotFound: RedriveNotFoundError,
  RedriveRunning: RedriveRunningError,
  AccessKeyNotFound: AccessKeyNotFoundError,
  AccessKeyExists: AccessKeyExistsError,
  VersionConflict: VersionConflictError,
  RequestKeyReused: RequestKeyReusedError,
  PartlyPublished: PartlyPublishedError,
  TooManyRequests: TooManyRequestsError,
  StorageFull: StorageFullError,
  StsUnavailable: StsUnavailableError,
  ShuttingDown: ShuttingDownError,
  Forbidden: ForbiddenError,
  MissingCredentials: MissingCredentialsError,
  MalformedCredentials: MalformedCredentialsError,
  UnknownKey: UnknownKeyError,
  ExpiredKey: ExpiredKeyError,
  WrongSignature: WrongSignatureError,
  StaleSignature: StaleSignatureError,
  WrongScope: WrongScopeError,
  Internal: InternalError,
} as const satisfies Record<string, typeof SluiceError>

export type ProblemCode = keyof typeof errorClasses

const isKnown = (code: string): code is ProblemCode => Object.hasOwn(errorClasses, code)

export const toError = (problem: ProblemDocument): SluiceError =>
  new (isKnown(problem.code) ? errorClasses[problem.code] : SluiceError)(problem)

/** No answer came: the server could not be reached, the connection broke, or the time was up. `cause` says more. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  /** True when no connection was made at all, so that the server cannot have seen the call. */
  readonly neverSent: boolean
  constructor(message: string, neverSent: boolean, cause: unknown) {
    super(message, { cause })
    this.neverSent = neverSent
  }
}
