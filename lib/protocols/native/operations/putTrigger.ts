import { expectedBy, ifMatch, ifNoneMatch } from '../conditions.ts'
import { operation } from '../operation.ts'
import { toTrigger, triggerAnswer, triggerInput, triggerPath, triggerReply } from '../triggerFields.ts'

export const putTrigger = operation({
  id: 'putTrigger',
  method: 'PUT',
  path: '/v1/queues/{queue}/triggers/{trigger}',
  function: 'manage',
  summary: 'Have the messages of a queue pushed, or give an existing trigger these settings',
  description: 'Settings that are not named get their defaults. What lies in the queue is pushed too.',
  headers: { 'if-match': ifMatch, 'if-none-match': ifNoneMatch },
  pathSchema: triggerPath,
  bodySchema: triggerInput,
  bodyRequired: true,
  replies: {
    200: triggerAnswer('The trigger was there and has these settings now.'),
    201: triggerAnswer('The trigger was created.'),
  },
  problems: ['EndpointRefused', 'QueueNotFound', 'VersionConflict', 'StorageFull'],
  async handle({ path, body, request, perform }) {
    const expected = expectedBy(request.headers)
    const { created, ...saved } = await perform('putTrigger', { ...path, settings: toTrigger(body), expected })
    return triggerReply(created ? 201 : 200, saved)
  },
})
