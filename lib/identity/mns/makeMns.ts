import type { Authenticate } from '../authenticate.ts'
import type { MnsAuthOptions } from './verify.ts'

/** `Authorization: MNS id:signature`, and version 4 of it (reference, 2). The code for it is loaded with the first request. */
export function makeMns(options: MnsAuthOptions): Authenticate {
  let code: Promise<typeof import('./verify.ts')> | undefined
  return async request => {
    code ??= import('./verify.ts')
    return (await code).verify(request, options)
  }
}
