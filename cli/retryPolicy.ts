import { InvalidArgumentError } from 'commander'
import type { QueueRetryPolicy } from '../client/index.ts'
import { parseNumber, parseSeconds } from './values.ts'

/** How a retry policy is written on the command line. */
export const retryForms = 'fixed:30s, exponential:5s,2,1h or table:5s,1m,1h; ~0.2 behind it leaves out up to a fifth'

const pattern = /^(fixed|exponential|table):([^~]+)(?:~(.+))?$/

/** Ranges are the server's to judge. */
export function parseRetry(text: string): QueueRetryPolicy {
  const [, kind, given = '', jitter] = pattern.exec(text) ?? []
  const policy = policyOf(kind, given.split(','))
  if (policy === undefined) throw new InvalidArgumentError(`Write ${retryForms}.`)
  return jitter === undefined ? policy : { ...policy, jitter: parseNumber(jitter) }
}

function policyOf(kind: string | undefined, parts: readonly string[]): QueueRetryPolicy | undefined {
  const [first = '', second = '', third = ''] = parts
  if (kind === 'table') return { kind, delaysSeconds: parts.map(parseSeconds) }
  if (kind === 'fixed' && parts.length === 1) return { kind, delaySeconds: parseSeconds(first) }
  if (kind !== 'exponential' || parts.length !== 3) return undefined
  return { kind, firstSeconds: parseSeconds(first), factor: parseNumber(second), maxSeconds: parseSeconds(third) }
}

/** As it could be given again. */
export function showRetry(policy: QueueRetryPolicy | undefined): string | undefined {
  if (policy === undefined) return undefined
  const jitter = policy.jitter ? `~${policy.jitter}` : ''
  return `${policy.kind}:${partsOf(policy)}${jitter}`
}

function partsOf(policy: QueueRetryPolicy): string {
  if (policy.kind === 'fixed') return `${policy.delaySeconds}`
  if (policy.kind === 'table') return policy.delaysSeconds.join(',')
  return [policy.firstSeconds, policy.factor, policy.maxSeconds].join(',')
}
