import { expectedBy, ifMatch, ifNoneMatch } from '../conditions.ts'
import { queuePath } from '../fields.ts'
import { operation } from '../operation.ts'
import { settingsInput, toSettings } from '../queueFields.ts'
import { queueAnswer, queueReply } from '../queueView.ts'

export const putQueue = operation({
  id: 'putQueue',
  method: 'PUT',
  path: '/v1/queues/{queue}',
  function: 'manage',
  summary: 'Create a queue, or give an existing one these settings',
  description: 'Settings that are not named get their defaults. Messages of an existing queue stay.',
  headers: { 'if-match': ifMatch, 'if-none-match': ifNoneMatch },
  pathSchema: queuePath,
  bodySchema: settingsInput,
  bodyRequired: false,
  replies: {
    200: queueAnswer('The queue was there and has these settings now.'),
    201: queueAnswer('The queue was created.'),
  },
  problems: ['VersionConflict', 'StorageFull'],
  async handle({ path, body, request, perform }) {
    const expected = expectedBy(request.headers)
    const { created, ...saved } = await perform('putQueue', { queue: path.queue, settings: toSettings(body), expected })
    return queueReply(created ? 201 : 200, saved)
  },
})
