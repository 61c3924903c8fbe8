import * as v from 'valibot'
import type { Certificate } from '../../domain/certificate.ts'
import { instant, toInstant } from './fields.ts'

export const certificateView = v.strictObject({
  id: v.pipe(v.string(), v.description('It is served to whoever asks, at `/certificates/{id}.pem`.')),
  pem: v.pipe(v.string(), v.description('X.509 in PEM.')),
  createdAt: instant,
})

export const toCertificateView = ({ id, pem, createdAtMs }: Certificate): v.InferInput<typeof certificateView> => ({
  id,
  pem,
  createdAt: toInstant(createdAtMs),
})
