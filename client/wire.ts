// What travels: the native API's JSON, as types. Instants (…At) are RFC 3339 UTC texts, durations are whole seconds.

export type * from './settleWire.ts'

export type BodyEncoding = 'text' | 'base64'

/** A number travels as its decimal text, so that no digit is lost; a binary value as base64. */
export type Attribute = { type: 'string' | 'number' | 'binary'; value: string; label?: string | undefined }

export type Attributes = Record<string, Attribute>

/**
 * How long a message rests that is given back without a delay: always as long; `factor` times as long each time, up to
 * `maxSeconds`; or one delay after the other, the last one repeating. `jitter`: up to this share of each delay, 0 to 1, is
 * left out at random. Delays up to 604,800 s (a week), at most 16 in a table; a factor from 1 to 10.
 */
export type QueueRetryPolicy = (
  | { kind: 'fixed'; delaySeconds: number }
  | { kind: 'exponential'; firstSeconds: number; factor: number; maxSeconds: number }
  | { kind: 'table'; delaysSeconds: number[] }
) & { jitter?: number | undefined }

/** What an owner may set; what is left out of a PUT takes its default, what is left out of a PATCH stays. */
export type QueueSettings = {
  /** How long a poll leases a message when it does not say: 0 to 43,200; default 30. */
  visibilityTimeoutSeconds?: number | undefined
  /** How long a message is kept: 60 to 1,296,000; default 345,600 (four days). */
  retentionSeconds?: number | undefined
  /** Delay of a message that does not bring its own: 0 to 604,800; default 0. */
  delaySeconds?: number | undefined
  /** How long a poll waits when it does not say: 0 to 30; default 0. */
  waitSeconds?: number | undefined
  /** Body and attributes of one message together: 1,024 to 1,048,576; default 1,048,576. */
  maxMessageBytes?: number | undefined
  /** Only for queues whose name ends in `.fifo`. */
  ordered?: OrderedSettings | undefined
  /** Where messages go that nobody could finish; null ends it. */
  deadLetter?: DeadLetterInput | null | undefined
  /** For messages given back without a delay; null: none, they come again at once. */
  retry?: QueueRetryPolicy | null | undefined
  /** Messages taken in within one second, 1 to 100,000; null: no limit. */
  maxPublishesPerSecond?: number | null | undefined
  /** Messages under a lease at the same time, 1 to 1,000; null: no limit. */
  maxInFlight?: number | null | undefined
}

/** `maxAttempts`: hand-overs before a message is moved, 1 to 1,000. `expired`: move what expires too; default false. */
export type DeadLetterInput = { queue: string; maxAttempts: number; expired?: boolean | undefined }

/** One step of a message from queue to queue: which it left, why, and what the last nack said there. */
export type Origin = {
  queue: string
  reason: 'attemptsExhausted' | 'nacked' | 'rejected' | 'expired' | 'redriven'
  detail?: string
  attempts: number
  at: string
}

export type Deduplication = {
  /** Whether a message without a deduplication id gets one from its body. */
  contentBased: boolean
  /** 1 to 604,800 (seven days); default 300. */
  windowSeconds: number
  /** Fixed when the queue is created; default `queue`. */
  scope: 'queue' | 'group'
}

export type OrderedSettings = {
  deduplication?: { [Name in keyof Deduplication]?: Deduplication[Name] | undefined }
  /** Hand-overs of a message after which its group is parked, 1 to 1,000; null: never. */
  parkAfterAttempts?: number | null | undefined
}

export type QueueView = {
  name: string
  visibilityTimeoutSeconds: number
  retentionSeconds: number
  delaySeconds: number
  waitSeconds: number
  maxMessageBytes: number
  /** Only queues whose name ends in `.fifo` have it. */
  ordered?: { deduplication: Deduplication; parkAfterAttempts?: number }
  deadLetter?: { queue: string; maxAttempts: number; expired: boolean }
  retry?: QueueRetryPolicy
  maxPublishesPerSecond?: number
  maxInFlight?: number
  paused: boolean
  createdAt: string
  updatedAt: string
}

export type QueueStats = {
  visible: number
  inFlight: number
  delayed: number
  /** How long the head of the line has been visible; absent when nothing is visible. */
  oldestAgeSeconds?: number
  /** False where the store can only estimate. */
  exact: boolean
  asOf: string
}

export type Page<Item> = { items: Item[]; nextCursor?: string }

export type NewMessage = {
  /** Where the message says none, that of the request. */
  trace?: TraceContext | undefined
  body: string
  bodyEncoding?: BodyEncoding | undefined
  attributes?: Attributes | undefined
  /** 0 to 315,360,000 (ten years). Either this or `deliverAt`. */
  delaySeconds?: number | undefined
  deliverAt?: string | undefined
  expiresInSeconds?: number | undefined
  /**
   * 1 to 128 visible ASCII characters. In an ordered queue, which asks for it, the messages of a group stay in order; in
   * others no group makes the rest wait.
   */
  groupId?: string | undefined
  /** The same, for ordered queues: a repetition within the window answers the first one's id and stores nothing. */
  deduplicationId?: string | undefined
  /** 1 to 16, 1 first; default 8. */
  priority?: number | undefined
  /** Hand-overs before it goes to the dead-letter queue or is parked, 1 to 1,000; default the queue's. */
  maxAttempts?: number | undefined
  /** Goes before the queue's. */
  retry?: QueueRetryPolicy | undefined
}

/** `sequence`: in ordered queues, growing from message to message of a group. Twenty digits: texts sort as numbers. */
export type PublishedMessage = { id: string; sequence?: string }

export type Published = { messages: PublishedMessage[] }

export type PollInput = {
  /** 1 to 16; default 1. */
  maxMessages?: number | undefined
  /** 0 to 30; default the queue's. */
  waitSeconds?: number | undefined
  /** 0 to 43,200; default the queue's. */
  visibilityTimeoutSeconds?: number | undefined
  /** For ordered queues: within five minutes a poll of this name answers the same messages and receipts again. */
  attemptId?: string | undefined
}

/** Of a message that has a group; the number, and perhaps a deduplication id, in ordered queues. */
export type Grouped = { groupId?: string; deduplicationId?: string; sequence?: string }

/** A tracing context in the words of W3C. */
export type TraceContext = { traceparent: string; tracestate?: string | undefined }

/** Of a copy: the topic that its message was published to, and its id there. */
export type TopicOrigin = { name: string; messageId: string; tag?: string; subscription?: string }

export type LeasedMessage = Grouped & {
  id: string
  /** Proof of this lease: what ack, nack and extend want. */
  receipt: string
  body: string
  bodyEncoding: BodyEncoding
  attributes: Attributes
  /** 1 to 16, 1 first; absent where it is 8. */
  priority?: number
  /** Hand-overs so far, this one included. */
  attempts: number
  publishedAt: string
  firstLeasedAt: string
  leaseExpiresAt: string
  expiresAt: string
  lastNackReason?: string
  maxAttempts?: number
  /** Its way from queue to queue, the last step at the end. */
  origins?: Origin[]
  /** The id that it had before it was redriven. */
  originId?: string
  /** The message's own. */
  retry?: QueueRetryPolicy
  topic?: TopicOrigin
  /** Of the publish. */
  trace?: TraceContext
}

export type MessageState = 'visible' | 'inFlight' | 'delayed'

export type MessageView = Grouped & {
  id: string
  state: MessageState
  body: string
  bodyEncoding: BodyEncoding
  attributes: Attributes
  /** 1 to 16, 1 first; absent where it is 8. */
  priority?: number
  attempts: number
  publishedAt: string
  visibleAt: string
  expiresAt: string
  firstLeasedAt?: string
  /** Only while in flight. */
  leaseExpiresAt?: string
  lastNackReason?: string
  maxAttempts?: number
  origins?: Origin[]
  /** The id that it had before it was redriven. */
  originId?: string
  /** The message's own. */
  retry?: QueueRetryPolicy
  topic?: TopicOrigin
  /** Of the publish. */
  trace?: TraceContext
}

export type MessageChange = {
  body?: string | undefined
  bodyEncoding?: BodyEncoding | undefined
  attributes?: Attributes | undefined
  delaySeconds?: number | undefined
  deliverAt?: string | undefined
  expiresInSeconds?: number | undefined
  priority?: number | undefined
  maxAttempts?: number | undefined
  retry?: QueueRetryPolicy | undefined
}

export type Health = { status: string; version: string }

export type FieldProblem = { pointer: string; detail: string; limit?: string | number; got?: unknown }

/** The answer to a refused call: an RFC 9457 problem. */
export type ProblemDocument = {
  type?: string
  title?: string
  status: number
  code: string
  detail?: string
  retryable: boolean
  requestId?: string
  /** From the header Retry-After. */
  retryAfterSeconds?: number
  errors?: FieldProblem[]
  /** With PartlyPublished: what became of each message, in the order of the request. */
  results?: PublishResult[]
}

export type PublishResult = PublishedMessage | { code: string }
