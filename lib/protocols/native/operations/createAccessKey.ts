import { accessKeyInput, createdAccessKeyView, toAccessKeyView } from '../accessKeyFields.ts'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'

export const createAccessKey = operation({
  id: 'createAccessKey',
  method: 'POST',
  path: '/v1/access-keys',
  function: 'manage',
  summary: 'Make an access key, or an entry for a role of AWS',
  description:
    'The secret is answered once and never again. Nobody can give rights that they do not have; keys of ' +
    'another owner, and entries of roles, are made by who may do everything. A call whose answer was lost may have made ' +
    'a key, which can be revoked: calls of this route are not remembered by `Idempotency-Key`.',
  bodySchema: accessKeyInput,
  bodyRequired: true,
  replies: { 201: { description: 'The key, with its secret.', schema: createdAccessKeyView } },
  problems: ['AccessKeyExists', 'StorageFull'],
  async handle({ body, perform }) {
    const { key, secret } = await perform('createAccessKey', body)
    const view = { ...toAccessKeyView({ key }), ...(secret !== undefined && { secret }) }
    return json(201, view, { 'cache-control': 'no-store' })
  },
})
