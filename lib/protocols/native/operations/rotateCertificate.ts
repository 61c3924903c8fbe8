import { certificateView, toCertificateView } from '../certificateFields.ts'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'

export const rotateCertificate = operation({
  id: 'rotateCertificate',
  method: 'POST',
  path: '/v1/push-certificate/rotate',
  function: 'manage',
  summary: 'Sign pushes with a new certificate',
  description: 'Signs within a minute everywhere. The one before loses its key and is served for 30 days more.',
  replies: { 200: { description: 'The new certificate.', schema: certificateView } },
  problems: ['StorageFull'],
  async handle({ perform }) {
    return json(200, toCertificateView(await perform('rotateCertificate', {})))
  },
})
