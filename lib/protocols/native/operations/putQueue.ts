import { expectedBy, ifMatch, ifNoneMatch } from '../conditions.ts'
import { queuePath, queueView, settingsInput, toSettings } from '../fields.ts'
import { operation } from '../operation.ts'
import { queueReply } from '../views.ts'

const etag = { etag: 'The version of the queue, for If-Match.' }

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
    200: { description: 'The queue was there and has these settings now.', schema: queueView, headers: etag },
    201: { description: 'The queue was created.', schema: queueView, headers: etag },
  },
  problems: ['VersionConflict', 'StorageFull'],
  async handle({ path, body, request, perform }) {
    const expected = expectedBy(request.headers)
    const { created, ...saved } = await perform('putQueue', { queue: path.queue, settings: toSettings(body), expected })
    return queueReply(created ? 201 : 200, saved)
  },
})
