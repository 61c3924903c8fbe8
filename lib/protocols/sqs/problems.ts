import { type FieldProblem, Problem, type ProblemCode } from '../../domain/problem.ts'
import { Refusal, type RefusalCode } from '../../identity/refusal.ts'
import type { Failed } from './batch.ts'
import { type ErrorShape, errors, invalidValue, noQueue, SqsError } from './errors.ts'

const words = (shape: ErrorShape, text?: string) => ({ shape, text })

const running =
  'There is already a task running. Only one active task is allowed for a source queue arn at a given time.'
const deletedRecently =
  'You must wait 60 seconds after deleting a queue before you can create another with the same name.'

/** How each of the domain's problems leaves; a forgotten one does not compile. Without a text: the problem's own. */
export const domainProblems = {
  InvalidInput: words('InvalidParameterValueException'),
  QueueNotFound: words('QueueDoesNotExist'),
  TopicNotFound: words('InvalidParameterValueException'),
  SubscriptionNotFound: words('InvalidParameterValueException'),
  TriggerNotFound: words('InvalidParameterValueException'),
  MessageNotFound: words('InvalidParameterValueException'),
  MessageInFlight: words('InvalidParameterValueException'),
  RedriveNotFound: words('ResourceNotFoundException', 'Task does not exist.'),
  RedriveRunning: words('InvalidParameterValueException', running),
  QueueDeletedRecently: words('QueueDeletedRecently', deletedRecently),
  PurgedRecently: words('PurgeQueueInProgress'),
  // Nothing that is asked for in this protocol comes to these three.
  AccessKeyNotFound: words('ServiceUnavailable'),
  AccessKeyExists: words('ServiceUnavailable'),
  StsUnavailable: words('ServiceUnavailable'),
  VersionConflict: words('ServiceUnavailable'),
  RequestKeyReused: words('InvalidParameterValueException'),
  PartlyPublished: words('ServiceUnavailable'),
  TooManyRequests: words('RequestThrottled'),
  StorageFull: words('ServiceUnavailable'),
  StoreBusy: words('ServiceUnavailable'),
  ShuttingDown: words('ServiceUnavailable'),
  EndpointRefused: words('InvalidParameterValueException'),
  Forbidden: words('AccessDeniedException'),
} as const satisfies Record<ProblemCode, { shape: ErrorShape; text: string | undefined }>

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

/** How each refusal of somebody unknown leaves (reference, 2.5). Without a text: the refusal's own. */
export const refusalErrors = {
  MissingCredentials: words('MissingAuthenticationTokenException', 'Request is missing Authentication Token'),
  MalformedCredentials: words('IncompleteSignatureException'),
  UnknownKey: words('UnrecognizedClientException', 'The security token included in the request is invalid.'),
  ExpiredKey: words('ExpiredTokenException', 'The security token included in the request is expired'),
  WrongSignature: words('InvalidSignatureException', mismatch),
  StaleSignature: words('InvalidSignatureException'),
  WrongScope: words('InvalidSignatureException'),
} as const satisfies Record<RefusalCode, { shape: ErrorShape; text: string | undefined }>

function refused({ code, detail, message }: Refusal): SqsError {
  const { shape, text } = refusalErrors[code]
  const shown = code === 'WrongSignature' && detail !== undefined ? `${text}\n\n${detail}` : text
  return new SqsError(shape, shown ?? message)
}

/** The domain's words on what is wrong with a field, with the limit that it breaks. */
export function fieldText({ path, detail, limit, got }: FieldProblem): string {
  const name = path.filter(part => typeof part === 'string').join('.') || 'The request'
  const bound =
    limit === undefined ? '' : ` (limit: ${limit}${got === undefined ? '' : `, given: ${String(got).slice(0, 100)}`})`
  return `${name} ${detail}${bound}.`
}

/** Whatever was thrown, in SQS's words; what is neither a refusal of ours nor a problem is our fault and says nothing. */
export function toSqsError(thrown: unknown): SqsError {
  if (thrown instanceof SqsError) return thrown
  if (thrown instanceof Refusal) return refused(thrown)
  if (!(thrown instanceof Problem)) return new SqsError('InternalFailure', 'Something went wrong on our side.')
  if (thrown.code === 'QueueNotFound') return noQueue()
  const [field] = thrown.extras.fields ?? []
  if (field !== undefined) return invalidValue(fieldText(field))
  const { shape, text } = domainProblems[thrown.code]
  return new SqsError(shape, text ?? thrown.message)
}

/** An entry of a batch that failed by itself. */
export function toFailed(id: string, thrown: unknown): Failed {
  const error = toSqsError(thrown)
  const { code, status } = errors[error.shape]
  return { Id: id, Code: code, Message: error.message, SenderFault: status < 500 }
}
