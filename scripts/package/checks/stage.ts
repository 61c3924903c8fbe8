import * as v from 'valibot'
import { definitions } from '../../../lib/definitions.ts'
import { ingestFault } from '../../../lib/ingestSources.ts'
import type { Finding, JsonObject } from '../template.ts'

// What the framework makes of a stage file it does not look at: a key that is misspelled would say nothing, and an alarm nobody would hear
// of or a range that nobody can read would come to light on AWS.

const arn = (service: string, rest: string) =>
  v.pipe(
    v.string(),
    v.regex(new RegExp(`^arn:aws(-cn|-us-gov)?:${service}:[a-z0-9-]+:\\d{12}:${rest}$`), `is not an ARN of ${service}`),
  )
const count = (min: number) => v.pipe(v.number(), v.integer(), v.minValue(min))
const readable = (read: (text: string) => unknown, allowed: string) =>
  v.pipe(
    v.string(),
    v.check(text => text === '' || read(text) !== undefined, `has to be ${allowed}`),
  )

const functions = ['publish', 'poll', 'ack', 'manage', 'sqs', 'send', 'mns', 'upkeep', 'dispatch', 'ingest', 'canary']

const stage = v.strictObject({
  deletionProtection: v.boolean(),
  tableDeletionPolicy: v.picklist(['Delete', 'Retain']),
  logRetentionDays: count(1),
  logLevel: v.picklist(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  memoryMegabytes: v.pipe(count(128), v.maxValue(10_240)),
  reservedConcurrency: v.exactOptional(v.record(v.picklist(functions), count(0))),
  dispatchConcurrency: v.pipe(count(2), v.maxValue(1_000)),
  throttle: v.strictObject({ requestsPerSecond: count(1), burst: count(1) }),
  alarms: v.strictObject({
    oldestMessageAgeSeconds: count(1),
    dispatchLagSeconds: count(1),
    topicArn: v.exactOptional(arn('sns', '[\\w-]{1,256}')),
  }),
  kmsKeyArn: v.exactOptional(arn('kms', 'key/[\\w-]+')),
  pushAllow: v.exactOptional(readable(definitions.pushAllow.read, definitions.pushAllow.allowed)),
  triggerFunctions: v.exactOptional(v.array(arn('lambda', 'function:[\\w-]{1,64}(:(\\$LATEST|[\\w-]{1,128}))?'))),
  triggerQueues: v.exactOptional(v.array(arn('sqs', '[\\w-]{1,80}(\\.fifo)?'))),
  ingest: v.exactOptional(
    v.strictObject({
      mapping: readable(definitions.ingest.read, definitions.ingest.allowed),
      queues: v.exactOptional(v.array(arn('sqs', '[\\w-]{1,80}(\\.fifo)?'))),
      events: v.array(v.unknown()),
    }),
  ),
  tags: v.exactOptional(v.record(v.string(), v.string())),
  // Whatever else it says stands in templates, which are validated.
  frontDoor: v.exactOptional(v.looseObject({ kind: v.picklist(['none', 'fargate']) })),
})

type StageFile = v.InferOutput<typeof stage>

/** What of a stage file would be passed over in silence, or break only on AWS. */
export function stageFaults(said: JsonObject): Finding[] {
  const { success, output, issues } = v.safeParse(stage, said)
  if (success) return relations(output).map(([at, message]) => fault(at, message))
  return issues.map(issue => fault(v.getDotPath(issue) ?? 'stage', issue.message))
}

function relations({ dispatchConcurrency, reservedConcurrency = {}, ingest }: StageFile): [at: string, why: string][] {
  const reserved = reservedConcurrency.dispatch
  const wrong = ingest === undefined ? undefined : ingestFault(definitions.ingest.read(ingest.mapping) ?? {})
  return [
    ...(reserved !== undefined && reserved <= dispatchConcurrency
      ? [['dispatchConcurrency', `leaves nothing of the ${reserved} reserved for dispatch to read the stream`] as const]
      : []),
    ...(wrong === undefined ? [] : [['ingest.mapping', wrong] as const]),
  ].map(([at, why]) => [at, why])
}

const fault = (at: string, message: string): Finding => ({ check: 'stage file', at, message })
