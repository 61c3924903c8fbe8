import type { Authenticate } from '../authenticate.ts'
import type { SigV4Options } from './verify.ts'

/** Signature Version 4 of the service `sqs`, in a header or in the URL. The code for it is loaded with the first request. */
export function makeSigV4(options: SigV4Options): Authenticate {
  let code: Promise<typeof import('./verify.ts')> | undefined
  return async request => {
    code ??= import('./verify.ts') // to import it for each request, though it is there, costs as much as to verify
    return (await code).verify(request, options)
  }
}
