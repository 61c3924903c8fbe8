import { ownerOf } from '../actions/innerQueues.ts'
import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import type { PushSource } from './source.ts'

const ageMsMax = limits.configSecondsMax * 1000

/** What a subscription wants of whoever pushes, as of a few seconds ago; none where it is gone. */
export async function subscriptionSources(services: Services, name: string): Promise<readonly PushSource[]> {
  const { topic, subscription } = (await ownerOf(services, { name }, ageMsMax)) ?? {}
  if (topic === undefined || subscription === undefined) return []
  const { attemptsMax, retry, maxConcurrency, maxPerSecond } = subscription.settings
  const to = { kind: 'subscription', topic, subscription } as const
  return [{ to, attemptsMax, retry, batchSize: 1, batchWindowSeconds: 0, maxConcurrency, maxPerSecond }]
}
