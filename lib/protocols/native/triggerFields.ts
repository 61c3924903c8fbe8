import * as v from 'valibot'
import type { VersionedTrigger } from '../../actions/triggerDocument.ts'
import type { TriggerChange } from '../../domain/checkedTrigger.ts'
import { limits } from '../../domain/limits.ts'
import { type Trigger, triggerNamePattern } from '../../domain/trigger.ts'
import type { Reply } from '../../http/message.ts'
import { instant, integer, pageQuery, queueName, toInstant } from './fields.ts'
import { json } from './reply.ts'

const name = v.pipe(
  v.string(),
  v.regex(triggerNamePattern),
  v.description(
    '1 to 64 letters, digits, hyphens and underscores. Where filters overlap, the first by name has the message.',
  ),
)

export const triggersPath = v.strictObject({ queue: queueName })
export const triggerPath = v.strictObject({ queue: queueName, trigger: name })

export const triggersQuery = v.strictObject({
  prefix: v.optional(
    v.pipe(v.string(), v.maxLength(limits.triggerNameCharactersMax), v.description('How the names begin.')),
    '',
  ),
  ...pageQuery,
})

const said = (description: string) => v.pipe(v.string(), v.description(description))

// What names nothing that messages go to is refused in the domain's words, which say why.
const target = v.pipe(
  v.variant('kind', [
    v.strictObject({
      kind: v.literal('function'),
      function: said('The ARN of a Lambda function, of a version or an alias where it ends in one.'),
    }),
    v.strictObject({ kind: v.literal('http'), url: said('An http or https URL.') }),
    v.strictObject({ kind: v.literal('queue'), queue: queueName }),
    v.strictObject({ kind: v.literal('sqs'), url: said('The URL of a queue of Amazon SQS.') }),
    v.strictObject({
      kind: v.literal('module'),
      path: said('A .ts, .js or .mjs file below the folder of modules of a server at home.'),
    }),
  ]),
  v.description(
    'Where messages go: to a Lambda function, an HTTP endpoint, another queue, a queue of Amazon SQS, or a module.',
  ),
)

const filter = v.pipe(
  v.strictObject({
    // As it came: a validator of records would leave out names that mean something in JavaScript.
    attributes: v.exactOptional(
      v.pipe(
        v.unknown(),
        v.metadata({ type: 'object' }),
        v.description('A filter policy of Amazon SNS, on attributes: `{"store": ["shop", {"prefix": "kiosk-"}]}`.'),
      ),
    ),
  }),
  v.description(
    'Which messages it takes; without it all. What no trigger of the queue takes is finished without being pushed.',
  ),
)

const fields = {
  batchSize: v.pipe(
    integer(1, limits.triggerBatchMax),
    v.description('Messages handed over at once, at most. Default 10.'),
  ),
  batchWindowSeconds: v.pipe(
    integer(0, limits.triggerWindowSecondsMax),
    v.description('How long to wait for more of them after the first. Default 0.'),
  ),
  timeoutSeconds: v.pipe(
    integer(1, limits.triggerSecondsMax),
    v.description('How long the target may take for a batch. Default 60.'),
  ),
  maxConcurrency: v.pipe(
    integer(1, limits.inFlightMax),
    v.description('Batches under way at the same time. Default: as many as there are slots.'),
  ),
  maxPerSecond: v.pipe(
    integer(1, limits.pushesPerSecondMax),
    v.description('Batches begun within one second. Default: no limit.'),
  ),
}

// Left out means: as it is, or the default; null: none, for what need not be there.
const optional = {
  batchSize: v.exactOptional(fields.batchSize),
  batchWindowSeconds: v.exactOptional(fields.batchWindowSeconds),
  timeoutSeconds: v.exactOptional(fields.timeoutSeconds),
  filter: v.exactOptional(v.nullable(filter)),
  maxConcurrency: v.exactOptional(v.nullable(fields.maxConcurrency)),
  maxPerSecond: v.exactOptional(v.nullable(fields.maxPerSecond)),
}

export const triggerInput = v.strictObject({ target, ...optional })
export const triggerPatch = v.strictObject({ target: v.exactOptional(target), ...optional })

/** Settings as the domain names them. */
export const toTrigger = (body: v.InferOutput<typeof triggerPatch>): TriggerChange => body as TriggerChange

export const triggerView = v.strictObject({
  queue: queueName,
  name,
  target,
  batchSize: fields.batchSize,
  batchWindowSeconds: fields.batchWindowSeconds,
  timeoutSeconds: fields.timeoutSeconds,
  filter: v.exactOptional(filter),
  maxConcurrency: v.exactOptional(fields.maxConcurrency),
  maxPerSecond: v.exactOptional(fields.maxPerSecond),
  createdAt: instant,
  updatedAt: instant,
})

export const toTriggerView = (queue: string, { name: named, settings, createdAtMs, updatedAtMs }: Trigger) => ({
  queue,
  name: named,
  ...settings,
  createdAt: toInstant(createdAtMs),
  updatedAt: toInstant(updatedAtMs),
})

const etag = { etag: 'The version of the queue, for If-Match: triggers are part of it.' }

export const triggerAnswer = (description: string) => ({ description, schema: triggerView, headers: etag })

export const triggerReply = (status: number, { queue, trigger, version }: VersionedTrigger): Reply =>
  json(status, toTriggerView(queue.name, trigger), { etag: `"${version}"` })
