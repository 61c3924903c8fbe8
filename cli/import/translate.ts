import type { QueueSettings } from '../../client/index.ts'
import type { Definition } from '../apply/definition.ts'
import { nameOfArn, parseArn } from './arn.ts'

/** A queue as SQS describes it: every attribute is a text. */
export type FoundQueue = {
  name: string
  attributes: Readonly<Record<string, string>>
  tags: Readonly<Record<string, string>>
}

/** Definitions to apply, and what of the queues could not be taken over, a line each. */
export type Translation = { definitions: Definition[]; losses: string[] }

export function translate(queues: readonly FoundQueue[]): Translation {
  const names = new Set(queues.map(({ name }) => name))
  return {
    definitions: queues.map(queue => ({ queue: queue.name, settings: settingsOf(queue, names) })),
    losses: queues.flatMap(queue => lossesOf(queue, names).map(loss => `${queue.name}: ${loss}`)),
  }
}

const numbers = {
  VisibilityTimeout: 'visibilityTimeoutSeconds',
  MessageRetentionPeriod: 'retentionSeconds',
  DelaySeconds: 'delaySeconds',
  ReceiveMessageWaitTimeSeconds: 'waitSeconds',
  MaximumMessageSize: 'maxMessageBytes',
} as const satisfies Record<string, keyof QueueSettings>

function settingsOf({ name, attributes }: FoundQueue, names: ReadonlySet<string>): QueueSettings {
  const given = Object.entries(numbers).filter(([attribute]) => attributes[attribute] !== undefined)
  const rule = ruleOf(attributes)
  const isTaken = rule !== undefined && whyNot(rule, attributes, names) === undefined
  return {
    ...Object.fromEntries(given.map(([attribute, setting]) => [setting, Number(attributes[attribute])])),
    ...(name.endsWith('.fifo') && { ordered: { deduplication: deduplicationOf(attributes) } }),
    ...(isTaken && {
      deadLetter: { queue: nameOfArn(rule.deadLetterTargetArn), maxAttempts: Number(rule.maxReceiveCount) },
    }),
  }
}

type Attributes = FoundQueue['attributes']

const deduplicationOf = ({ ContentBasedDeduplication: byContent, DeduplicationScope: scope }: Attributes) => ({
  contentBased: byContent === 'true',
  scope: scope === 'messageGroup' ? ('group' as const) : ('queue' as const),
})

type Rule = { deadLetterTargetArn: string; maxReceiveCount: string | number }

function ruleOf({ RedrivePolicy: policy }: Attributes): Rule | undefined {
  return policy ? (JSON.parse(policy) as Rule) : undefined
}

/** The ARN of the queue's dead-letter queue where that is one of the same account and region. */
export function targetOf({ attributes }: FoundQueue): string | undefined {
  const arn = ruleOf(attributes)?.deadLetterTargetArn
  return arn !== undefined && isBeside(arn, attributes) ? arn : undefined
}

function isBeside(arn: string, { QueueArn: own = '' }: Attributes): boolean {
  const [target, source] = [parseArn(arn), parseArn(own)]
  return target.account === source.account && target.region === source.region
}

function whyNot(
  { deadLetterTargetArn: arn }: Rule,
  attributes: Attributes,
  names: ReadonlySet<string>,
): string | undefined {
  if (!isBeside(arn, attributes)) return `its dead-letter queue ${arn} is in another account or region`
  return names.has(nameOfArn(arn)) ? undefined : `its dead-letter queue ${nameOfArn(arn)} does not exist`
}

/** Attributes that say nothing to be taken over: what SQS counts and remembers, and its own encryption. */
const silent =
  /^(Approximate|CreatedTimestamp$|LastModifiedTimestamp$|QueueArn$|FifoQueue$|SqsManagedSse|KmsDataKeyReuse)/
const taken = new Set([...Object.keys(numbers), 'ContentBasedDeduplication', 'DeduplicationScope', 'RedrivePolicy'])

const reasons: Record<string, (value: string) => string | undefined> = {
  KmsMasterKeyId: key => `${key}: a key of AWS KMS encrypts nothing here`,
  FifoThroughputLimit: limit =>
    limit === 'perQueue' ? undefined : `${limit}: an ordered queue has no such limit here`,
  RedriveAllowPolicy: policy =>
    isOpen(policy) ? undefined : 'who may name the queue for dead letters is not kept in a file of queues',
  Policy: policy => `${statements(policy)}: who may do what is not kept in a file of queues`,
}

function lossesOf({ attributes, tags }: FoundQueue, names: ReadonlySet<string>): string[] {
  const rule = ruleOf(attributes)
  const broken = rule && whyNot(rule, attributes, names)
  const others = Object.entries(attributes).filter(
    ([name, value]) => value !== '' && !taken.has(name) && !silent.test(name),
  )
  return [
    ...(broken === undefined ? [] : [notTaken('RedrivePolicy', broken)]),
    ...others.flatMap(([name, value]) => lossOf(name, value)),
    ...(Object.keys(tags).length === 0 ? [] : [notTaken('tags', Object.keys(tags).join(', '))]),
  ]
}

function lossOf(name: string, value: string): string[] {
  const reason = Object.hasOwn(reasons, name) ? reasons[name]!(value) : 'it is not known here'
  return reason === undefined ? [] : [notTaken(name, reason)]
}

const notTaken = (what: string, reason: string): string => `not taken over: ${what} (${reason})`

const isOpen = (policy: string): boolean =>
  (JSON.parse(policy) as { redrivePermission?: string }).redrivePermission === 'allowAll'

function statements(policy: string): string {
  const { Statement: all = [] } = JSON.parse(policy) as {
    Statement?: { Condition?: unknown }[] | { Condition?: unknown }
  }
  const list = Array.isArray(all) ? all : [all]
  const conditions = list.filter(({ Condition }) => Condition !== undefined).length
  return `${list.length} ${list.length === 1 ? 'statement' : 'statements'}, ${conditions} with conditions`
}
