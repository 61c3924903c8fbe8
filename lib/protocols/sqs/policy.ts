import type { ActionName } from '../../actions/actions.ts'
import type { AccessStatement } from '../../domain/accessPolicy.ts'
import { forbiddenIn } from './characters.ts'
import { invalidAttribute, type SqsError } from './errors.ts'
import { objectIn } from './redrivePolicy.ts'

/** Which of our actions each right of the service stands for: all that are performed for it, the one that does it first. */
const meanings: Readonly<Record<string, readonly ActionName[]>> = {
  sendmessage: ['publish'],
  receivemessage: ['poll'],
  deletemessage: ['ack'],
  changemessagevisibility: ['extend'],
  getqueueattributes: ['queueStats', 'getQueue'],
  getqueueurl: ['getQueue'],
  listdeadlettersourcequeues: ['deadLetterSources'],
  listqueuetags: ['getQueue'],
  purgequeue: ['purge'],
  setqueueattributes: ['updateQueue', 'getQueue'],
  addpermission: ['updateQueue', 'getQueue'],
  removepermission: ['updateQueue', 'getQueue'],
  tagqueue: ['updateQueue', 'getQueue'],
  untagqueue: ['updateQueue', 'getQueue'],
  deletequeue: ['deleteQueue'],
  createqueue: ['putQueue'],
  startmessagemovetask: ['startRedrive', 'deadLetterSources'],
  cancelmessagemovetask: ['cancelRedrive', 'listRedrives'],
  listmessagemovetasks: ['listRedrives'],
}

/** Of several rights that stand for one action none can be taken away without the others: these can. */
const deniable = new Set([
  'sendmessage',
  'receivemessage',
  'deletemessage',
  'changemessagevisibility',
  'purgequeue',
  'deletequeue',
  'listdeadlettersourcequeues',
  'startmessagemovetask',
  'cancelmessagemovetask',
])

/** Rights that AddPermission gives away; the others stay with the owner. */
export const givenActions = [
  '*',
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
]

/** Whether the service knows a right of this name. */
export const isAction = (name: string): boolean => name === '*' || Object.hasOwn(meanings, name.toLowerCase())

const bytesMax = 8192
const statementsMax = 20

export type Statement = {
  Sid?: string
  Effect: string
  Principal: unknown
  Action: unknown
  Resource?: unknown
  Condition?: unknown
}
export type Policy = { Version?: string; Id?: string; Statement: Statement[] }

const refuse = (reason: string): SqsError => invalidAttribute('Policy', reason)
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

/** A policy text as it is; throws InvalidAttributeValue for what is no policy. */
export function parsePolicy(text: string): Policy {
  if (Buffer.byteLength(text) > bytesMax) throw refuse(`It is larger than ${bytesMax} bytes.`)
  if (forbiddenIn(text) !== undefined) throw refuse('It has characters that XML cannot carry.')
  const policy = objectIn(text)
  if (policy === undefined) throw refuse('It is not a JSON object.')
  const statements = asList(policy.Statement ?? [])
  if (statements.length === 0 || statements.length > statementsMax)
    throw refuse(`It has to hold 1 to ${statementsMax} statements.`)
  for (const one of statements)
    if (typeof one !== 'object' || one === null) throw refuse('A statement has to be an object.')
  return { ...policy, Statement: statements as Statement[] }
}

/** What the policy of a queue means here. Throws InvalidAttributeValue for what could not be kept to. */
export const accessOf = (policy: Policy, arn: string): AccessStatement[] =>
  policy.Statement.flatMap(statement => toAccess(statement, arn))

/** Conditions that deny whoever comes without TLS are kept by the front door; an allowance on conditions allows nothing. */
function toAccess(statement: Statement, arn: string): AccessStatement[] {
  const { Effect: effect, Condition: condition } = statement
  if (effect !== 'Allow' && effect !== 'Deny') throw refuse('Effect has to be Allow or Deny.')
  for (const key of ['NotPrincipal', 'NotAction', 'NotResource'])
    if (Object.hasOwn(statement, key)) throw refuse(`${key} is not supported.`)
  checkResource(statement.Resource, arn)
  const actions = actionsOf(statement.Action, effect === 'Deny')
  const principals = principalsOf(statement.Principal)
  const access: AccessStatement = { effect: effect === 'Allow' ? 'allow' : 'deny', principals, actions }
  if (condition === undefined || JSON.stringify(condition) === '{}') return [access]
  if (effect === 'Deny' && !isTlsOnly(condition)) throw refuse('A Deny with this Condition is not supported.')
  return []
}

const isTlsOnly = (condition: unknown): boolean =>
  /^\{"Bool":\{"aws:SecureTransport":"?false"?\}\}$/i.test(JSON.stringify(condition))

function principalsOf(principal: unknown): string[] {
  if (principal === '*') return ['*']
  const named = (principal as { AWS?: unknown; Service?: unknown } | null | undefined) ?? {}
  if (typeof named !== 'object' || (named.AWS === undefined && named.Service === undefined))
    throw refuse('Principal has to be "*" or an object with AWS.')
  // A service of AWS does not call here: it is nobody.
  return asList(named.AWS ?? []).map(one => String(one).replace(/^arn:[\w-]+:iam::(\d{12}):root$/, '$1'))
}

/** A statement is about the queue that it stands in, by its ARN or a pattern of it. */
function checkResource(resource: unknown, arn: string): void {
  const named = asList(resource ?? arn).map(String)
  const isOurs = (pattern: string): boolean => patternOf(pattern).test(arn)
  if (!named.every(isOurs)) throw refuse(`Resource has to be ${arn}.`)
}

const patternOf = (glob: string): RegExp =>
  new RegExp(`^${glob.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`)

function actionsOf(action: unknown, isDenied: boolean): string[] {
  const names = asList(action ?? [])
  if (names.length === 0) throw refuse('Action is missing.')
  return [...new Set(names.flatMap(name => expand(String(name), isDenied)))]
}

function expand(name: string, isDenied: boolean): readonly string[] {
  const right = name.replace(/^sqs:/i, '').toLowerCase()
  if (right === '*') return ['*']
  const found = Object.keys(meanings).filter(known => patternOf(right).test(known))
  if (found.length === 0) throw refuse(`${name.slice(0, 100)} is not an action of SQS.`)
  if (!isDenied) return found.flatMap(known => meanings[known]!)
  const shared = found.find(known => !deniable.has(known))
  if (shared !== undefined)
    throw refuse(`${name.slice(0, 100)} cannot be denied by itself: other actions need the same right.`)
  return found.map(known => meanings[known]![0]!)
}
