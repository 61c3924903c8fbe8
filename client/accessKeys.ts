import { eachItem } from './pages.ts'
import type { CallOptions } from './transport.ts'
import { TriggerCalls } from './triggers.ts'
import type { Page } from './wire.ts'

/**
 * Each of these actions on each queue that fits one of the patterns, and each topic by `topic/NAME`; `*` stands for all actions,
 * and for any characters.
 */
export type Grant = { actions: string[]; queues: string[] }

export type AccessKeyInput = {
  /** Whose it is: 1 to 64 letters, digits and +=,.@_-. */
  owner: string
  /** 1 to 20; only what the caller may do. */
  grants: Grant[]
  /** Default: good until it is revoked. */
  expiresInSeconds?: number | undefined
  /** Makes the entry of a role of AWS: it has no secret. */
  roleArn?: string | undefined
}

export type AccessKey = {
  id: string
  owner: string
  grants: Grant[]
  roleArn?: string
  createdAt: string
  expiresAt?: string
  /** To the hour; absent: never. */
  lastUsedAt?: string
}

/** The secret is answered once; the entry of a role has none. */
export type CreatedAccessKey = AccessKey & { secret?: string }

/** What pushes to endpoints are signed with. */
export type PushCertificate = { id: string; pem: string; createdAt: string }

/** An `sts:GetCallerIdentity` that a role has signed for the server. */
export type SignedIdentity = { method: string; url: string; headers: Record<string, string>; body: string }

export type RoleKeys = {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  expiresAt: string
  roleArn: string
}

/** The calls about who may do what, and by what others know us. */
export class AccessKeyCalls extends TriggerCalls {
  /** Not repeated after a lost answer: the repeat would make another key. */
  async createAccessKey(input: AccessKeyInput, options?: CallOptions): Promise<CreatedAccessKey> {
    const call = { method: 'POST', path: '/v1/access-keys', body: input, repeat: 'whenRefused' } as const
    return (await this.transport.call<CreatedAccessKey>(call, options)).body
  }

  /** All of them, in no particular order, page by page. */
  accessKeys(options?: CallOptions): AsyncGenerator<AccessKey, void> {
    return eachItem(async cursor => {
      const call = { method: 'GET', path: '/v1/access-keys', query: { limit: 100, cursor }, repeat: 'always' } as const
      return (await this.transport.call<Page<AccessKey>>(call, options)).body
    })
  }

  /** Within 5 seconds nobody gets in with it any more. Not repeated after a lost answer: the repeat would find no key. */
  async revokeAccessKey(id: string, options?: CallOptions): Promise<void> {
    const path = `/v1/access-keys/${encodeURIComponent(id)}`
    await this.transport.call({ method: 'DELETE', path, repeat: 'whenRefused' }, options)
  }

  /** Changes the signature of a role of AWS for keys that are good for an hour, or `durationSeconds` (900 to 3,600). */
  async exchangeCredentials(
    identity: SignedIdentity,
    durationSeconds?: number,
    options?: CallOptions,
  ): Promise<RoleKeys> {
    const body = { ...identity, durationSeconds }
    const call = { method: 'POST', path: '/v1/credentials', body, repeat: 'always' } as const
    return (await this.transport.call<RoleKeys>(call, options)).body
  }

  /** The certificate that signs now; made where there is none yet. */
  async pushCertificate(options?: CallOptions): Promise<PushCertificate> {
    const call = { method: 'GET', path: '/v1/push-certificate', repeat: 'always' } as const
    return (await this.transport.call<PushCertificate>(call, options)).body
  }

  /** Makes a new one that signs from now on. Not repeated after a lost answer: the repeat would make another. */
  async rotatePushCertificate(options?: CallOptions): Promise<PushCertificate> {
    const call = { method: 'POST', path: '/v1/push-certificate/rotate', repeat: 'whenRefused' } as const
    return (await this.transport.call<PushCertificate>(call, options)).body
  }
}
