import { ownerOf } from '../actions/innerQueues.ts'
import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import { pushPrefix } from '../domain/topic.ts'
import { queueKind } from '../store/queueKind.ts'
import type { PushSource } from './source.ts'

const pageMax = 100
const ageMsMax = limits.configSecondsMax * 1000

/** The names of the queues in which subscriptions have had something to be pushed. */
export async function pushQueues({ store }: Services): Promise<string[]> {
  const names: string[] = []
  for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const page = await store.documents.list(queueKind, { prefix: pushPrefix, limit: pageMax, after })
    names.push(...page.map(({ name }) => name))
    after = page.length < pageMax ? undefined : page.at(-1)!.name
  }
  return names
}

/** What a subscription wants of whoever pushes, as of a few seconds ago; undefined where it is gone. */
export async function subscriptionSource(services: Services, name: string): Promise<PushSource | undefined> {
  const { topic, subscription } = (await ownerOf(services, { name }, ageMsMax)) ?? {}
  if (topic === undefined || subscription === undefined) return undefined
  const { attemptsMax, retry, maxConcurrency, maxPerSecond } = subscription.settings
  return { to: { topic, subscription }, attemptsMax, retry, maxConcurrency, maxPerSecond }
}
