import type { Services } from '../actions/services.ts'
import type { Queue } from '../domain/queue.ts'
import { isInner, pushPrefix } from '../domain/topic.ts'
import { queueKind } from '../store/queueKind.ts'
import type { PushSource } from './source.ts'
import { subscriptionSources } from './subscriptions.ts'
import { triggerSources } from './triggers.ts'

const pageMax = 100

/** The names of the queues with triggers, and of those in which subscriptions have had something to be pushed. */
export async function pushQueues({ store }: Services): Promise<string[]> {
  const names: string[] = []
  for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const page = await store.documents.list(queueKind, { prefix: '', limit: pageMax, after })
    names.push(...page.filter(({ value }) => isPushed(value as unknown as Queue)).map(({ name }) => name))
    after = page.length < pageMax ? undefined : page.at(-1)!.name
  }
  return names
}

const isPushed = ({ name, triggers = [] }: Queue): boolean => name.startsWith(pushPrefix) || triggers.length > 0

/** Who takes the messages of a queue. */
export const sourcesOf = (services: Services, queue: string): Promise<readonly PushSource[]> =>
  isInner({ name: queue }) ? subscriptionSources(services, queue) : triggerSources(services, queue)
