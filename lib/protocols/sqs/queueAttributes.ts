import type { OutputOf } from '../../actions/actions.ts'
import { isOrdered } from '../../domain/ordered.ts'
import { defaultOrdered } from '../../domain/orderedSettings.ts'
import type { Queue, QueueSettings } from '../../domain/queue.ts'
import { writeRedrivePolicy } from './redrivePolicy.ts'
import type { Site } from './site.ts'

/** The protocol's own notes on a queue: attribute texts as they were set. */
export const wordsOf = ({ notes }: Pick<Queue, 'notes'>): Readonly<Record<string, string>> => notes?.wordings?.sqs ?? {}

type Shown = (queue: Queue, site: Site, stats: () => OutputOf<'queueStats'>) => string | undefined

const setting =
  (name: keyof QueueSettings): Shown =>
  ({ settings }) =>
    String(settings[name])
const asSet =
  (name: string): Shown =>
  queue =>
    wordsOf(queue)[name]
const seconds = (ms: number): string => String(Math.floor(ms / 1000))
const isFifo = (queue: Queue): boolean => isOrdered(queue)
const ofFifo =
  (shown: Shown): Shown =>
  (queue, site, stats) =>
    isFifo(queue) ? shown(queue, site, stats) : undefined
const deduplicationOf = ({ settings }: Queue) => (settings.ordered ?? defaultOrdered).deduplication

/** Every attribute that can be asked for, and how it is shown; undefined: it is not set (reference, 7.1). */
export const shownAttributes: Readonly<Record<string, Shown>> = {
  ApproximateNumberOfMessages: (_queue, _site, stats) => String(stats().visible),
  ApproximateNumberOfMessagesNotVisible: (_queue, _site, stats) => String(stats().inFlight),
  ApproximateNumberOfMessagesDelayed: (_queue, _site, stats) => String(stats().delayed),
  CreatedTimestamp: ({ createdAtMs }) => seconds(createdAtMs),
  LastModifiedTimestamp: ({ updatedAtMs }) => seconds(updatedAtMs),
  QueueArn: ({ name }, site) => site.arnOf(name),
  DelaySeconds: setting('delaySeconds'),
  MaximumMessageSize: setting('maxMessageBytes'),
  MessageRetentionPeriod: setting('retentionSeconds'),
  ReceiveMessageWaitTimeSeconds: setting('waitSeconds'),
  VisibilityTimeout: setting('visibilityTimeoutSeconds'),
  Policy: asSet('Policy'),
  RedrivePolicy: (queue, site) =>
    queue.settings.deadLetter && writeRedrivePolicy(queue.settings.deadLetter, wordsOf(queue).RedrivePolicy, site),
  RedriveAllowPolicy: asSet('RedriveAllowPolicy'),
  KmsMasterKeyId: asSet('KmsMasterKeyId'),
  KmsDataKeyReusePeriodSeconds: queue =>
    wordsOf(queue).KmsDataKeyReusePeriodSeconds ?? (wordsOf(queue).KmsMasterKeyId === undefined ? undefined : '300'),
  SqsManagedSseEnabled: queue => wordsOf(queue).SqsManagedSseEnabled ?? 'true',
  FifoQueue: ofFifo(() => 'true'),
  ContentBasedDeduplication: ofFifo(queue => String(deduplicationOf(queue).contentBased)),
  DeduplicationScope: ofFifo(
    queue => wordsOf(queue).DeduplicationScope ?? (deduplicationOf(queue).scope === 'group' ? 'messageGroup' : 'queue'),
  ),
  FifoThroughputLimit: ofFifo(queue => wordsOf(queue).FifoThroughputLimit ?? 'perQueue'),
}

/** Attributes that say how many messages there are: the store is asked for them. */
export const isCount = (name: string): boolean => name.startsWith('ApproximateNumberOf')
