import * as v from 'valibot'
import { version } from '../../../version.ts'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'

export const health = operation({
  id: 'health',
  method: 'GET',
  path: '/health',
  function: 'manage',
  open: true,
  summary: 'Say whether the server is up',
  replies: {
    200: { description: 'It is.', schema: v.strictObject({ status: v.literal('ok'), version: v.string() }) },
  },
  problems: [],
  handle: () => json(200, { status: 'ok', version }),
})
