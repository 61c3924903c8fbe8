import { certificateView, toCertificateView } from '../certificateFields.ts'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'

export const getCertificate = operation({
  id: 'getCertificate',
  method: 'GET',
  path: '/v1/push-certificate',
  function: 'manage',
  summary: 'The certificate that pushes are signed with',
  description: 'Made now, where there is none yet. Endpoints find it by what a push says, without a key.',
  replies: { 200: { description: 'The certificate that signs now.', schema: certificateView } },
  problems: ['StorageFull'],
  async handle({ perform }) {
    return json(200, toCertificateView(await perform('getCertificate', {})))
  },
})
