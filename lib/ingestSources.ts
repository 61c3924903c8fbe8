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
  for (const [key, queue] of Object.entries(ingest)) check(key, queue)
  const queues = new Map(Object.entries(ingest as Record<string, string>))
  return (...keys) => keys.map(key => queues.get(key)).find(queue => queue !== undefined)
}

function check(key: string, queue: unknown): void {
  const named = `SLUICE_INGEST has the key ${JSON.stringify(key)}`
  if (!keyForms.some(form => form.test(key)))
    throw new SettingError(`${named}: it has to be sqs:ARN, events:SOURCE, events:SOURCE/DETAIL-TYPE or s3:BUCKET.`)
  if (typeof queue !== 'string' || !queueNamePattern.test(queue))
    throw new SettingError(`${named} with ${JSON.stringify(queue)}: that has to be the name of a queue.`)
}
