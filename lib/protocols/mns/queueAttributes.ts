import type { OutputOf } from '../../actions/actions.ts'
import { isOrdered } from '../../domain/ordered.ts'
import type { Queue } from '../../domain/queue.ts'
import { element, flagText, parent } from './xml/write.ts'

/** The protocol's own notes on a queue. */
export const wordsOf = ({ notes }: Pick<Queue, 'notes'>): Readonly<Record<string, string>> => notes?.wordings?.mns ?? {}

export type Counts = Pick<OutputOf<'queueStats'>, 'visible' | 'inFlight' | 'delayed'>

export const secondsOf = (ms: number): number => Math.floor(ms / 1000)

/** What can be set of a queue, as elements: those of the reference always, the newer ones where they are set. */
export function writeSettings(queue: Pick<Queue, 'name' | 'settings' | 'notes'>): string {
  const { settings } = queue
  const words = wordsOf(queue)
  return [
    element('DelaySeconds', settings.delaySeconds),
    element('MaximumMessageSize', settings.maxMessageBytes),
    element('MessageRetentionPeriod', settings.retentionSeconds),
    element('VisibilityTimeout', settings.visibilityTimeoutSeconds),
    element('PollingWaitSeconds', settings.waitSeconds),
    element('LoggingEnabled', words.LoggingEnabled ?? flagText(false)),
    writeDeadLetter(queue),
    writeRate(words.MaxReceivesPerSecond),
    isOrdered(queue) ? element('QueueType', 'fifo') : '',
  ].join('')
}

function writeDeadLetter({ settings: { deadLetter } }: Pick<Queue, 'settings'>): string {
  if (deadLetter === undefined) return ''
  const { queue, attemptsMax } = deadLetter
  const rule = element('DeadLetterTargetQueue', queue) + element('MaxReceiveCount', attemptsMax)
  return parent('DlqPolicy', element('Enabled', flagText(true)) + rule)
}

const writeRate = (perSecond: string | undefined): string =>
  perSecond
    ? parent('TenantRateLimitPolicy', element('Enabled', flagText(true)) + element('MaxReceivesPerSecond', perSecond))
    : ''

/** Everything there is to say of a queue. Counts are approximate. */
export const writeQueue = (queue: Queue, { visible, inFlight, delayed }: Counts): string =>
  [
    element('QueueName', queue.name),
    element('CreateTime', secondsOf(queue.createdAtMs)),
    element('LastModifyTime', secondsOf(queue.updatedAtMs)),
    writeSettings(queue),
    element('ActiveMessages', visible),
    element('InactiveMessages', inFlight),
    element('DelayMessages', delayed),
  ].join('')
