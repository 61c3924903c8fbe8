import * as v from 'valibot'
import { actions } from '../../actions/actions.ts'
import type { KnownAccessKey } from '../../actions/listAccessKeys.ts'
import { idPattern } from '../../domain/accessKey.ts'
import { limits } from '../../domain/limits.ts'
import { instant, integer, toInstant } from './fields.ts'

const owner = v.pipe(
  v.string(),
  v.regex(/^[\w+=,.@-]+$/),
  v.maxLength(limits.ownerCharactersMax),
  v.description('Whose key it is: letters, digits and +=,.@_-. Two keys of one owner let one be changed.'),
)

const entries = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(v.array(item), v.minLength(1), v.maxLength(limits.grantEntriesMax))

const grant = v.strictObject({
  actions: v.pipe(
    entries(v.picklist(['*', ...(Object.keys(actions) as (keyof typeof actions)[])])),
    v.description('Names of operations, or `*` for all of them.'),
  ),
  queues: v.pipe(
    entries(v.pipe(v.string(), v.regex(/^(topic\/)?[\w.*-]+$/), v.maxLength(limits.grantPatternCharactersMax))),
    v.description(
      'Names of queues, and of topics after `topic/`; `*` stands for any characters, and by itself for all queues and topics. ' +
        'What names none of them needs the pattern `*`.',
    ),
  ),
})

const grants = v.pipe(v.array(grant), v.minLength(1), v.maxLength(limits.grantsMax))
const roleArn = v.pipe(
  v.string(),
  v.maxLength(2048),
  v.description('A role of AWS, which gets these rights for an hour at a time, and no secret: see `/v1/credentials`.'),
)

export const accessKeyInput = v.strictObject({
  owner,
  grants,
  expiresInSeconds: v.exactOptional(
    v.pipe(integer(1, limits.accessKeySecondsMax), v.description('Good for so long. Default: until it is revoked.')),
  ),
  roleArn: v.exactOptional(roleArn),
})

const accessKeyId = v.pipe(v.string(), v.regex(idPattern))
export const accessKeyPath = v.strictObject({ id: accessKeyId })

const view = {
  id: accessKeyId,
  owner,
  grants,
  roleArn: v.exactOptional(roleArn),
  createdAt: instant,
  expiresAt: v.exactOptional(instant),
  lastUsedAt: v.exactOptional(v.pipe(instant, v.description('To the hour. Absent: never.'))),
}

export const accessKeyView = v.strictObject(view)

export const createdAccessKeyView = v.strictObject({
  ...view,
  secret: v.exactOptional(v.pipe(v.string(), v.description('Shown here and never again. A role has none.'))),
})

export function toAccessKeyView({ key, lastUsedAtMs }: KnownAccessKey): v.InferInput<typeof accessKeyView> {
  const { id, owner: whose, grants: given, roleArn: role, createdAtMs, expiresAtMs } = key
  return {
    id,
    owner: whose,
    grants: given as v.InferInput<typeof grants>,
    ...(role !== undefined && { roleArn: role }),
    createdAt: toInstant(createdAtMs),
    ...(expiresAtMs !== undefined && { expiresAt: toInstant(expiresAtMs) }),
    ...(lastUsedAtMs !== undefined && { lastUsedAt: toInstant(lastUsedAtMs) }),
  }
}
