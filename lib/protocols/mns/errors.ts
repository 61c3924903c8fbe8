type Row = { status: number; text: string }
const row = (status: number, text: string): Row => ({ status, text })

/**
 * Every error that the endpoint answers, with its status and its usual text (reference, section 6). ServiceUnavailable is ours: for
 * what may be tried again.
 */
export const errors = {
  AccessDenied: row(403, 'The OwnerId that your Access Key Id associated to is forbidden for this operation.'),
  InvalidAccessKeyId: row(403, 'The access Id you provided is not exist.'),
  SignatureDoesNotMatch: row(
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  ),
  TimeExpired: row(408, 'The http request you sent is expired.'),
  MissingAuthorizationHeader: row(400, 'Authorization header is required.'),
  InvalidAuthorizationHeader: row(400, 'The Authorization header format is invalid.'),
  MissingDateHeader: row(400, 'Date header is required.'),
  InvalidDateHeader: row(400, 'The Date header format is invalid.'),
  MissingVersionHeader: row(400, 'x-mns-version header is required.'),
  InvalidVersionHeader: row(400, 'The x-mns-version header has to be 2015-06-06.'),
  InvalidDigest: row(400, 'The Content-MD5 you specified is invalid.'),
  InvalidRequestURL: row(400, 'Http request URL format invalid.'),
  MalformedXML: row(400, 'The XML you provided was not well-formed.'),
  InvalidArgument: row(400, 'The request is not valid.'),
  MissingReceiptHandle: row(400, 'ReceiptHandle is required.'),
  MissingVisibilityTimeout: row(400, 'VisibilityTimeout is required.'),
  ReceiptHandleError: row(400, 'The receipt handle you provide is not valid.'),
  MessageNotExist: row(404, 'Message not exist.'),
  QueueNotExist: row(404, 'The queue name you provided is not exist.'),
  QueueAlreadyExist: row(409, 'The queue you want to create is already exist.'),
  QueueDeletedRecently: row(400, 'The queue you want to create is deleted recently.'),
  InvalidQueueName: row(
    400,
    'The queue name you provided is invalid. QueueName should contain only letters, digits, - and _, and may end in .fifo.',
  ),
  QueueNameLengthError: row(400, 'Queue name length should between 1 and 120.'),
  QpsLimitExceeded: row(400, 'The qps limit of the queue is exceeded'),
  TopicNotExist: row(404, 'The topic you provided does not exist.'),
  TopicAlreadyExist: row(409, 'The topic you want to create is already exists.'),
  TopicNameInvalid: row(
    400,
    'The topic name you provided is invalid. TopicName should contain only letters, digits, - and _.',
  ),
  TopicNameLengthError: row(400, 'Topic name length is out of range, should be between 1 and 255.'),
  SubscriptionNotExist: row(404, 'The subscription you provided does not exits.'),
  SubscriptionAlreadyExist: row(409, 'The subscription you want to create is already exist.'),
  SubscriptionNameInvalid: row(
    400,
    'The subscription name you provided is invalid. SubscriptionName should contain only letters, digits, - and _.',
  ),
  SubscriptionNameLengthError: row(400, 'Subscription name length should between 1 and 255.'),
  EndpointInvalid: row(400, 'The endpoint you provided is invalid.'),
  InternalError: row(500, 'Interal error.'),
  ServiceUnavailable: row(503, 'The service cannot serve the request now: try again.'),
} as const satisfies Record<string, Row>

export type ErrorCode = keyof typeof errors

/** A refusal in MNS's own words. */
export class MnsError extends Error {
  override readonly name = 'MnsError'
  readonly code: ErrorCode
  constructor(code: ErrorCode, text: string = errors[code].text) {
    super(text)
    this.code = code
  }
}

export const outOfRange = (name: string, min: number, max: number, unit = ''): MnsError =>
  new MnsError('InvalidArgument', `The value of ${name} should between ${min} and ${max}${unit && ` ${unit}`}.`)

/** For what the document lacks, or has where it may not be. */
export const againstSchema = (name: string): MnsError =>
  new MnsError(
    'InvalidArgument',
    `The XML you provided did not validate against our published schema, cause by ${name.slice(0, 100)}.`,
  )
