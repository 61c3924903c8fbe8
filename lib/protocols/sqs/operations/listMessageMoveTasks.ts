import { invalidParameter, missing } from '../errors.ts'
import { noSource, queueOfArn, toEntry } from '../moveTask.ts'
import { operation } from '../operation.ts'
import { integer, list, structure, text } from '../shapes.ts'

const entry = structure({
  TaskHandle: text,
  Status: text,
  SourceArn: text,
  DestinationArn: text,
  MaxNumberOfMessagesPerSecond: integer,
  ApproximateNumberOfMessagesMoved: integer,
  ApproximateNumberOfMessagesToMove: integer,
  FailureReason: text,
  StartedTimestamp: integer,
})
const resultsMax = 10

export const listMessageMoveTasks = operation({
  name: 'ListMessageMoveTasks',
  input: { SourceArn: text, MaxResults: integer },
  output: { Results: list(entry, 'ListMessageMoveTasksResultEntry') },
  ofQueue: false,
  async handle({ SourceArn: source, MaxResults = 1 }, { perform, site }) {
    if (source === undefined || source === '') throw missing('SourceArn')
    if (MaxResults < 1 || MaxResults > resultsMax)
      throw invalidParameter(MaxResults, 'MaxResults', `Must be between 1 and ${resultsMax}, if provided.`)
    const queue = queueOfArn(source, 'SourceArn', site)
    const tasks = await perform('listRedrives', { queue }).catch(noSource)
    return { Results: tasks.slice(0, MaxResults).map(task => toEntry(task, queue, site)) }
  },
})
