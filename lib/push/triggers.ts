import { findQueue } from '../actions/queueDocument.ts'
import type { Services } from '../actions/services.ts'
import { meetsPolicy } from '../domain/filterPolicy.ts'
import { limits } from '../domain/limits.ts'
import type { Queue } from '../domain/queue.ts'
import type { RetryPolicy } from '../domain/retryPolicy.ts'
import type { Trigger } from '../domain/trigger.ts'
import type { PushSource } from './source.ts'

const ageMsMax = limits.configSecondsMax * 1000

/** When a message comes again that a target would not have, where neither it nor its queue says. */
export const triggerRetry: RetryPolicy = { kind: 'exponential', firstSeconds: 1, factor: 2, maxSeconds: 300 }

/** What the triggers of a queue want of whoever pushes, in the order of their names, as of a few seconds ago. */
export async function triggerSources(services: Services, name: string): Promise<readonly PushSource[]> {
  const found = await findQueue(services, name, ageMsMax)
  if (found === undefined) return []
  const { queue } = found
  return (queue.triggers ?? []).map(trigger => triggerSource(queue, trigger))
}

function triggerSource({ name, settings }: Queue, trigger: Trigger): PushSource {
  const { batchSize, batchWindowSeconds, timeoutSeconds, filter, maxConcurrency, maxPerSecond } = trigger.settings
  const policy = filter?.attributes
  const maxInFlight = maxConcurrency && Math.min(maxConcurrency * batchSize, limits.inFlightMax)
  return {
    to: { kind: 'trigger', trigger, queue: name },
    retry: settings.retry ?? triggerRetry,
    ...{ batchSize, batchWindowSeconds, timeoutSeconds, maxConcurrency, maxPerSecond, maxInFlight },
    wants: policy && (({ attributes }) => meetsPolicy(policy, attributes)),
  }
}
