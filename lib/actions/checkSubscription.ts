import { isOrdered } from '../domain/ordered.ts'
import { invalid } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import type { SubscriptionChange } from '../domain/subscription.ts'
import { checkAddress } from './pushAddress.ts'
import { findQueue } from './queueDocument.ts'
import type { Services } from './services.ts'

/**
 * Throws InvalidInput where a queue that a subscription names is none that its copies could go to, and EndpointRefused where
 * its endpoint is at an address that nothing is pushed to.
 */
export async function checkTargets(
  services: Services,
  { endpoint, deadLetterQueue }: SubscriptionChange,
): Promise<void> {
  if (endpoint?.kind === 'queue') await queueNamed(services, endpoint.queue, ['endpoint', 'queue'])
  if (endpoint?.kind === 'http') await checkAddress(services, endpoint.url)
  if (deadLetterQueue == null) return
  const path = ['deadLetterQueue']
  if (isOrdered({ name: deadLetterQueue }))
    throw invalid({ path, detail: 'must not be ordered: copies that failed have no order', got: deadLetterQueue })
  const { notes } = await queueNamed(services, deadLetterQueue, path)
  // Whoever says which queues' dead letters it takes has not named a subscription.
  if (notes?.deadLetterSources !== undefined)
    throw invalid({ path, detail: 'takes no dead letters of this subscription', got: deadLetterQueue })
}

async function queueNamed(services: Services, name: string, path: string[]): Promise<Queue> {
  const found = await findQueue(services, name)
  if (found === undefined) throw invalid({ path, detail: 'names no queue', got: name })
  return found.queue
}
