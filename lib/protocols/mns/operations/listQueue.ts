import { limits } from '../../../domain/limits.ts'
import { Problem } from '../../../domain/problem.ts'
import type { Queue } from '../../../domain/queue.ts'
import { pageOf, wantedOf, writePage } from '../lists.ts'
import type { Call, Operation, PerformFor } from '../operation.ts'
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

// Counted at the same time, for a list may be long.
const countedAtOnce = 16

async function withMeta(call: Call, queues: readonly Queue[]): Promise<string[]> {
  const written: string[] = []
  for (let at = 0; at < queues.length; at += countedAtOnce) {
    const some = queues.slice(at, at + countedAtOnce)
    const counts = await Promise.all(some.map(queue => countsOf(call.perform, queue)))
    written.push(...some.map((queue, index) => urlOf(call, queue) + writeQueue(queue, counts[index]!)))
  }
  return written
}

const none: Counts = { visible: 0, inFlight: 0, delayed: 0 }

/** Of a queue that is gone by now, or whose counts the caller may not see, none. */
const countsOf = (perform: PerformFor, { name }: Queue): Promise<Counts> =>
  perform('queueStats', { queue: name }).catch(thrown => {
    if (thrown instanceof Problem && (thrown.code === 'QueueNotFound' || thrown.code === 'Forbidden')) return none
    throw thrown
  })
