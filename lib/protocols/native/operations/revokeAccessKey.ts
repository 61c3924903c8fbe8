import { accessKeyPath } from '../accessKeyFields.ts'
import { operation } from '../operation.ts'
import { noContent } from '../reply.ts'

export const revokeAccessKey = operation({
  id: 'revokeAccessKey',
  method: 'DELETE',
  path: '/v1/access-keys/{id}',
  function: 'manage',
  summary: 'Revoke an access key, or the entry of a role',
  description: 'Within 5 seconds nobody gets in with it any more, nor with what was given out for the role.',
  pathSchema: accessKeyPath,
  replies: { 204: { description: 'The key is gone.' } },
  problems: ['AccessKeyNotFound', 'StorageFull'],
  async handle({ path, perform }) {
    await perform('revokeAccessKey', path)
    return noContent
  },
})
