import type { ActionName } from '../actions/actions.ts'
import type { CreateAccessKeyInput } from '../actions/createAccessKey.ts'
import { userArn } from '../domain/arn.ts'
import { Problem } from '../domain/problem.ts'
import type { Caller } from './caller.ts'

/** Nobody gives rights that they do not have. What the owner of a queue lets them do there is not theirs to give. */
export function checkGiven(caller: Caller, { grants }: CreateAccessKeyInput): void {
  const mayGive = grants.every(({ actions, queues }) =>
    actions.every(action => queues.every(pattern => caller.may(action as ActionName, pattern))),
  )
  if (!mayGive) throw new Problem('Forbidden', { detail: 'A key cannot be given rights that its maker does not have.' })
}

/**
 * Statements of queues let owners and roles in, or keep them out, by name: who could choose whose key they make would become
 * any of them. A caller by a role has no owner's name to them.
 */
export function checkOwner(caller: Caller, { owner, roleArn }: CreateAccessKeyInput): void {
  const { principal } = caller
  const isOwn = roleArn === undefined && principal?.arn === userArn(principal?.account ?? '', owner)
  if (isOwn || caller.may('*' as ActionName, undefined)) return
  const detail = 'Keys of another owner than oneself, and entries of roles, are made by who may do everything.'
  throw new Problem('Forbidden', { detail })
}
