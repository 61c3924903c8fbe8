import { expectedBy, ifMatch } from '../conditions.ts'
import { queuePath } from '../fields.ts'
import { operation } from '../operation.ts'
import { settingsPatch, toSettings } from '../queueFields.ts'
import { queueAnswer, queueReply } from '../queueView.ts'

export const updateQueue = operation({
  id: 'updateQueue',
  method: 'PATCH',
  path: '/v1/queues/{queue}',
  function: 'manage',
  summary: 'Change some settings of a queue',
  headers: { 'if-match': ifMatch },
  pathSchema: queuePath,
  bodySchema: settingsPatch,
  bodyRequired: true,
  replies: { 200: queueAnswer('The queue as it is now.') },
  problems: ['QueueNotFound', 'VersionConflict', 'StorageFull'],
  async handle({ path, body, request, perform }) {
    const expected = expectedBy(request.headers)
    return queueReply(200, await perform('updateQueue', { queue: path.queue, settings: toSettings(body), expected }))
  },
})
