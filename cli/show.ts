import type { Attribute, Grouped, LeasedMessage, MessageView, Origin, Queue, QueueStats } from '../client/index.ts'
import { showRetry } from './retryPolicy.ts'
import { note, printLine, type World } from './world.ts'

type Field = [name: string, value: string | number | boolean | undefined]

// Of a message shown on a terminal nothing may act on it: control characters turn into their pictures.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

const picture = (letter: string): string => {
  const code = letter.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}

export const harmless = (text: string): string => text.replace(control, picture)

/** Names in one column, values in the next; a value's further lines stay in its column. */
export function showFields(fields: Field[]): string {
  const known = fields.filter(([, value]) => value !== undefined)
  const width = Math.max(...known.map(([name]) => name.length)) + 2
  const column = `\n${' '.repeat(width)}`
  return known.map(([name, value]) => name.padEnd(width) + harmless(String(value)).replaceAll('\n', column)).join('\n')
}

type Form = { json?: true }

export function printQueue(world: World, { json }: Form, queue: Queue, stats?: QueueStats): Promise<void> {
  const view = stats === undefined ? queue : { ...queue, stats }
  return printLine(world, json ? JSON.stringify(view) : showQueue(queue, stats))
}

/** What was done is a note for people, and data for whoever asked for it. */
export async function tellDone(world: World, { json }: Form, what: string, name: string): Promise<void> {
  if (json) await printLine(world, JSON.stringify({ [what]: name }))
  else note(world, `${what} ${name}`)
}

const showQueue = (queue: Queue, stats?: QueueStats): string =>
  showFields([
    ['queue', queue.name],
    ['paused', queue.paused ? 'yes' : 'no'],
    ...(stats ? statsFields(stats) : []),
    ['visibility timeout', `${queue.visibilityTimeoutSeconds} s`],
    ['retention', `${queue.retentionSeconds} s`],
    ['delay', `${queue.delaySeconds} s`],
    ['wait', `${queue.waitSeconds} s`],
    ['max message', `${queue.maxMessageBytes} bytes`],
    ...orderedFields(queue),
    ['dead letters', queue.deadLetter && showDeadLetter(queue.deadLetter)],
    ['retry', showRetry(queue.retry)],
    ['max publishes', perSecond(queue.maxPublishesPerSecond)],
    ['max in flight', queue.maxInFlight?.toString()],
    ['created', queue.createdAt],
    ['updated', queue.updatedAt],
  ])

function orderedFields({ ordered }: Queue): Field[] {
  if (ordered === undefined) return []
  const { contentBased, windowSeconds, scope } = ordered.deduplication
  const { parkAfterAttempts: park } = ordered
  return [
    ['parks', park === undefined ? undefined : `a group after ${park} attempts`],
    ['deduplication', `by id${contentBased ? ' or body' : ''}, in the ${scope}, for ${windowSeconds} s`],
  ]
}

const groupFields = ({ groupId, deduplicationId, sequence }: Grouped): Field[] => [
  ['group', groupId],
  ['dedup id', deduplicationId],
  ['sequence', sequence],
]
const showDeadLetter = ({ queue, maxAttempts, expired }: NonNullable<Queue['deadLetter']>): string =>
  `to ${queue} after ${maxAttempts} attempts${expired ? ', and what expires' : ''}`
const perSecond = (count: number | undefined): string | undefined =>
  count === undefined ? undefined : `${count} messages/s`

export const statsFields = ({ visible, inFlight, delayed, oldestAgeSeconds, exact, asOf }: QueueStats): Field[] => [
  ['visible', visible],
  ['in flight', inFlight],
  ['delayed', delayed],
  ['oldest', oldestAgeSeconds === undefined ? undefined : `${oldestAgeSeconds} s`],
  ['counted', `${asOf}${exact ? '' : ' (estimate)'}`],
]

export const showLeased = (message: LeasedMessage): string =>
  showFields([
    ['id', message.id],
    ['receipt', message.receipt],
    ['priority', message.priority],
    ['attempts', message.attempts],
    ['published', message.publishedAt],
    ['lease ends', message.leaseExpiresAt],
    ['expires', message.expiresAt],
    ['last nack', message.lastNackReason],
    ...groupFields(message),
    ...originFields(message),
    ['retry', showRetry(message.retry)],
    ...contentFields(message),
  ])

export const printMessage = (world: World, { json }: Form, message: MessageView): Promise<void> =>
  printLine(world, json ? JSON.stringify(message) : showMessage(message))

export const showMessage = (message: MessageView): string =>
  showFields([
    ['id', message.id],
    ['state', message.state],
    ['priority', message.priority],
    ['attempts', message.attempts],
    ['published', message.publishedAt],
    ['visible', message.visibleAt],
    ['lease ends', message.leaseExpiresAt],
    ['expires', message.expiresAt],
    ['last nack', message.lastNackReason],
    ...groupFields(message),
    ...originFields(message),
    ['retry', showRetry(message.retry)],
    ...contentFields(message),
  ])

const originFields = ({ maxAttempts, topic, origins = [] }: LeasedMessage | MessageView): Field[] => [
  ['max attempts', maxAttempts],
  ['topic', topic?.name],
  ['subscription', topic?.subscription],
  ['tag', topic?.tag],
  ['published as', topic?.messageId],
  ...origins.map((origin): Field => ['came from', showOrigin(origin)]),
]

// Where copies wait that are pushed, behind whose name stands an id that says nothing to people.
const pushQueue = /^~push\/([^/]+)\/([^/]+)\/.*$/

const placeOf = (queue: string): string => queue.replace(pushQueue, 'the pushes of topic $1 to subscription $2')

const showOrigin = ({ queue, reason, detail, attempts, at }: Origin): string =>
  `${placeOf(queue)} at ${at}, ${reason} after ${attempts} attempts${detail === undefined ? '' : `: ${detail}`}`

const contentFields = ({ attributes, body, bodyEncoding }: LeasedMessage | MessageView): Field[] => [
  ...Object.entries(attributes).map((entry): Field => ['attribute', showAttribute(...entry)]),
  [bodyEncoding === 'base64' ? 'body (base64)' : 'body', body],
]

const showAttribute = (name: string, { type, value, label }: Attribute): string =>
  `${name} (${label === undefined ? type : `${type}.${label}`}) ${value}`
