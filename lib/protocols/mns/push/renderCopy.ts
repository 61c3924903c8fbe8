import type { RenderCopy } from '../../../actions/services.ts'
import { writeCopy } from './copy.ts'

/** Copies for queues, as pushes have them. */
export const makeRenderCopy =
  (account: string): RenderCopy =>
  (envelope, _, { name: subscription }, format) => ({
    kind: 'text',
    body: writeCopy({ account, subscription, envelope }, format),
  })
