import type { Authenticate } from '../authenticate.ts'
import type { SigV4Options } from './verify.ts'

/** Signature Version 4 of the service `sqs`, in a header or in the URL. The code for it is loaded with the first request. */
export function makeSigV4(options: SigV4Options): Authenticate {
  return async request => {
    const { verify } = await import('./verify.ts')
    return verify(request, options)
  }
}
