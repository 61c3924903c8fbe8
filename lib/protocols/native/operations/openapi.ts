import * as v from 'valibot'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'

export const openapi = operation({
  id: 'openapi',
  method: 'GET',
  path: '/openapi.json',
  function: 'manage',
  summary: 'This API as an OpenAPI 3.1 document',
  replies: { 200: { description: 'The document.', schema: v.looseObject({ openapi: v.string() }) } },
  problems: [],
  // Loaded when first asked for: the document is made from all the routes, this one included.
  async handle() {
    const { openapiDocument } = await import('../document/openapi.ts')
    return json(200, openapiDocument())
  },
})
