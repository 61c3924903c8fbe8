import type { Queue } from '../domain/queue.ts'
import { isInner } from '../domain/topic.ts'
import { queueKind } from '../store/queueKind.ts'
import { loadQueue } from './queueDocument.ts'
import type { Action, Services } from './services.ts'

const pageMax = 100

/** The names of the queues whose dead letters go to this one, in order. Reads every queue of the installation. */
export const deadLetterSources: Action<{ queue: string }, string[]> = async (services, { queue: name }) => {
  await loadQueue(services, name)
  const names: string[] = []
  for await (const { settings, name: source } of allQueues(services))
    if (settings.deadLetter?.queue === name && !isInner({ name: source })) names.push(source)
  return names
}

async function* allQueues({ store }: Services): AsyncGenerator<Queue> {
  let after: string | undefined
  do {
    const page = await store.documents.list(queueKind, { prefix: '', limit: pageMax, after })
    for (const { value } of page) yield value as unknown as Queue
    after = page.length < pageMax ? undefined : page.at(-1)!.name
  } while (after !== undefined)
}
