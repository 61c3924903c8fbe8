import { newKeyId, newKeySecret } from '../domain/accessKey.ts'
import { type Keyring, nonceBytes } from '../domain/keyring.ts'
import type { Random } from '../domain/random.ts'

/** What a session token says to whoever can open it, which is this installation. Nothing of it is stored. */
export type Session = {
  secret: string
  /** The id of the role's entry, its nonce (none in old entries), and the role. */
  entry: string
  nonce: string | undefined
  roleArn: string
  /** The role with the name of its session, as STS spells it. */
  assumedArn: string
  /** By the wall clock. */
  expiresAtMs: number
}

export type NewSession = Session & { id: string; sessionToken: string }

/** Keys that nobody has to remember: the token brings along, hidden, what there is to know. */
export function newSession(wish: Omit<Session, 'secret'>, keyring: Keyring, random: Random): NewSession {
  const id = newKeyId('SLCS', random)
  const session = { ...wish, secret: newKeySecret(random) }
  const payload = Buffer.from(JSON.stringify(session))
  return { id, ...session, sessionToken: keyring.hide('session', id, payload, random.bytes(nonceBytes)) }
}

/** Undefined for a token that is not ours, or not that of the key with this id. */
export function openSession(id: string, token: string, keyring: Keyring): Session | undefined {
  const payload = keyring.reveal('session', id, token)
  return payload && (JSON.parse(payload.toString()) as Session)
}
