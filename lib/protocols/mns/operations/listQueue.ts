import { limits } from '../../../domain/limits.ts'
import type { Queue } from '../../../domain/queue.ts'
import { withCounts } from '../counted.ts'
import { pageOf, wantedOf, writePage } from '../lists.ts'
import type { Call, Operation } from '../operation.ts'
import { type Counts, writeQueue } from '../queueAttributes.ts'
import { element } from '../xml/write.ts'

export const listQueue: Operation = async call => {
  const wanted = wantedOf(call)
  const { prefix } = wanted
  // No store is asked for what is longer than any name.
  const found = await pageOf(wanted, async (limit, cursor) => {
    if (prefix.length > limits.queueNameCharactersMax) return { items: [] }
    const page = await call.perform('listQueues', { prefix, limit, cursor })
    return { items: page.queues.map(({ queue }) => queue), cursor: page.cursor }
  })
  const written = wanted.withMeta ? await withMeta(call, found.items) : found.items.map(queue => urlOf(call, queue))
  return { status: 200, body: writePage('Queues', 'Queue', written, found.cursor) }
}

const urlOf = ({ site }: Call, { name }: Queue): string => element('QueueURL', site.urlOf('queues', name))

const none: Counts = { visible: 0, inFlight: 0, delayed: 0 }

const withMeta = (call: Call, queues: readonly Queue[]): Promise<string[]> =>
  withCounts<Queue, Counts>(
    queues,
    ({ name }) => call.perform('queueStats', { queue: name }),
    none,
    (queue, counts) => urlOf(call, queue) + writeQueue(queue, counts),
  )
