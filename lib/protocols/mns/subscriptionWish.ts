import { backoffRetry, decayRetry, type SubscriptionChange } from '../../domain/subscription.ts'
import type { CopyFormat, Subscription, SubscriptionSettings } from '../../domain/topic.ts'
import { childOf, flagOf, wordOf } from './document.ts'
import { readEndpoint, writeEndpoint } from './endpoints.ts'
import { againstSchema, MnsError } from './errors.ts'
import { checkQueueName, type Site } from './site.ts'
import type { Element } from './xml/element.ts'
import { element, flagText, parent } from './xml/write.ts'

const strategies = { BACKOFF_RETRY: backoffRetry, EXPONENTIAL_DECAY_RETRY: decayRetry } as const
const formats = { XML: 'xml', JSON: 'json', SIMPLIFIED: 'raw' } as const satisfies Record<string, CopyFormat>

/** What a subscription has that is made here and says nothing of it. */
export const defaults = { format: 'xml', ...backoffRetry } as const

function oneOf<Value>(document: Element, name: string, words: Readonly<Record<string, Value>>): Value | undefined {
  const word = wordOf(document, name)
  if (word === undefined) return undefined
  if (Object.hasOwn(words, word)) return words[word]
  throw new MnsError('InvalidArgument', `${name} has to be one of ${Object.keys(words).join(', ')}.`)
}

export type SubscriptionWish = {
  settings: SubscriptionChange
  /** The tag to choose by: empty where there is to be none, undefined where nothing is said of it. */
  tag: string | undefined
  /** The endpoint in its own words. */
  endpointText: string | undefined
}

/** What the document of a subscription asks for. */
export function readSubscription(document: Element): SubscriptionWish {
  const endpointText = wordOf(document, 'Endpoint')
  const format = oneOf(document, 'NotifyContentFormat', formats)
  const settings: SubscriptionChange = {
    ...oneOf(document, 'NotifyStrategy', strategies),
    ...(endpointText !== undefined && { endpoint: readEndpoint(endpointText) }),
    ...(format !== undefined && { format }),
    ...readDeadLetter(document),
  }
  return { settings, tag: wordOf(document, 'FilterTag'), endpointText }
}

function readDeadLetter(document: Element): Pick<SubscriptionChange, 'deadLetterQueue'> {
  const policy = childOf(document, 'DlqPolicy')
  if (policy === undefined) return {}
  if (flagOf(policy, 'Enabled') === false) return { deadLetterQueue: null }
  const queue = wordOf(policy, 'DeadLetterTargetQueue')
  if (queue === undefined) throw againstSchema('DeadLetterTargetQueue')
  return { deadLetterQueue: checkQueueName(queue, 'DeadLetterTargetQueue') }
}

/** The filter with another tag; what it says of attributes stays. */
export function withTag(filter: SubscriptionSettings['filter'], tag: string): SubscriptionSettings['filter'] | null {
  const { tag: _before, ...rest } = filter ?? {}
  if (tag !== '') return { ...rest, tag }
  return rest.attributes === undefined ? null : rest
}

/** How a policy of another protocol is nearest told. */
const strategyOf = ({ retry, attemptsMax }: SubscriptionSettings): keyof typeof strategies =>
  retry.kind === 'exponential' || attemptsMax > backoffRetry.attemptsMax ? 'EXPONENTIAL_DECAY_RETRY' : 'BACKOFF_RETRY'

const formatOf = ({ format }: SubscriptionSettings): string =>
  Object.entries(formats).find(([, known]) => known === format)![0]

/** What was set of a subscription, as elements. */
export const writeSettings = ({ settings, notes }: Pick<Subscription, 'settings' | 'notes'>, site: Site): string =>
  [
    element('Endpoint', writeEndpoint(settings.endpoint, notes?.wordings?.mns?.Endpoint, site)),
    element('NotifyStrategy', strategyOf(settings)),
    element('NotifyContentFormat', formatOf(settings)),
    element('FilterTag', settings.filter?.tag),
    writeDeadLetter(settings),
  ].join('')

const writeDeadLetter = ({ deadLetterQueue: queue }: SubscriptionSettings): string =>
  queue === undefined
    ? ''
    : parent('DlqPolicy', element('Enabled', flagText(true)) + element('DeadLetterTargetQueue', queue))

/** Everything there is to say of a subscription. */
export const writeSubscription = (topic: string, subscription: Subscription, site: Site): string =>
  [
    element('SubscriptionName', subscription.name),
    element('Subscriber', site.account),
    element('TopicOwner', site.account),
    element('TopicName', topic),
    writeSettings(subscription, site),
    element('CreateTime', Math.floor(subscription.createdAtMs / 1000)),
    element('LastModifyTime', Math.floor(subscription.updatedAtMs / 1000)),
  ].join('')
