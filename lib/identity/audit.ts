import type { ActionName } from '../actions/actions.ts'
import { Problem } from '../domain/problem.ts'
import type { Caller } from './caller.ts'

/** One line of the audit log. Never a body, a receipt or a secret. */
export type AuditEntry = {
  who: string
  action: ActionName | 'exchangeCredentials'
  /** The queue that the action names, if any. */
  queue?: string | undefined
  /** The topic, if any, and the subscription. */
  topic?: string | undefined
  subscription?: string | undefined
  /** The trigger of the queue. */
  trigger?: string | undefined
  /** The message, redrive or access key that it names, if any. */
  id?: string | undefined
  /** `done`, the code of the problem that it was refused with, or `fault`. */
  outcome: string
  requestId?: string | undefined
}

/** Told of everything that was done, or refused, in the control plane. Must not throw. */
export type Audit = (entry: AuditEntry) => void

/** What is not in the audit log: messages on their way, and looks. Whatever else there comes to be is. */
const quiet: ReadonlySet<ActionName> = new Set([
  'ack',
  'browse',
  'deadLetterSources',
  'extend',
  'getAccount',
  'getCertificate',
  'getMessage',
  'getQueue',
  'getRedrive',
  'getSubscription',
  'getTopic',
  'getTrigger',
  'listAccessKeys',
  'listQueues',
  'listRedrives',
  'listSubscriptions',
  'listTopics',
  'listTriggers',
  'nack',
  'poll',
  'publish',
  'publishToTopic',
  'queueStats',
  'subscriptionStats',
  'topicStats',
])

type Named = Partial<Pick<AuditEntry, 'queue' | 'topic' | 'subscription' | 'trigger' | 'id'>>

/** Does the work and tells how it ended, where that is anything for the log. */
export async function audited<Output>(
  audit: Audit,
  caller: Caller,
  action: ActionName,
  input: object,
  work: () => Promise<Output>,
): Promise<Output> {
  if (quiet.has(action)) return work()
  const { queue, topic, subscription, trigger, id } = input as Named
  const tell = (outcome: string, made?: string): void =>
    audit({
      who: caller.name,
      action,
      queue,
      topic,
      subscription,
      trigger,
      id: id ?? made,
      outcome,
      requestId: caller.requestId,
    })
  try {
    const output = await work()
    tell('done', (output as { key?: { id: string } } | undefined)?.key?.id)
    return output
  } catch (error) {
    tell(error instanceof Problem ? error.code : 'fault')
    throw error
  }
}
