import { SettingError } from './config.ts'
import { queueNamePattern } from './domain/queue.ts'
import type { App } from './wire.ts'

/** The queue that takes what comes from a source; undefined where none does. */
export type QueueOf = (...keys: readonly string[]) => string | undefined

const keyForms = [
  /^sqs:arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w-]{1,80}(\.fifo)?$/,
  /^events:.+$/s,
  /^s3:[a-z0-9][a-z0-9.-]{2,62}$/,
]

/** What SLUICE_INGEST says. Throws a SettingError that names the key of what is wrong with it. */
export function ingestSources({ site: { ingest } }: App): QueueOf {
  if (ingest === undefined)
    throw new SettingError('SLUICE_INGEST is not set: it has to be an object of JSON, names of queues by sources.')
  const fault = ingestFault(ingest)
  if (fault !== undefined) throw new SettingError(fault)
  const queues = new Map(Object.entries(ingest as Record<string, string>))
  return (...keys) => keys.map(key => queues.get(key)).find(queue => queue !== undefined)
}

/** What is wrong with the first key that has something wrong with it. */
export const ingestFault = (ingest: Readonly<Record<string, unknown>>): string | undefined =>
  Object.entries(ingest)
    .map(([key, queue]) => faultOf(key, queue))
    .find(fault => fault !== undefined)

function faultOf(key: string, queue: unknown): string | undefined {
  const named = `SLUICE_INGEST has the key ${JSON.stringify(key)}`
  if (!keyForms.some(form => form.test(key)))
    return `${named}: it has to be sqs:ARN, events:SOURCE, events:SOURCE/DETAIL-TYPE or s3:BUCKET.`
  if (typeof queue !== 'string' || !queueNamePattern.test(queue))
    return `${named} with ${JSON.stringify(queue)}: that has to be the name of a queue.`
  return undefined
}
