import { limits } from '../../../domain/limits.ts'
import { Problem } from '../../../domain/problem.ts'
import { invalidParameter, invalidValue } from '../errors.ts'
import { operation } from '../operation.ts'
import { integer, list, text } from '../shapes.ts'

const resultsMax = 1000

/** How many are asked for: 1 to 1,000. */
export function checkResults(count: number | undefined): number {
  if (count === undefined) return resultsMax
  if (count >= 1 && count <= resultsMax) return count
  throw invalidParameter(count, 'MaxResults', `Must be between 1 and ${resultsMax}, if provided.`)
}

export const listQueues = operation({
  name: 'ListQueues',
  input: { QueueNamePrefix: text, MaxResults: integer, NextToken: text },
  output: { QueueUrls: list(text, 'QueueUrl'), NextToken: text },
  ofQueue: false,
  async handle({ QueueNamePrefix: prefix = '', MaxResults, NextToken }, { perform, site }) {
    const limit = checkResults(MaxResults)
    // No store is asked for what is longer than any name.
    if (prefix.length > limits.queueNameCharactersMax) return {}
    const cursor = NextToken === '' ? undefined : NextToken
    const found = perform('listQueues', { prefix, limit, cursor }).catch(thrown => {
      const isCursor = thrown instanceof Problem && thrown.extras.fields?.[0]?.path[0] === 'cursor'
      throw isCursor ? invalidValue('The NextToken is not one of this list.') : thrown
    })
    const { queues, cursor: next } = await found
    const more = MaxResults === undefined || next === undefined ? undefined : next
    return { QueueUrls: queues.map(({ queue }) => site.urlOf(queue.name)), NextToken: more }
  },
})
