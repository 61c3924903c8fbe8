import type { AccessStatement } from '../domain/accessPolicy.ts'
import type { Queue } from '../domain/queue.ts'
import type { Principal } from './caller.ts'

/**
 * What the statements of a queue's owner say of a caller: a deny wins over everything, an allow adds to what the caller may
 * anyway; undefined: nothing.
 */
export function judgeAccess(
  queue: Queue | undefined,
  { arn, account }: Principal,
  action: string,
): AccessStatement['effect'] | undefined {
  const statements = queue?.notes?.access
  if (statements === undefined) return undefined
  const names = ['*', account, arn]
  const speaking = statements.filter(
    ({ principals, actions }) =>
      principals.some(principal => names.includes(principal)) && (actions.includes('*') || actions.includes(action)),
  )
  if (speaking.some(({ effect }) => effect === 'deny')) return 'deny'
  return speaking[0]?.effect
}
