import { type AccessKey, newKeyId, newKeySecret, sealSecret } from '../domain/accessKey.ts'
import type { Grant } from '../domain/grants.ts'
import { nonceBytes } from '../domain/keyring.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { roleEntryId, toRoleArn } from '../domain/roleArn.ts'
import { addAccessKey } from './accessKeyDocument.ts'
import type { Action, Services } from './services.ts'

export type CreateAccessKeyInput = {
  /** 1 to 64 characters. */
  owner: string
  /** 1 to 20. Whoever asks has to have all of it (see perform). */
  grants: readonly Grant[]
  /** Good for so long; absent: until it is revoked. */
  expiresInSeconds?: number | undefined
  /** Makes the entry of a role of AWS instead of a key: who proves to be the role gets these rights for an hour at a time. */
  roleArn?: string | undefined
}

/** The secret is answered here and never again. */
export type CreatedAccessKey = { key: AccessKey; secret?: string | undefined }

/** Makes a key, or the entry of a role; AccessKeyExists where that role has one. */
export const createAccessKey: Action<CreateAccessKeyInput, CreatedAccessKey> = async (services, input) => {
  const { owner, grants, expiresInSeconds, roleArn } = input
  const createdAtMs = services.wall.nowMs()
  const expiry = expiresInSeconds === undefined ? {} : { expiresAtMs: createdAtMs + expiresInSeconds * 1000 }
  const common = { owner, grants, createdAtMs, ...expiry }
  const created = roleArn === undefined ? aKey(services, common) : anEntry(services, roleArn, common)
  if (!(await addAccessKey(services, created.key))) throw new Problem('AccessKeyExists')
  return created
}

type Common = Pick<AccessKey, 'owner' | 'grants' | 'createdAtMs' | 'expiresAtMs'>

function aKey({ random, keyring }: Services, common: Common): CreatedAccessKey {
  const id = newKeyId('SLCE', random)
  const secret = newKeySecret(random)
  return { key: { id, ...common, sealedSecret: sealSecret(id, secret, keyring, random) }, secret }
}

function anEntry({ random }: Services, given: string, common: Common): CreatedAccessKey {
  const roleArn = toRoleArn(given)
  if (roleArn === undefined)
    throw invalid({ path: ['roleArn'], detail: 'is not the ARN of a role, like arn:aws:iam::123456789012:role/worker' })
  const nonce = Buffer.from(random.bytes(nonceBytes)).toString('base64url')
  return { key: { id: roleEntryId(roleArn), ...common, roleArn, nonce } }
}
