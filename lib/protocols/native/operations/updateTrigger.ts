import { expectedBy, ifMatch } from '../conditions.ts'
import { operation } from '../operation.ts'
import { toTrigger, triggerAnswer, triggerPatch, triggerPath, triggerReply } from '../triggerFields.ts'

export const updateTrigger = operation({
  id: 'updateTrigger',
  method: 'PATCH',
  path: '/v1/queues/{queue}/triggers/{trigger}',
  function: 'manage',
  summary: 'Change some settings of a trigger',
  description: 'Batches that are under way end by the old ones.',
  headers: { 'if-match': ifMatch },
  pathSchema: triggerPath,
  bodySchema: triggerPatch,
  bodyRequired: true,
  replies: { 200: triggerAnswer('The trigger as it is now.') },
  problems: ['EndpointRefused', 'QueueNotFound', 'TriggerNotFound', 'VersionConflict', 'StorageFull'],
  async handle({ path, body, request, perform }) {
    const expected = expectedBy(request.headers)
    return triggerReply(200, await perform('updateTrigger', { ...path, settings: toTrigger(body), expected }))
  },
})
