import { expectedBy, ifMatch } from '../conditions.ts'
import { operation } from '../operation.ts'
import { noContent } from '../reply.ts'
import { triggerPath } from '../triggerFields.ts'

export const deleteTrigger = operation({
  id: 'deleteTrigger',
  method: 'DELETE',
  path: '/v1/queues/{queue}/triggers/{trigger}',
  function: 'manage',
  summary: 'End a trigger',
  description: 'Batches that are under way are finished; what is left stays in the queue.',
  headers: { 'if-match': ifMatch },
  pathSchema: triggerPath,
  replies: { 204: { description: 'The trigger is gone.' } },
  problems: ['QueueNotFound', 'TriggerNotFound', 'VersionConflict', 'StorageFull'],
  async handle({ path, request, perform }) {
    await perform('deleteTrigger', { ...path, expected: expectedBy(request.headers) })
    return noContent
  },
})
