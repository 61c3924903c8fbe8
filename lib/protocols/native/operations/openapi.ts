import * as v from 'valibot'
import { type Operation, operation } from '../operation.ts'
import { json } from '../reply.ts'

/** Of all the routes, this one included; so they are asked for when they are wanted. */
export const openapi = (routes: () => readonly Operation[]) =>
  operation({
    id: 'openapi',
    method: 'GET',
    path: '/openapi.json',
    function: 'manage',
    open: true,
    summary: 'This API as an OpenAPI 3.1 document',
    replies: { 200: { description: 'The document.', schema: v.looseObject({ openapi: v.string() }) } },
    problems: [],
    // Loaded when first asked for: few functions ever are.
    async handle() {
      const { openapiDocument } = await import('../document/openapi.ts')
      return json(200, openapiDocument(routes()))
    },
  })
