import { Problem } from '../../../domain/problem.ts'
import type { PerformFor } from '../../../identity/perform.ts'
import { invalidValue, missing } from '../errors.ts'
import { checkRate, noResource, noSource, queueOfArn, writeHandle } from '../moveTask.ts'
import { operation } from '../operation.ts'
import { integer, text } from '../shapes.ts'

export const startMessageMoveTask = operation({
  name: 'StartMessageMoveTask',
  input: { SourceArn: text, DestinationArn: text, MaxNumberOfMessagesPerSecond: integer },
  output: { TaskHandle: text },
  ofQueue: false,
  async handle({ SourceArn: source, DestinationArn: destination, MaxNumberOfMessagesPerSecond }, { perform, site }) {
    if (source === undefined || source === '') throw missing('SourceArn')
    const queue = queueOfArn(source, 'SourceArn', site)
    const to = destination ? queueOfArn(destination, 'DestinationArn', site) : undefined
    const messagesPerSecond = checkRate(MaxNumberOfMessagesPerSecond)
    await checkSource(perform, queue)
    const started = perform('startRedrive', { queue, to, messagesPerSecond }).catch(thrown => {
      throw isNoTarget(thrown) ? noResource('DestinationArn') : thrown
    })
    return { TaskHandle: writeHandle({ taskId: (await started).id, sourceArn: source }) }
  },
})

async function checkSource(perform: PerformFor, queue: string): Promise<void> {
  const sources = await perform('deadLetterSources', { queue }).catch(noSource)
  if (sources.length === 0) throw invalidValue('Source queue must be configured as a Dead Letter Queue.')
}

const isNoTarget = (thrown: unknown): boolean => {
  const [field] = (thrown instanceof Problem && thrown.extras.fields) || []
  return field?.path[0] === 'to' && field.detail === 'names no queue'
}
