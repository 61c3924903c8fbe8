import { createHash, timingSafeEqual } from 'node:crypto'
import type { Authenticate } from './authenticate.ts'
import type { Claim, CredentialsDesk } from './credentials.ts'
import { Refusal } from './refusal.ts'

// As RFC 6750 spells a token, in two parts, or three for the keys of a role. None of ours has a full stop in it.
const pattern = /^Bearer +([A-Za-z0-9]+)\.([\w-]+)(?:\.([\w-]+))?$/i

/** `Authorization: Bearer ID.SECRET`, and `.SESSIONTOKEN` behind it for the keys of a role. */
export const makeBearer =
  (desk: CredentialsDesk): Authenticate =>
  async ({ headers, requestId }) => {
    const { claim, secret } = readToken(headers.authorization)
    const credentials = await desk.find(claim)
    if (!isSame(secret, credentials.secret)) throw new Refusal('WrongSignature')
    return desk.admit(credentials, requestId)
  }

function readToken(header: string | undefined): { claim: Claim; secret: string } {
  if (header === undefined || header === '') throw new Refusal('MissingCredentials')
  const [, id, secret, sessionToken] = header.match(pattern) ?? []
  if (id === undefined || secret === undefined)
    throw new Refusal(
      'MalformedCredentials',
      'Write `Authorization: Bearer ID.SECRET`, with the id and the secret of a key.',
    )
  return { claim: { id, sessionToken }, secret }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** In the same time whatever is given, however long it is. */
export const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))
