import { Problem } from '../../../domain/problem.ts'
import { done, type Operation } from '../operation.ts'
import { checkQueueName } from '../site.ts'

/** A queue that is not there is as good as deleted (reference, 3.4). */
export const deleteQueue: Operation = async ({ perform, names }) => {
  const queue = checkQueueName(names[0]!)
  await perform('deleteQueue', { queue, expected: 'any' }).catch(thrown => {
    if (!(thrown instanceof Problem && thrown.code === 'QueueNotFound')) throw thrown
  })
  return done
}
