import type { SettingsWish } from '../../actions/settingsWish.ts'
import { limits as domain } from '../../domain/limits.ts'
import { isOrdered } from '../../domain/ordered.ts'
import { childOf, flagOf, numberOf, wordOf } from './document.ts'
import { againstSchema, MnsError } from './errors.ts'
import { limits } from './limits.ts'
import { checkQueueName } from './site.ts'
import type { Element } from './xml/element.ts'
import { flagText } from './xml/write.ts'

/** What attributes ask for: settings of the queue, and texts that are kept and shown, no more. */
export type AttributeWish = {
  settings: Plain & Pick<SettingsWish, 'deadLetter'>
  words: Record<string, string>
}

type Plain = Pick<
  SettingsWish,
  'delaySeconds' | 'maxMessageBytes' | 'retentionSeconds' | 'visibilityTimeoutSeconds' | 'waitSeconds'
>

/** Each: element, setting, range and unit (reference, 3.1; where our queues reach further, ours). */
const numbers = [
  ['DelaySeconds', 'delaySeconds', 0, limits.delaySecondsMax, 'seconds'],
  ['MaximumMessageSize', 'maxMessageBytes', limits.messageBytesMin, limits.messageBytesMax, 'bytes'],
  ['MessageRetentionPeriod', 'retentionSeconds', limits.retentionSecondsMin, limits.retentionSecondsMax, 'seconds'],
  ['VisibilityTimeout', 'visibilityTimeoutSeconds', 1, limits.visibilitySecondsMax, 'seconds'],
  ['PollingWaitSeconds', 'waitSeconds', 0, limits.waitSecondsMax, 'seconds'],
] as const satisfies readonly (readonly [string, keyof Plain, number, number, string])[]

/** The settings of a queue that is made here and says nothing of them. */
export const defaults = {
  delaySeconds: 0,
  maxMessageBytes: limits.messageBytesDefault,
  retentionSeconds: domain.retentionSecondsDefault,
  visibilityTimeoutSeconds: domain.visibilityTimeoutSecondsDefault,
  waitSeconds: 0,
} as const satisfies Required<Plain>

/** What the document of a queue asks for; InvalidArgument for what is out of its range. */
export function readAttributes(document: Element, queue: string): AttributeWish {
  const settings: Plain = {}
  for (const [name, setting, min, max, unit] of numbers) {
    const value = numberOf(document, name, min, max, unit)
    if (value !== undefined) settings[setting] = value
  }
  checkType(document, queue)
  const rule = readDeadLetter(document)
  return { settings: rule === undefined ? settings : { ...settings, deadLetter: rule }, words: readWords(document) }
}

/** Whether a queue is ordered is said by its name. */
function checkType(document: Element, queue: string): void {
  const type = wordOf(document, 'QueueType')
  if (type === undefined) return
  if (type !== (isOrdered({ name: queue }) ? 'fifo' : 'normal'))
    throw new MnsError('InvalidArgument', 'QueueType has to be fifo for a queue whose name ends in .fifo, else normal.')
}

/** Null: there is to be none. */
function readDeadLetter(document: Element): SettingsWish['deadLetter'] {
  const policy = childOf(document, 'DlqPolicy')
  if (policy === undefined) return undefined
  if (flagOf(policy, 'Enabled') === false) return null
  const queue = wordOf(policy, 'DeadLetterTargetQueue')
  const attemptsMax = numberOf(policy, 'MaxReceiveCount', 1, domain.attemptsMaxMax)
  if (queue === undefined) throw againstSchema('DeadLetterTargetQueue')
  if (attemptsMax === undefined) throw againstSchema('MaxReceiveCount')
  return { queue: checkQueueName(queue, 'DeadLetterTargetQueue'), attemptsMax, expired: false }
}

function readWords(document: Element): Record<string, string> {
  const words: Record<string, string> = {}
  const logging = flagOf(document, 'LoggingEnabled')
  if (logging !== undefined) words.LoggingEnabled = flagText(logging)
  const rate = childOf(document, 'TenantRateLimitPolicy')
  if (rate === undefined) return words
  const perSecond = numberOf(rate, 'MaxReceivesPerSecond', 1, domain.publishesPerSecondMax)
  words.MaxReceivesPerSecond = flagOf(rate, 'Enabled') === false ? '' : String(perSecond ?? '')
  return words
}
