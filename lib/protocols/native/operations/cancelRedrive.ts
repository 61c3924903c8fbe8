import { operation } from '../operation.ts'
import { redrivePath, redriveView, toRedriveView } from '../redriveFields.ts'
import { json } from '../reply.ts'

export const cancelRedrive = operation({
  id: 'cancelRedrive',
  method: 'POST',
  path: '/v1/redrives/{id}/cancel',
  function: 'manage',
  summary: 'Stop a redrive',
  description: 'What was moved stays moved. One that is over is answered as it is.',
  pathSchema: redrivePath,
  replies: {
    200: { description: '`cancelled`, or `cancelling` until the step under way is done.', schema: redriveView },
  },
  problems: ['RedriveNotFound', 'StorageFull'],
  handle: async ({ path, perform }) => json(200, toRedriveView(await perform('cancelRedrive', path))),
})
