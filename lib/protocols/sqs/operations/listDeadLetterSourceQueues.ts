import { queueNamePattern } from '../../../domain/queue.ts'
import { checkResults, noSuchPage } from '../listPage.ts'
import { operation } from '../operation.ts'
import { integer, list, text } from '../shapes.ts'

export const listDeadLetterSourceQueues = operation({
  name: 'ListDeadLetterSourceQueues',
  input: { QueueUrl: text, MaxResults: integer, NextToken: text },
  output: { queueUrls: { ...list(text, 'QueueUrl'), keepsEmpty: true }, NextToken: text },
  ofQueue: true,
  async handle({ MaxResults, NextToken }, { perform, site }, queue) {
    const limit = checkResults(MaxResults)
    const names = await perform('deadLetterSources', { queue })
    const after =
      NextToken === undefined || NextToken === '' ? undefined : Buffer.from(NextToken, 'base64url').toString()
    if (after !== undefined && !queueNamePattern.test(after)) throw noSuchPage()
    // What the token names may be none of them any more.
    const from = after === undefined ? 0 : names.filter(name => name <= after).length
    const page = names.slice(from, from + limit)
    const isMore = MaxResults !== undefined && from + limit < names.length
    const token = isMore ? Buffer.from(page.at(-1)!).toString('base64url') : undefined
    return { queueUrls: page.map(name => site.urlOf(name)), NextToken: token }
  },
})
