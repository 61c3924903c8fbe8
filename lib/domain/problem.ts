/** Every refusal a caller can act on, by name. Whatever else is thrown is our fault. */
export const problems = {
  InvalidInput: 'The request is not valid.',
  QueueNotFound: 'The queue does not exist.',
  TopicNotFound: 'The topic does not exist.',
  SubscriptionNotFound: 'The topic has no subscription of this name.',
  TriggerNotFound: 'The queue has no trigger of this name.',
  MessageNotFound: 'The queue holds no message with this id.',
  MessageInFlight: 'The message is leased to a consumer, so it cannot be changed now.',
  RedriveNotFound: 'There is no redrive with this id (any more).',
  RedriveRunning: 'A redrive of this queue is under way: one at a time.',
  QueueDeletedRecently: 'A queue of this name was deleted a moment ago.',
  PurgedRecently: 'The queue was purged a moment ago.',
  AccessKeyNotFound: 'There is no access key with this id (any more).',
  AccessKeyExists: 'The role has an entry already: revoke it first.',
  VersionConflict: 'The queue, or the topic, is not at the version that the request names.',
  RequestKeyReused: 'The request key was used before, with another request.',
  PartlyPublished: 'Some messages are stored and some are not.',
  TooManyRequests: 'The queue takes no more messages in this second: nothing of this request was stored.',
  StorageFull: 'The disk is full: nothing of this request was stored.',
  StoreBusy: 'The store is too busy or does not answer: try again. What this request asked for may have happened.',
  StsUnavailable: 'AWS STS, which says who the caller is, does not answer.',
  ShuttingDown: 'The server is stopping.',
  EndpointRefused: 'Nothing can be delivered to this endpoint.',
  Forbidden: 'The caller may not do this.',
} as const

export type ProblemCode = keyof typeof problems

/** One thing wrong with the input: where, what, and the bound that it breaks. */
export type FieldProblem = {
  /** The way to the field from the root of the input: `['messages', 0, 'delaySeconds']`. */
  path: readonly (string | number)[]
  detail: string
  limit?: string | number
  got?: unknown
}

export type ProblemExtras = {
  /** Says more than the general text of the code. */
  detail?: string
  fields?: readonly FieldProblem[]
  /** With PartlyPublished: what became of each message, in the order of the request. */
  results?: readonly unknown[]
}

export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly extras: ProblemExtras
  constructor(code: ProblemCode, extras: ProblemExtras = {}) {
    super(extras.detail ?? problems[code])
    this.code = code
    this.extras = extras
  }
}

export const invalid = (...fields: FieldProblem[]): Problem => new Problem('InvalidInput', { fields })
