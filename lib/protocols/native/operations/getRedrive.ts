import { operation } from '../operation.ts'
import { redrivePath, redriveView, toRedriveView } from '../redriveFields.ts'
import { json } from '../reply.ts'

export const getRedrive = operation({
  id: 'getRedrive',
  method: 'GET',
  path: '/v1/redrives/{id}',
  function: 'manage',
  summary: 'Show a redrive and how far it has come',
  pathSchema: redrivePath,
  replies: { 200: { description: 'The redrive.', schema: redriveView } },
  problems: ['RedriveNotFound'],
  handle: async ({ path, perform }) => json(200, toRedriveView(await perform('getRedrive', path))),
})
