import type { DeadLetterRule } from '../../domain/deadLetterRule.ts'
import { limits } from '../../domain/limits.ts'
import { isOrdered } from '../../domain/ordered.ts'
import { invalidParameter, type SqsError } from './errors.ts'
import { isQueueArn, type Site } from './site.ts'

type Rule = Pick<DeadLetterRule, 'queue' | 'attemptsMax'>

const known = ['deadLetterTargetArn', 'maxReceiveCount']

/** The object that a JSON text holds, or undefined. */
export function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const refusal = (text: string, reason: string): SqsError => invalidParameter(text, 'RedrivePolicy', reason)

/** What a RedrivePolicy says, or InvalidParameterValue (reference, 6.3). */
export function readRedrivePolicy(text: string, queue: string, site: Site): Rule {
  const policy = objectIn(text)
  if (policy === undefined) throw refusal(text, 'Redrive policy is not a valid JSON map.')
  const unknown = Object.keys(policy).find(key => !known.includes(key))
  if (unknown !== undefined) throw refusal(text, `Only following attributes are supported: [${known.join(', ')}].`)
  for (const key of known)
    if (policy[key] === undefined) throw refusal(text, `Redrive policy does not contain mandatory attribute: ${key}.`)
  return {
    queue: targetOf(text, String(policy.deadLetterTargetArn), queue, site),
    attemptsMax: countOf(text, policy),
  }
}

function countOf(text: string, { maxReceiveCount }: Record<string, unknown>): number {
  const count = Number(maxReceiveCount)
  if (/^\d{1,4}$/.test(String(maxReceiveCount)) && count >= 1 && count <= limits.attemptsMaxMax) return count
  const range = `valid values are from 1 to ${limits.attemptsMaxMax} both inclusive.`
  throw refusal(text, `Invalid value for maxReceiveCount: ${String(maxReceiveCount).slice(0, 50)}, ${range}`)
}

const wrongArn = 'Invalid value for deadLetterTargetArn.'

function whyForeign(arn: string, site: Site): string {
  const [, , , region, account] = arn.split(':')
  if (region !== site.region) return 'Dead-letter target must be in same region as the source.'
  return account === site.account ? wrongArn : 'Dead-letter target owner should be same as the source.'
}

function targetOf(text: string, arn: string, queue: string, site: Site): string {
  if (!isQueueArn(arn)) throw refusal(text, wrongArn)
  const target = site.queueOf(arn)
  if (target === undefined) throw refusal(text, whyForeign(arn, site))
  if (isOrdered({ name: target }) !== isOrdered({ name: queue }))
    throw refusal(text, 'Dead-letter queue must be same type of queue as the source.')
  return target
}

/** The text as it was set while it says what is so; else what is so, which another protocol may have changed. */
export function writeRedrivePolicy(rule: Rule, asSet: string | undefined, site: Site): string {
  const target = site.arnOf(rule.queue)
  const policy = asSet === undefined ? undefined : objectIn(asSet)
  const isSo = policy?.deadLetterTargetArn === target && Number(policy.maxReceiveCount) === rule.attemptsMax
  return isSo ? asSet! : JSON.stringify({ deadLetterTargetArn: target, maxReceiveCount: rule.attemptsMax })
}

const permissions = ['allowAll', 'denyAll', 'byQueue']
const sourcesMax = 10

/** The queues that a RedriveAllowPolicy lets in: a list, or null for all. Throws InvalidParameterValue (reference, 6.3). */
export function readAllowPolicy(text: string, site: Site): readonly string[] | null {
  const refuse = (reason: string): SqsError => invalidParameter(text, 'RedriveAllowPolicy', reason)
  const policy = objectIn(text)
  if (policy === undefined) throw refuse('Redrive allow policy is not a valid JSON map.')
  const { redrivePermission: permission, sourceQueueArns: arns, ...others } = policy
  if (Object.keys(others).length > 0 || !permissions.includes(permission as string))
    throw refuse(`redrivePermission has to be one of [${permissions.join(', ')}].`)
  if (permission !== 'byQueue') {
    if (arns !== undefined) throw refuse('sourceQueueArns is only for redrivePermission byQueue.')
    return permission === 'denyAll' ? [] : null
  }
  if (!Array.isArray(arns) || arns.length === 0 || arns.length > sourcesMax)
    throw refuse(`sourceQueueArns has to hold 1 to ${sourcesMax} ARNs.`)
  return arns.map(arn => {
    const queue = site.queueOf(String(arn))
    if (queue === undefined) throw refuse('sourceQueueArns has to hold ARNs of queues of this account and region.')
    return queue
  })
}
