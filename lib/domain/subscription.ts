import { urlFault } from './endpointUrl.ts'
import type { Envelope } from './envelope.ts'
import { meetsPolicy, policyProblems } from './filterPolicy.ts'
import { limits } from './limits.ts'
import { type FieldProblem, invalid, Problem } from './problem.ts'
import { defaultSettings, type QueueSettings } from './queue.ts'
import { retryProblems } from './retryPolicy.ts'
import type { Endpoint, Subscription, SubscriptionFilter, SubscriptionSettings, Topic } from './topic.ts'

type Retrying = Pick<SubscriptionSettings, 'retry' | 'attemptsMax'>

/** MNS's BACKOFF_RETRY: three more tries, each 10 to 20 s after the one before. */
export const backoffRetry: Retrying = {
  retry: { kind: 'fixed', delaySeconds: 20, jitter: 0.5 },
  attemptsMax: 4,
}

/** MNS's EXPONENTIAL_DECAY_RETRY: 176 more tries in a day, after 1, 2, 4 … 512 s and then every 512 s. */
export const decayRetry: Retrying = {
  retry: { kind: 'exponential', firstSeconds: 1, factor: 2, maxSeconds: 512 },
  attemptsMax: 177,
}

export const defaultSubscription = { format: 'raw', ...decayRetry } as const

/** Settings of a subscription to be taken over; null takes away one that need not be there. */
export type SubscriptionChange = {
  [Name in keyof SubscriptionSettings]?:
    | SubscriptionSettings[Name]
    | (undefined extends SubscriptionSettings[Name] ? null : never)
}

/** Settings as they are to be stored; throws InvalidInput with everything that is wrong, or EndpointRefused. */
export function checkedSubscription(
  change: SubscriptionChange,
  before: Omit<SubscriptionSettings, 'endpoint'> & { endpoint?: Endpoint } = defaultSubscription,
): SubscriptionSettings {
  const given = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null && value !== undefined)
  const settings = Object.fromEntries(given) as SubscriptionSettings
  const problems = [
    ...(settings.endpoint === undefined ? [{ path: ['endpoint'], detail: 'is missing' }] : []),
    ...filterProblems(settings.filter),
    ...retryProblems(settings.retry),
  ]
  if (problems.length > 0) throw invalid(...problems)
  checkEndpoint(settings.endpoint)
  return settings
}

function filterProblems(filter: SubscriptionFilter | undefined): FieldProblem[] {
  const { tag, attributes } = filter ?? {}
  return [
    ...(tag === undefined ? [] : tagProblems(tag, ['filter', 'tag'])),
    ...(attributes === undefined ? [] : policyProblems(attributes, ['filter', 'attributes'])),
  ]
}

// XML can carry them, and so can a header of a push.
const tagPattern = new RegExp(`^[^\\p{C}]{1,${limits.tagCharactersMax}}$`, 'u')

/** A tag: 1 to 16 characters that can be seen. */
export const tagProblems = (tag: string, path: FieldProblem['path']): FieldProblem[] =>
  tagPattern.test(tag) ? [] : [{ path, detail: 'has to be 1 to 16 visible characters', got: tag.slice(0, 100) }]

function checkEndpoint(endpoint: Endpoint): void {
  const fault = endpoint.kind === 'queue' ? undefined : urlFault(endpoint.url)
  if (fault !== undefined) throw new Problem('EndpointRefused', { detail: `The endpoint ${fault}.` })
}

/** The subscriptions that are to have a copy. */
export const subscribersOf = ({ subscriptions }: Topic, envelope: Envelope): Subscription[] =>
  subscriptions.filter(({ settings: { filter } }) => lets(filter, envelope))

const lets = ({ tag, attributes }: SubscriptionFilter = {}, envelope: Envelope): boolean =>
  (tag === undefined || tag === envelope.topic?.tag) &&
  (attributes === undefined || meetsPolicy(attributes, envelope.attributes))

/** What the push queue of a subscription goes by. Without a dead-letter queue, who delivers counts the tries. */
export const pushQueueSettings = (settings: SubscriptionSettings): QueueSettings => ({
  ...defaultSettings,
  retentionSeconds: limits.retentionSecondsMax,
  retry: settings.retry,
  ...(settings.deadLetterQueue !== undefined && {
    deadLetter: { queue: settings.deadLetterQueue, attemptsMax: settings.attemptsMax, expired: true },
  }),
})
