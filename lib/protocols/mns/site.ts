import { queueNamePattern } from '../../domain/queue.ts'
import { topicNamePattern } from '../../domain/topic.ts'
import type { Request } from '../../http/message.ts'
import { errors, MnsError } from './errors.ts'
import { nameCharactersMax, topicNameCharactersMax } from './limits.ts'

/** Whose queues these are, and where. */
export type Place = { account: string; region: string; publicUrl?: string | undefined }

/** How the service names what somebody has there, such as `queues/q`. */
export const arnOf = ({ region, account }: Place, resource: string): string =>
  `acs:mns:${region}:${account}:${resource}`

/** The addresses of queues and topics as one caller sees them. */
export type Site = Place & {
  /** Scheme and host. */
  base: string
  urlOf(...path: string[]): string
}

/** Callers reach us where they have reached us now, unless a setting says better. */
const baseOf = ({ publicUrl }: Place, { headers }: Pick<Request, 'headers'>): string =>
  publicUrl ?? `${headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'}://${headers.host ?? 'localhost'}`

export function siteOf(place: Place, request: Pick<Request, 'headers'>): Site {
  const base = baseOf(place, request)
  return { ...place, base, urlOf: (...path) => [base, ...path].join('/') }
}

/** The name of a queue: letters, digits and hyphens, and what else our queues may be called. `field` is where it stands. */
export function checkQueueName(name: string, field = 'QueueName'): string {
  if (name.length < 1 || name.length > nameCharactersMax)
    throw new MnsError('QueueNameLengthError', `${field} length should between 1 and ${nameCharactersMax}.`)
  if (!queueNamePattern.test(name))
    throw new MnsError('InvalidQueueName', errors.InvalidQueueName.text.replace('QueueName', field))
  return name
}

/** The name of a topic: letters, digits, hyphens and underscores. */
export function checkTopicName(name: string): string {
  if (name.length > topicNameCharactersMax) throw new MnsError('TopicNameLengthError')
  if (!topicNamePattern.test(name)) throw new MnsError('TopicNameInvalid')
  return name
}

/** The same of a subscription. */
export function checkSubscriptionName(name: string): string {
  if (name.length > topicNameCharactersMax) throw new MnsError('SubscriptionNameLengthError')
  if (!topicNamePattern.test(name)) throw new MnsError('SubscriptionNameInvalid')
  return name
}
