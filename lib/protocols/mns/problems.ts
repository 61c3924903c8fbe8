import { Problem, type ProblemCode } from '../../domain/problem.ts'
import { Refusal, type RefusalCode } from '../../identity/refusal.ts'
import { type ErrorCode, errors, MnsError } from './errors.ts'
import { fieldText } from './fieldText.ts'

const busy = 'ServiceUnavailable'

/** How each of the domain's problems leaves; a forgotten one does not compile. */
export const domainProblems = {
  InvalidInput: 'InvalidArgument',
  QueueNotFound: 'QueueNotExist',
  TopicNotFound: 'TopicNotExist',
  SubscriptionNotFound: 'SubscriptionNotExist',
  EndpointRefused: 'EndpointInvalid',
  MessageNotFound: 'MessageNotExist',
  MessageInFlight: 'MessageNotExist',
  QueueDeletedRecently: 'QueueDeletedRecently',
  // Nothing that is asked for in this protocol comes to these.
  TriggerNotFound: busy,
  RedriveNotFound: busy,
  RedriveRunning: busy,
  PurgedRecently: busy,
  AccessKeyNotFound: busy,
  AccessKeyExists: busy,
  StsUnavailable: busy,
  RequestKeyReused: busy,
  VersionConflict: busy,
  PartlyPublished: busy,
  TooManyRequests: 'QpsLimitExceeded',
  StorageFull: busy,
  StoreBusy: busy,
  ShuttingDown: busy,
  Forbidden: 'AccessDenied',
} as const satisfies Record<ProblemCode, ErrorCode>

/** How each refusal of somebody unknown leaves (reference, 2.2); ours are ExpiredKey, which has no code there, and WrongScope. */
export const refusalErrors = {
  MissingCredentials: 'MissingAuthorizationHeader',
  MalformedCredentials: 'InvalidAuthorizationHeader',
  UnknownKey: 'InvalidAccessKeyId',
  ExpiredKey: 'InvalidAccessKeyId',
  WrongSignature: 'SignatureDoesNotMatch',
  StaleSignature: 'TimeExpired',
  WrongScope: 'SignatureDoesNotMatch',
} as const satisfies Record<RefusalCode, ErrorCode>

/** Where the domain says more than the usual text: why, or which right is missing. */
const tellMore: ReadonlySet<string> = new Set<ErrorCode>([busy, 'EndpointInvalid', 'AccessDenied'])

/** Those whose general text would lead astray. */
const ownTexts: ReadonlySet<string> = new Set<RefusalCode>(['ExpiredKey', 'WrongScope'])

/** Whatever was thrown, in MNS's words; what is neither a refusal of ours nor a problem is our fault and says nothing. */
export function toMnsError(thrown: unknown): MnsError {
  if (thrown instanceof MnsError) return thrown
  if (thrown instanceof Refusal) return refused(thrown)
  if (!(thrown instanceof Problem)) return new MnsError('InternalError')
  const [field] = thrown.extras.fields ?? []
  if (field !== undefined) return new MnsError('InvalidArgument', fieldText(field))
  const code = domainProblems[thrown.code]
  return new MnsError(code, tellMore.has(code) ? thrown.message : errors[code].text)
}

function refused({ code, message, detail }: Refusal): MnsError {
  const wire = refusalErrors[code]
  const text = ownTexts.has(code) ? message : errors[wire].text
  return new MnsError(wire, code === 'WrongSignature' && detail !== undefined ? `${text} ${detail}` : text)
}
