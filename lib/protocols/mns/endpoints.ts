import { queueNamePattern } from '../../domain/queue.ts'
import type { Endpoint } from '../../domain/topic.ts'
import { MnsError } from './errors.ts'
import { arnOf, type Place } from './site.ts'

// Region and account are not ours to judge: clients make them up from the host that they were given (reference, 1.6).
const queueEndpoint = /^acs:mns:[^:/]*:[^:/]*:\/?queues\/([^:/]+)$/
const others = /^(mail|sms|push):/

const invalid = (reason: string): MnsError => new MnsError('EndpointInvalid', `The endpoint ${reason}.`)

/** The endpoint that a text names, or EndpointInvalid. */
export function readEndpoint(text: string): Endpoint {
  if (/[\s\p{Cc}]/u.test(text)) throw invalid('has blanks or control characters in it')
  if (/^https?:\/\/[^/?#]/i.test(text)) return { kind: 'http', url: text }
  const queue = text.match(queueEndpoint)?.[1]
  if (queue !== undefined && queueNamePattern.test(queue)) return { kind: 'queue', queue }
  if (others.test(text)) throw invalid('is of mail, SMS or a phone, to which nothing is delivered from here')
  throw invalid('has to be an http or https URL, or acs:mns:REGION:ACCOUNT:queues/QUEUE')
}

const textOf = (endpoint: Endpoint, place: Place): string =>
  endpoint.kind === 'http' ? endpoint.url : arnOf(place, `queues/${endpoint.queue}`)

/** The text as it was set while it names what is so; else what is so, which another protocol may have changed. */
export function writeEndpoint(endpoint: Endpoint, asSet: string | undefined, place: Place): string {
  if (asSet === undefined) return textOf(endpoint, place)
  const named = readEndpoint(asSet)
  return textOf(named, place) === textOf(endpoint, place) ? asSet : textOf(endpoint, place)
}
