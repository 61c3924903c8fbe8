import { limits } from '../domain/limits.ts'
import { invalid, Problem } from '../domain/problem.ts'
import type { TriggerTarget } from '../domain/trigger.ts'
import { checkAddress } from './pushAddress.ts'
import { findQueue } from './queueDocument.ts'
import type { Services } from './services.ts'

/** Throws InvalidInput for a queue that messages of this one cannot go to, and EndpointRefused for what is not pushed to here. */
export async function checkTriggerTarget(services: Services, queue: string, target: TriggerTarget): Promise<void> {
  if (target.kind === 'queue') await checkQueue(services, queue, target.queue)
  if (target.kind === 'http') await checkAddress(services, target.url)
  // Its client looks up names by itself, and nobody judges there what one stands for; of those inside only this one may be named.
  if (target.kind === 'sqs') await checkAddress(services, namedByAddress(target.url))
  if (target.kind === 'module') await checkModule(services, target.path)
}

const namedByAddress = (url: string): string => (new URL(url).hostname === 'localhost' ? 'http://127.0.0.1' : url)

async function checkQueue(services: Services, from: string, to: string): Promise<void> {
  const path = ['target', 'queue']
  if (to === from) throw invalid({ path, detail: 'is the queue itself: its messages would go round for ever', got: to })
  if ((await findQueue(services, to)) === undefined) throw invalid({ path, detail: 'names no queue', got: to })
  const beyond = await queuesBeyond(services, to)
  if (beyond.has(from))
    throw invalid({ path, detail: 'has triggers that lead back here: messages would go round for ever', got: to })
  const limit = limits.triggerChainQueuesMax
  if (beyond.size > limit)
    throw invalid({ path, detail: 'leads to more queues than triggers may go on to', limit, got: beyond.size })
}

/** Where the messages of a queue get by triggers from queue to queue; of too many not all. */
async function queuesBeyond(services: Services, first: string): Promise<ReadonlySet<string>> {
  const beyond = new Set<string>([first])
  for (const name of beyond) {
    if (beyond.size > limits.triggerChainQueuesMax) return beyond
    const { triggers = [] } = (await findQueue(services, name))?.queue ?? {}
    for (const { settings } of triggers) if (settings.target.kind === 'queue') beyond.add(settings.target.queue)
  }
  return beyond
}

async function checkModule({ mayRunModule }: Services, path: string): Promise<void> {
  if (await mayRunModule?.(path)) return
  const detail =
    mayRunModule === undefined
      ? 'No modules are run here: a server on your own machine runs those in the folder of --modules (SLUICE_MODULES), which is the folder it was started in where auth is off.'
      : `The module ${path} is not below the folder of --modules (SLUICE_MODULES).`
  throw new Problem('EndpointRefused', { detail })
}
