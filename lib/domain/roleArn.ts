import { createHash } from 'node:crypto'
import { formatKeyId } from './accessKey.ts'

const rolePattern = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:[\w+=,.@/-]+\/)?([\w+=,.@-]{1,64})$/
const assumedPattern = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/[\w+=,.@-]{1,64}$/

/**
 * The ARN of a role as everything of ours spells it: without its path, which an assumed role's ARN does not have either (the
 * name alone is unique in an account). Of the role's own ARN or of one of its sessions; undefined for any other text.
 */
export function toRoleArn(arn: string): string | undefined {
  const [, partition, account, name] = arn.match(rolePattern) ?? arn.match(assumedPattern) ?? []
  return name === undefined ? undefined : `arn:${partition}:iam::${account}:role/${name}`
}

/** The id of a role's entry: the same each time, so that there is one entry a role and it is found by one read. */
export const roleEntryId = (roleArn: string): string =>
  formatKeyId('SLCR', createHash('sha256').update(roleArn).digest())
