// The published library. It knows only the wire, and runs in Node 20 or newer and in browsers.
export type {
  AccessKey,
  AccessKeyInput,
  CreatedAccessKey,
  Grant,
  PushCertificate,
  RoleKeys,
  SignedIdentity,
} from './accessKeys.ts'
export { bodyBytes, bodyText, type OutgoingChange, type OutgoingMessage } from './body.ts'
export { type PageInput, type Queue, SluiceClient } from './client.ts'
export * from './errors.ts'
export { NackError, type NackErrorOptions } from './nackError.ts'
export type * from './options.ts'
export { Publisher, type PublisherOptions } from './publisher.ts'
export type * from './queueChange.ts'
export type { Redrive, RedriveInput } from './redrives.ts'
export { isPassing, type RetryPolicy } from './retry.ts'
export type { Time } from './time.ts'
export type {
  Endpoint,
  Subscription,
  SubscriptionFilter,
  SubscriptionSettings,
  SubscriptionView,
  Topic,
  TopicMessage,
  TopicSettings,
  TopicView,
} from './topics.ts'
export type { CallOptions, Fetch, FetchInit, TransportOptions } from './transport.ts'
export type { Trigger, TriggerFilter, TriggerSettings, TriggerTarget, TriggerView } from './triggers.ts'
export type * from './wire.ts'
export { type Handler, type HandlerContext, Worker, type WorkerEvents, type WorkerOptions } from './worker.ts'
