import { findAccessKey, noteUse } from '../actions/accessKeyDocument.ts'
import type { Services } from '../actions/services.ts'
import { type AccessKey, idPattern, openSecret } from '../domain/accessKey.ts'
import { accountOf, userArn } from '../domain/arn.ts'
import { allows } from '../domain/grants.ts'
import { limits } from '../domain/limits.ts'
import type { Caller, Principal } from './caller.ts'
import { Refusal } from './refusal.ts'
import { openSession } from './session.ts'

// So old may be what is known of a key, and so long may one that was revoked still get in.
const keyMsMax = limits.configSecondsMax * 1000
const useEveryMs = 3_600_000

/** A key that is ours, or one given out for a role: nothing is proved yet. */
export type Credentials = {
  id: string
  secret: string
  sessionToken?: string | undefined
  /** Of the key, or of the session where that is over sooner. */
  expiresAtMs: number
  key: AccessKey
  /** Of a session: the role as STS spelled it, with the name of its session. */
  assumedArn?: string | undefined
}

/** What a request says that it was signed with. */
export type Claim = { id: string; sessionToken?: string | undefined }

/** Keeps the access keys at hand for those who check signatures. */
export class CredentialsDesk {
  readonly #services: Services
  readonly #account: string
  /** When this process last noted the use of a key. */
  readonly #noted = new Map<string, number>()
  /** What was opened of keys as they were read, which the store answers again for some seconds: to open costs more than to verify. */
  readonly #opened = new WeakMap<AccessKey, string>()

  /** `account`: 12 digits, whose access keys these are. */
  constructor(services: Services, account: string) {
    this.#services = services
    this.#account = account
  }

  /** UnknownKey for one that never was, was revoked, or comes without the session token that belongs to it. */
  async find(claim: Claim): Promise<Credentials> {
    const known = idPattern.test(claim.id) ? await this.#known(claim) : undefined
    if (known === undefined) throw new Refusal('UnknownKey')
    return known
  }

  /** Whoever proved to hold the credentials, as a caller. ExpiredKey where it is too late. */
  admit(credentials: Credentials, requestId: string): Caller {
    if (credentials.expiresAtMs <= this.#services.wall.nowMs()) throw new Refusal('ExpiredKey')
    const { key, assumedArn } = credentials
    this.#noteUse(key.id)
    return {
      name: `${key.owner} (${assumedArn ?? key.id})`,
      may: (action, queue) => allows(key.grants, action, queue),
      principal: { ...this.#principalOf(key), ...(assumedArn !== undefined && { sessionArn: assumedArn }) },
      requestId,
    }
  }

  async #known({ id, sessionToken }: Claim): Promise<Credentials | undefined> {
    return sessionToken === undefined ? this.#keyOf(id) : this.#sessionOf(id, sessionToken)
  }

  async #keyOf(id: string): Promise<Credentials | undefined> {
    const found = await findAccessKey(this.#services, id, keyMsMax)
    const secret = found && this.#secretOf(found.key)
    return secret === undefined ? undefined : { id, secret, key: found!.key, expiresAtMs: endOf(found!.key) }
  }

  #secretOf(key: AccessKey): string | undefined {
    const secret = this.#opened.get(key) ?? openSecret(key, this.#services.keyring)
    if (secret !== undefined) this.#opened.set(key, secret)
    return secret
  }

  /** Good only as long as the role has the entry that it had then, whose grants decide as they are now. */
  async #sessionOf(id: string, sessionToken: string): Promise<Credentials | undefined> {
    const session = openSession(id, sessionToken, this.#services.keyring)
    if (session === undefined) return undefined
    const found = await findAccessKey(this.#services, session.entry, keyMsMax)
    if (found === undefined || found.key.nonce !== session.nonce) return undefined
    const expiresAtMs = Math.min(session.expiresAtMs, endOf(found.key))
    return { id, secret: session.secret, sessionToken, key: found.key, expiresAtMs, assumedArn: session.assumedArn }
  }

  #principalOf({ roleArn, owner }: AccessKey): Principal {
    return roleArn === undefined
      ? { arn: userArn(this.#account, owner), account: this.#account }
      : { arn: roleArn, account: accountOf(roleArn) }
  }

  /** Nobody waits for it, and nobody is told when it fails: the next use is noted instead. */
  #noteUse(id: string): void {
    const nowMs = this.#services.wall.nowMs()
    if (nowMs - (this.#noted.get(id) ?? Number.NEGATIVE_INFINITY) < useEveryMs) return
    this.#noted.set(id, nowMs)
    noteUse(this.#services, id, useEveryMs).catch(() => this.#noted.delete(id))
  }
}

const endOf = ({ expiresAtMs }: AccessKey): number => expiresAtMs ?? Number.POSITIVE_INFINITY
