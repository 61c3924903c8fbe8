type Wire = { code: string; status: number }

const prefixed = (name: string, status = 400): Wire => ({ code: `AWS.SimpleQueueService.${name}`, status })
const plain = (code: string, status = 400): Wire => ({ code, status })

/**
 * Every error that the endpoint answers: the name of its shape (JSON's `__type`), the code of the Query form (also in the header
 * x-amzn-query-error) and the status. Source: the service's API model; what authentication answers, recordings.
 */
export const errors = {
  BatchEntryIdsNotDistinct: prefixed('BatchEntryIdsNotDistinct'),
  BatchRequestTooLong: prefixed('BatchRequestTooLong'),
  EmptyBatchRequest: prefixed('EmptyBatchRequest'),
  InvalidAddress: plain('InvalidAddress', 404),
  InvalidAttributeName: plain('InvalidAttributeName'),
  InvalidAttributeValue: plain('InvalidAttributeValue'),
  InvalidBatchEntryId: prefixed('InvalidBatchEntryId'),
  InvalidMessageContents: plain('InvalidMessageContents'),
  OverLimit: plain('OverLimit', 403),
  PurgeQueueInProgress: prefixed('PurgeQueueInProgress', 403),
  QueueDeletedRecently: prefixed('QueueDeletedRecently'),
  QueueDoesNotExist: prefixed('NonExistentQueue'),
  QueueNameExists: plain('QueueAlreadyExists'),
  ReceiptHandleIsInvalid: plain('ReceiptHandleIsInvalid', 404),
  RequestThrottled: plain('RequestThrottled', 403),
  ResourceNotFoundException: plain('ResourceNotFoundException', 404),
  TooManyEntriesInBatchRequest: prefixed('TooManyEntriesInBatchRequest'),
  UnsupportedOperation: prefixed('UnsupportedOperation'),
  InvalidParameterValueException: plain('InvalidParameterValue'),
  MissingRequiredParameterException: plain('MissingParameter'),
  InvalidActionException: plain('InvalidAction'),
  UnknownOperationException: plain('UnknownOperationException'),
  SerializationException: plain('MalformedInput'),
  AccessDeniedException: plain('AccessDenied', 403),
  MissingAuthenticationTokenException: plain('MissingAuthenticationToken', 403),
  IncompleteSignatureException: plain('IncompleteSignature'),
  UnrecognizedClientException: plain('InvalidClientTokenId', 403),
  ExpiredTokenException: plain('ExpiredToken', 403),
  InvalidSignatureException: plain('SignatureDoesNotMatch', 403),
  ServiceUnavailable: plain('ServiceUnavailable', 503),
  InternalFailure: plain('InternalFailure', 500),
} as const satisfies Record<string, Wire>

export type ErrorShape = keyof typeof errors

/** A refusal in SQS's own words. `queryText`: where the Query form says it in others. */
export class SqsError extends Error {
  override readonly name = 'SqsError'
  readonly shape: ErrorShape
  readonly queryText: string
  constructor(shape: ErrorShape, text: string, queryText = text) {
    super(text)
    this.shape = shape
    this.queryText = queryText
  }
}

const shown = (value: unknown): string => {
  const text = String(value)
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

export const invalidValue = (text: string): SqsError => new SqsError('InvalidParameterValueException', text)

export const invalidParameter = (value: unknown, name: string, reason: string): SqsError =>
  invalidValue(`Value ${shown(value)} for parameter ${name} is invalid. Reason: ${reason}`)

export const missing = (name: string): SqsError =>
  new SqsError('MissingRequiredParameterException', `The request must contain the parameter ${name}.`)

export const unknownAttribute = (name: string): SqsError =>
  new SqsError('InvalidAttributeName', `Unknown Attribute ${shown(name)}.`)

export const invalidAttribute = (name: string, reason?: string): SqsError =>
  new SqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.${reason ? ` Reason: ${reason}` : ''}`)

export const noQueue = (): SqsError =>
  new SqsError(
    'QueueDoesNotExist',
    'The specified queue does not exist.',
    'The specified queue does not exist for this wsdl version.',
  )

export const badHandle = (handle: string): SqsError =>
  new SqsError('ReceiptHandleIsInvalid', `The input receipt handle "${shown(handle)}" is not a valid receipt handle.`)
