import type { Services } from '../actions/services.ts'
import type { Authenticate } from './authenticate.ts'
import { makeBearer } from './bearer.ts'
import { anyone } from './caller.ts'
import { CredentialsDesk } from './credentials.ts'
import { makeMns } from './mns/makeMns.ts'
import { makeSigV4 } from './sigV4/makeSigV4.ts'

export type AuthOptions = {
  /** Off: whoever reaches us may do anything. */
  auth: 'on' | 'off'
  /** Whose access keys these are: 12 digits. */
  account: string
  /** The only region that signatures may be for; any where there is none. */
  signingRegion?: string | undefined
}

/** How each protocol finds out who sends a request, over the same keys. */
export type Authenticators = { bearer: Authenticate; sigV4: Authenticate; mns: Authenticate }

const everybody: Authenticate = async () => anyone

export function makeAuthenticators(services: Services, options: AuthOptions): Authenticators {
  if (options.auth === 'off') return { bearer: everybody, sigV4: everybody, mns: everybody }
  const desk = new CredentialsDesk(services, options.account)
  const signing = { desk, wall: services.wall, region: options.signingRegion }
  return { bearer: makeBearer(desk), sigV4: makeSigV4(signing), mns: makeMns(signing) }
}
