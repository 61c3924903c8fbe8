import type { Operation } from '../operation.ts'
import { writeQueue } from '../queueAttributes.ts'
import { checkQueueName } from '../site.ts'
import { document } from '../xml/write.ts'

export const getQueueAttributes: Operation = async ({ perform, names }) => {
  const name = checkQueueName(names[0]!)
  const { queue } = await perform('getQueue', { queue: name })
  const counts = await perform('queueStats', { queue: name })
  return { status: 200, body: document('Queue', writeQueue(queue, counts)) }
}
