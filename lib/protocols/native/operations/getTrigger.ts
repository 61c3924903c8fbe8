import { operation } from '../operation.ts'
import { triggerAnswer, triggerPath, triggerReply } from '../triggerFields.ts'

export const getTrigger = operation({
  id: 'getTrigger',
  method: 'GET',
  path: '/v1/queues/{queue}/triggers/{trigger}',
  function: 'manage',
  summary: 'Show a trigger',
  pathSchema: triggerPath,
  replies: { 200: triggerAnswer('The trigger.') },
  problems: ['QueueNotFound', 'TriggerNotFound'],
  handle: async ({ path, perform }) => triggerReply(200, await perform('getTrigger', path)),
})
