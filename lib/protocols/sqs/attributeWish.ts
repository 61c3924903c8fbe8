import type { NotesWish } from '../../actions/queueNotes.ts'
import type { SettingsChange } from '../../actions/settingsWish.ts'
import { limits as domain } from '../../domain/limits.ts'
import { isOrdered } from '../../domain/ordered.ts'
import type { QueueSettings } from '../../domain/queue.ts'
import { invalidAttribute, SqsError, unknownAttribute } from './errors.ts'
import { type Limits, messageBytesMax, visibilitySecondsMax } from './limits.ts'
import { accessOf, parsePolicy } from './policy.ts'
import { readAllowPolicy, readRedrivePolicy } from './redrivePolicy.ts'
import type { Site } from './site.ts'

export type Attributes = ReadonlyMap<string, string>

/** What attributes ask for, in the domain's terms; `words`: texts to be kept as they are, null for one that goes. */
export type AttributeWish = {
  settings: SettingsChange
  notes: Pick<NotesWish, 'access' | 'deadLetterSources'>
  words: Record<string, string | null>
}

/** `isNew`: the queue is being created, and what can only be set then may be set. */
export type Subject = { queue: string; site: Site; limits: Limits; isNew: boolean }

type Read = (wish: AttributeWish, text: string, subject: Subject) => void

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const number = Number(text)
  if (!/^\d{1,10}$/.test(text) || number < min || number > max)
    throw invalidAttribute(name, `It has to be a whole number from ${min} to ${max}.`)
  return number
}

const number =
  (name: string, key: keyof QueueSettings, min: number, max: number | ((limits: Limits) => number)): Read =>
  ({ settings }, text, { limits }) => {
    Object.assign(settings, { [key]: wholeNumber(name, text, min, typeof max === 'number' ? max : max(limits)) })
  }

function flag(name: string, text: string): boolean {
  const lower = text.toLowerCase()
  if (lower !== 'true' && lower !== 'false') throw invalidAttribute(name, 'It has to be true or false.')
  return lower === 'true'
}

const oneOf = (name: string, text: string, words: readonly string[]): string => {
  if (!words.includes(text)) throw invalidAttribute(name, `It has to be one of ${words.join(', ')}.`)
  return text
}

const onlyFifo = (name: string): SqsError =>
  new SqsError('InvalidAttributeName', `You can specify the ${name} only when FifoQueue is set to true.`)

function readFifo(_wish: AttributeWish, text: string, { queue, isNew }: Subject): void {
  if (!isOrdered({ name: queue })) throw unknownAttribute('FifoQueue')
  const wanted = flag('FifoQueue', text)
  if (!wanted && isNew) throw unknownAttribute('FifoQueue')
  if (!wanted) throw invalidAttribute('FifoQueue', 'Modifying queue type is not supported.')
}

/** Stored and shown; in force stays the scope with which the queue was created, as in the service (reference, 4.3). */
function readScope({ settings, words }: AttributeWish, text: string, { queue, isNew }: Subject): void {
  if (!isOrdered({ name: queue })) throw onlyFifo('DeduplicationScope')
  words.DeduplicationScope = oneOf('DeduplicationScope', text, ['queue', 'messageGroup'])
  const scope = text === 'queue' ? 'queue' : 'group'
  if (isNew) settings.ordered = { deduplication: { ...settings.ordered?.deduplication, scope } }
}

function readContentBased({ settings }: AttributeWish, text: string, { queue }: Subject): void {
  if (!isOrdered({ name: queue })) throw unknownAttribute('ContentBasedDeduplication')
  const contentBased = flag('ContentBasedDeduplication', text)
  settings.ordered = { deduplication: { ...settings.ordered?.deduplication, contentBased } }
}

function readThroughput({ words }: AttributeWish, text: string, { queue }: Subject): void {
  if (!isOrdered({ name: queue })) throw onlyFifo('FifoThroughputLimit')
  words.FifoThroughputLimit = oneOf('FifoThroughputLimit', text, ['perQueue', 'perMessageGroupId'])
}

function readRedrive({ settings, words }: AttributeWish, text: string, { queue, site, isNew }: Subject): void {
  words.RedrivePolicy = text === '' ? null : text
  if (text === '') settings.deadLetter = null
  else settings.deadLetter = { ...(isNew && { expired: false }), ...readRedrivePolicy(text, queue, site) }
}

function readAllow({ notes, words }: AttributeWish, text: string, { site }: Subject): void {
  words.RedriveAllowPolicy = text === '' ? null : text
  notes.deadLetterSources = text === '' ? null : readAllowPolicy(text, site)
}

function readPolicy({ notes, words }: AttributeWish, text: string, { queue, site }: Subject): void {
  words.Policy = text === '' ? null : text
  notes.access = text === '' ? null : accessOf(parsePolicy(text), site.arnOf(queue))
}

/** Kept and shown, no more: what lies in a store is encrypted by the store (docs/reference/sqs.md). */
function readKey({ words }: AttributeWish, text: string): void {
  if (!/^[\w/:.-]{0,2048}$/.test(text))
    throw invalidAttribute('KmsMasterKeyId', 'It has to be a key id, an alias or an ARN.')
  words.KmsMasterKeyId = text === '' ? null : text
  if (text !== '') words.SqsManagedSseEnabled ??= 'false'
}

function readReuse({ words }: AttributeWish, text: string): void {
  words.KmsDataKeyReusePeriodSeconds = String(wholeNumber('KmsDataKeyReusePeriodSeconds', text, 60, 86_400))
}

function readManaged({ words }: AttributeWish, text: string): void {
  words.SqsManagedSseEnabled = String(flag('SqsManagedSseEnabled', text))
}

/** Every attribute that can be set (reference, 7.1). */
const readers: Readonly<Record<string, Read>> = {
  DelaySeconds: number('DelaySeconds', 'delaySeconds', 0, limits =>
    Math.min(limits.delaySecondsMax, domain.queueDelaySecondsMax),
  ),
  MaximumMessageSize: number('MaximumMessageSize', 'maxMessageBytes', domain.messageBytesFloor, messageBytesMax),
  MessageRetentionPeriod: number(
    'MessageRetentionPeriod',
    'retentionSeconds',
    60,
    limits => limits.retentionSecondsMax,
  ),
  ReceiveMessageWaitTimeSeconds: number(
    'ReceiveMessageWaitTimeSeconds',
    'waitSeconds',
    0,
    limits => limits.waitSecondsMax,
  ),
  VisibilityTimeout: number('VisibilityTimeout', 'visibilityTimeoutSeconds', 0, visibilitySecondsMax),
  FifoQueue: readFifo,
  ContentBasedDeduplication: readContentBased,
  DeduplicationScope: readScope,
  FifoThroughputLimit: readThroughput,
  RedrivePolicy: readRedrive,
  RedriveAllowPolicy: readAllow,
  Policy: readPolicy,
  KmsMasterKeyId: readKey,
  KmsDataKeyReusePeriodSeconds: readReuse,
  SqsManagedSseEnabled: readManaged,
}

const oneEncryption =
  'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.'

/** What attributes ask for; throws InvalidAttributeName, InvalidAttributeValue, or what a policy is refused with. */
export function readAttributes(attributes: Attributes, subject: Subject): AttributeWish {
  const wish: AttributeWish = { settings: {}, notes: {}, words: {} }
  for (const [name, text] of attributes) {
    if (!Object.hasOwn(readers, name)) throw unknownAttribute(name)
    readers[name]!(wish, text, subject)
  }
  return wish
}

/** `words` as they will be. */
export function checkEncryption({
  KmsMasterKeyId: key,
  SqsManagedSseEnabled: managed,
}: Readonly<Record<string, string>>): void {
  if (key !== undefined && managed === 'true') throw new SqsError('InvalidAttributeName', oneEncryption)
}

/** High throughput by group needs duplicates to be told by group. `words` and scope as they will be. */
export function checkThroughput(words: Readonly<Record<string, string>>, scope: string): void {
  if (words.FifoThroughputLimit === 'perMessageGroupId' && (words.DeduplicationScope ?? scope) !== 'messageGroup')
    throw invalidAttribute('FifoThroughputLimit', 'perMessageGroupId needs DeduplicationScope messageGroup.')
}

/** The texts that are kept once the wish is granted. */
export function newWords(
  words: Readonly<Record<string, string>>,
  wish: AttributeWish['words'],
): Record<string, string> {
  const given = Object.entries({ ...words, ...wish }).filter((entry): entry is [string, string] => entry[1] !== null)
  return Object.fromEntries(given)
}
