import type { AccessStatement } from '../domain/accessPolicy.ts'
import type { Queue } from '../domain/queue.ts'
import type { Principal } from './caller.ts'

/** A session does not say the path of its role, so nobody's does: a deny must not miss whom it means. */
const withoutPath = (arn: string): string => arn.replace(/^(arn:[\w-]+:iam::\d+:role\/).*\//, '$1')

/**
 * What the statements of a queue's owner say of a caller: a deny wins over everything, an allow adds to what the caller may
 * anyway; undefined: nothing.
 */
export function judgeAccess(
  queue: Queue | undefined,
  { arn, account, sessionArn }: Principal,
  action: string,
): AccessStatement['effect'] | undefined {
  const statements = queue?.notes?.access
  if (statements === undefined) return undefined
  const names = ['*', account, arn, sessionArn]
  const speaking = statements.filter(
    ({ principals, actions }) =>
      principals.some(principal => names.includes(withoutPath(principal))) &&
      (actions.includes('*') || actions.includes(action)),
  )
  if (speaking.some(({ effect }) => effect === 'deny')) return 'deny'
  return speaking[0]?.effect
}
