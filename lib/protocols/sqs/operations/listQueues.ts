import { limits } from '../../../domain/limits.ts'
import { Problem } from '../../../domain/problem.ts'
import { checkResults, noSuchPage } from '../listPage.ts'
import { operation } from '../operation.ts'
import { integer, list, text } from '../shapes.ts'

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
      throw isCursor ? noSuchPage() : thrown
    })
    const { queues, cursor: next } = await found
    const more = MaxResults === undefined || next === undefined ? undefined : next
    return { QueueUrls: queues.map(({ queue }) => site.urlOf(queue.name)), NextToken: more }
  },
})
