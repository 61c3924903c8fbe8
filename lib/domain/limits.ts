const kibibyte = 1024
const mebibyte = 1024 * kibibyte
const day = 86_400

/** Every limit in one place, each with its reason. Durations are seconds, sizes bytes; all bounds are inclusive. */
export const limits = {
  /** MNS allows 120 characters, SQS 80; each protocol narrows this to what is legal in it. */
  queueNameCharactersMax: 120,
  /** MNS sends and receives 16 at a time, SQS 10; also the messages of one DynamoDB block. */
  messagesPerCallMax: 16,
  /** SQS since August 2025: one message, and all messages of one call together, attributes included. */
  messageBytesMax: mebibyte,
  /** The smallest bound an owner may put on a queue's messages: SQS's. */
  messageBytesFloor: kibibyte,
  /** SQS: ten attributes a message. */
  attributesMax: 10,
  /** SQS: 256 characters in an attribute's name, and 256 bytes in its type with the label. */
  attributeNameCharactersMax: 256,
  attributeLabelCharactersMax: 240,
  /** SQS: twelve hours. */
  visibilityTimeoutSecondsMax: 43_200,
  visibilityTimeoutSecondsDefault: 30,
  /** MNS waits up to 30 s, SQS up to 20 s; an HTTP API cuts at 30 s, so there an answer may come a little earlier. */
  waitSecondsMax: 30,
  /** One minute as in MNS and SQS; 15 days cover both vendors' longest (14 and 7 days). */
  retentionSecondsMin: 60,
  retentionSecondsMax: 15 * day,
  /** Four days: the default of both. */
  retentionSecondsDefault: 4 * day,
  /** A queue's own default delay: MNS's 7 days (SQS has 900 s). */
  queueDelaySecondsMax: 7 * day,
  /** One message's delay: ten years. Far enough for any reminder, near enough to catch milliseconds given as seconds. */
  delaySecondsMax: 3_650 * day,
  /** A message's own expiry, counted from its publish: as far as the longest delay and the longest retention reach. */
  expiresInSecondsMax: (3_650 + 15) * day,
  /** MNS: 1 to 16, 1 first, 8 where nothing is said. The levels of DynamoDB's lanes are these. */
  priorityMax: 16,
  priorityDefault: 8,
  /** SQS: a group with more than 10 % and at least 30 of the messages in flight is noisy, until silent for 5 minutes. */
  noisyMessagesMin: 30,
  noisyPercentMin: 10,
  noisySilenceSeconds: 300,
  /** A worker's words on a nack: they live in the delivery state, which has to stay small. */
  nackReasonBytesMax: 256,
  /** SQS: how long it delays a message, fifteen minutes. What is to be pushed later is found by its mark. */
  timerSecondsMax: 900,
  /** A message of the canary that has not arrived by then proves nothing any more: five times as long as to the next one. */
  canarySeconds: 300,
  /** SQS: five minutes; ours may be set, from a second to as long as a queue may delay. */
  deduplicationSecondsMin: 1,
  deduplicationSecondsMax: 7 * day,
  deduplicationSecondsDefault: 300,
  /** SQS: a tracing context as one line; and what W3C asks everybody to hand on of `tracestate`. */
  traceCharactersMax: 1_024,
  traceStateCharactersMax: 512,
  /** Measured in one minute: what DynamoDB answers in a few seconds. The others have their turn in the next. */
  measuredQueuesMax: 1_000,
  /** SQS: group ids, deduplication ids and receive attempt ids. */
  orderedIdCharactersMax: 128,
  /** SQS: how long a repeated poll may ask for the same messages. */
  attemptSeconds: 300,
  /** SQS: 1 to 1,000 receives before a message is moved to its dead-letter queue. */
  attemptsMaxMax: 1_000,
  /** Steps from queue to queue that a message remembers: enough for a few rounds of failing and being redriven. */
  originsMax: 8,
  /** What one such step adds to an answer: a queue's name, times, and 256 bytes of words, six for one where escaped. */
  originBytesMax: 2_000,
  /** What a redrive names; more of them is a matter of attributes. They travel with each step that is written down. */
  redriveIdsMax: 100,
  /** SQS moves up to 500 a second; more than one runner can do. */
  redriveMessagesPerSecondMax: 10_000,
  /** What a redrive moves before it writes down how far it has come. */
  redriveStepMessagesMax: 200,
  /** Redrives of a queue that are remembered once they are over: what SQS lists. */
  redrivesKeptMax: 10,
  /** A delay of a retry policy: a week, as the delay of a queue; long enough for whatever is down to be mended. */
  retryDelaySecondsMax: 7 * day,
  /** The delays of a table: the longest schedules in use for webhooks have about ten, and the policy travels in receipts. */
  retryDelaysMax: 16,
  /** From one delay to the next: with ten, seven failures lead from a second past the longest delay. */
  retryFactorMax: 10,
  /** Far beyond what one queue is asked for, and near enough to catch a limit for a day given as one for a second. */
  publishesPerSecondMax: 100_000,
  /** Leases of one queue at the same time: far more workers than a limit is meant to protect something from. */
  inFlightMax: 1_000,
  /** MNS: 255 characters in the name of a topic or a subscription. */
  topicNameCharactersMax: 255,
  /** MNS: 100 subscriptions a topic; they are read together, with each publish. */
  subscriptionsMax: 100,
  /** MNS: 16 characters in a message's tag. */
  tagCharactersMax: 16,
  /** The URL of an endpoint: what browsers and proxies agree on. */
  endpointCharactersMax: 2_048,
  /** One filter policy as JSON, far more than the five attributes that SNS allows need. */
  filterBytesMax: 4_096,
  /** Objects and lists in one another: a choice takes two levels, and nobody reads ten of them. */
  filterLevelsMax: 32,
  /** A topic with its subscriptions is one record, and DynamoDB's records end at 400 KB. */
  topicBytesMax: 350_000,
  /** Deliveries of one subscription begun within one second: more than one endpoint is asked for. */
  pushesPerSecondMax: 10_000,
  /** Triggers of a queue: they stand in its document, which is read with every call about messages. */
  triggersMax: 5,
  /** Queues that messages get to by triggers from queue to queue: they are looked through so that none goes in a circle. */
  triggerChainQueuesMax: 50,
  /** A name for people; it stands in URLs and in reasons of failures. */
  triggerNameCharactersMax: 64,
  /** Messages handed over at once: as many as an SQS event source without a window hands to a function ten times over. */
  triggerBatchMax: 100,
  /** SQS event sources: 10 messages where nothing is said, and up to five minutes to gather them. */
  triggerBatchDefault: 10,
  triggerWindowSecondsMax: 300,
  /** A target has a minute where nothing is said, and at most 14: whoever pushes on AWS has 15 in all. */
  triggerSecondsDefault: 60,
  triggerSecondsMax: 840,
  /** The path of a module file: what fits into a terminal's line, several times over. */
  modulePathCharactersMax: 255,
  /** How long a publisher has for its copies until somebody else goes on with them. */
  fanOutSeconds: 10,
  /** A poll's answer: Lambda carries 6,291,556 bytes, into which 4.5 MB fit as base64, headers and all. */
  answerBytesMax: 4_500_000,
  /** What one message's id, receipt and times add to an answer around its body and attributes. */
  answerBytesPerMessage: 768,
  /** The largest request taken: Lambda's own bound for a synchronous call is 6 MB. */
  requestBytesMax: 6_000_000,
  /** A page of a list or of a browse. */
  pageItemsMax: 100,
  pageItemsDefault: 20,
  /** The draft standard for Idempotency-Key leaves the length open; 255 is what public APIs take. */
  requestKeyCharactersMax: 255,
  requestKeySeconds: day,
  /** How old the settings of a queue may be when a message call answers: long enough to read them seldom. */
  configSecondsMax: 5,
  /** A name for people and for the audit log: what AWS allows for the name of a user. */
  ownerCharactersMax: 64,
  /** Grants of one key, and the actions or the patterns of one grant: the whole of it is read with every request. */
  grantsMax: 20,
  grantEntriesMax: 50,
  /** A pattern of a grant: `topic/` and the longest name of a topic. */
  grantPatternCharactersMax: 261,
  /** Ten years: whoever wants longer wants no expiry. */
  accessKeySecondsMax: 3_650 * day,
  /** Keys that stand for a role of AWS: the bounds of AWS's own that fit a call of `sts:AssumeRole` from a role. */
  sessionSecondsMin: 900,
  sessionSecondsMax: 3_600,
  /** AWS: how far the date of a signature may be from our clock, either way. */
  signatureSkewSecondsMax: 900,
  /** AWS: a week, for signatures in a URL. */
  presignedSecondsMax: 7 * day,
  /** MNS: an endpoint has five seconds for its answer. */
  pushSeconds: 5,
  /** Longer than any push takes, with all that is written about it: until then nobody else tries after a crash. */
  pushLeaseSeconds: 30,
  /** As many as a poll hands out; one slow endpoint takes up no more of a process. */
  pushConcurrencyDefault: 8,
  /** What a target is handed at once: Lambda takes 6 MB, of which the frame of each message is a part. */
  pushEventBytesMax: 5_000_000,
  /** How long a target that refuses is left alone where it does not say: doubled from a second to this. */
  pushRestSecondsMax: 30,
  /** The same where it does: no longer, or a slip of its own would hold up a queue for days. */
  pushRestAskedSecondsMax: 300,
  /** What a server that stops waits for targets that are at work: then it gives back what they have. */
  pushStopSeconds: 10,
  /** Deliveries of one function at the same time: Lambda gives a process 1,024 open files. */
  pushConnectionsMax: 512,
  /** Nothing is read from an answer but its status: the rest is let through only so that the endpoint is not cut off. */
  pushAnswerBytesMax: 64 * kibibyte,
  /** What Node takes for a head. */
  pushAnswerHeadBytesMax: 16 * kibibyte,
  /** A certificate that signs no more is served on for as long, to endpoints that check late, or keep what they fetched. */
  certificateServedSeconds: 30 * day,
  /** Receivers of MNS ask neither for more bits nor for an end; ten years are longer than anybody leaves it. */
  certificateBits: 2_048,
  certificateSeconds: 3_650 * day,
} as const
