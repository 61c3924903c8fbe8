import { queueNamePattern } from '../../domain/queue.ts'
import type { Request } from '../../http/message.ts'
import { invalidValue, noQueue } from './errors.ts'

/** Whose queues these are, and where: account and region stand in addresses and ARNs. */
export type Place = { account: string; region: string; publicUrl?: string | undefined }

/** The ARNs of queues, which are the same for everybody. */
export type Home = {
  account: string
  region: string
  arnOf(queue: string): string
}

/** The addresses of queues as one caller sees them. */
export type Site = Home & {
  urlOf(queue: string): string
  /** The queue that an ARN of ours names; undefined for any other text. */
  queueOf(arn: string): string | undefined
}

const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'

/** Callers reach us where they have reached us now, unless a setting says better. */
const baseOf = ({ publicUrl }: Place, { headers }: Request): string =>
  publicUrl ?? `${headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'}://${headers.host ?? 'localhost'}`

const arnStartOf = ({ account, region }: Place): string => `arn:${partitionOf(region)}:sqs:${region}:${account}:`

export const homeOf = (place: Place): Home => ({
  account: place.account,
  region: place.region,
  arnOf: queue => arnStartOf(place) + queue,
})

export function siteOf(place: Place, request: Request): Site {
  const arnStart = arnStartOf(place)
  return {
    ...homeOf(place),
    urlOf: queue => `${baseOf(place, request)}/${place.account}/${queue}`,
    queueOf: arn => (arn.startsWith(arnStart) ? nameIn(arn.slice(arnStart.length)) : undefined),
  }
}

const nameIn = (text: string): string | undefined => (queueNamePattern.test(text) ? text : undefined)

const arn = /^arn:[\w-]+:sqs:[\w-]*:\d{12}:[^:]+$/

/** Whether a text has the form of a queue's ARN, whosever it is. */
export const isQueueArn = (text: string): boolean => arn.test(text)

/**
 * The queue that a URL names by its last segment: whatever host, scheme, path and account go before it, and a bare name as well,
 * as the service takes them. What is no name is the name of no queue.
 */
export function queueIn(url: string): string {
  const queue = nameIn(url.slice(url.lastIndexOf('/') + 1))
  if (queue === undefined) throw noQueue()
  return queue
}

const standardRule = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'
const fifoRule =
  'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length'

/** Throws InvalidParameterValue for a name that a new queue of this kind cannot have. */
export function checkNewName(queueName: string, isFifo: boolean, charactersMax: number): void {
  const fits =
    queueNamePattern.test(queueName) && queueName.length <= charactersMax && queueName.endsWith('.fifo') === isFifo
  if (fits) return
  throw invalidValue(isFifo ? fifoRule : standardRule)
}
