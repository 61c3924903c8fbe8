import * as v from 'valibot'
import { accessKeyView, toAccessKeyView } from '../accessKeyFields.ts'
import { nextCursor, pageQuery } from '../fields.ts'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'

export const listAccessKeys = operation({
  id: 'listAccessKeys',
  method: 'GET',
  path: '/v1/access-keys',
  function: 'manage',
  summary: 'List access keys and entries of roles',
  description: 'In no particular order, without secrets; those that have expired too, until they are revoked.',
  querySchema: v.strictObject(pageQuery),
  replies: {
    200: { description: 'A page of keys.', schema: v.strictObject({ items: v.array(accessKeyView), nextCursor }) },
  },
  problems: [],
  async handle({ query, perform }) {
    const { keys, cursor } = await perform('listAccessKeys', query)
    return json(200, { items: keys.map(toAccessKeyView), nextCursor: cursor })
  },
})
