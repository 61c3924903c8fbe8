/** What an endpoint answers instead of a result, whichever form it was told in. */
export class Refused extends Error {
  readonly status: number
  /** The code of the Query protocol, which JSON clients read from a header. */
  readonly code: string
  /** Who is said to be at fault: `Sender` or `Receiver`. */
  readonly fault: string
  readonly headers: Record<string, string>

  constructor(status: number, code: string, fault: string, message: string, headers: Record<string, string>) {
    super(message)
    this.status = status
    this.code = code
    this.fault = fault
    this.headers = headers
  }
}

type Row = { shape: string; code: string; status: number }
const row = (shape: string, status = 400, code = `AWS.SimpleQueueService.${shape}`): Row => ({ shape, status, code })
const plain = (shape: string, status = 400): Row => row(shape, status, shape)
const kms = (fault: string): Row => row(`Kms${fault}`, 400, `KMS.${fault}Exception`)

/** Reference 3.2: every error that a client may meet, by both of its names. */
export const errorTable: readonly Row[] = [
  row('BatchEntryIdsNotDistinct'),
  row('BatchRequestTooLong'),
  row('EmptyBatchRequest'),
  plain('InvalidAddress', 404),
  plain('InvalidAttributeName'),
  plain('InvalidAttributeValue'),
  row('InvalidBatchEntryId'),
  plain('InvalidIdFormat'),
  plain('InvalidMessageContents'),
  plain('InvalidSecurity', 403),
  kms('AccessDenied'),
  kms('Disabled'),
  kms('InvalidKeyUsage'),
  kms('InvalidState'),
  kms('NotFound'),
  row('KmsThrottled', 400, 'KMS.ThrottlingException'),
  row('KmsOptInRequired', 403, 'KMS.OptInRequired'),
  row('MessageNotInflight'),
  plain('OverLimit', 403),
  row('PurgeQueueInProgress', 403),
  row('QueueDeletedRecently'),
  row('QueueDoesNotExist', 400, 'AWS.SimpleQueueService.NonExistentQueue'),
  row('QueueNameExists', 400, 'QueueAlreadyExists'),
  plain('ReceiptHandleIsInvalid', 404),
  plain('RequestThrottled', 403),
  plain('ResourceNotFoundException', 404),
  row('TooManyEntriesInBatchRequest'),
  row('UnsupportedOperation'),
  row('InvalidParameterValueException', 400, 'InvalidParameterValue'),
  row('MissingRequiredParameterException', 400, 'MissingParameter'),
  plain('InvalidAction'),
]

export const codeOf = (shape: string): string => errorTable.find(one => one.shape === shape)!.code
export const statusOf = (code: string): number | undefined => errorTable.find(one => one.code === code)?.status
export const shapeOf = (code: string): string | undefined => errorTable.find(one => one.code === code)?.shape
