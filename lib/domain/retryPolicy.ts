import type { FieldProblem } from './problem.ts'
import type { Random } from './random.ts'

/**
 * How long a message rests that was given back by a worker who named no delay. Seconds; ranges in limits.ts. `jitter`: the
 * share of each delay, 0 to 1, of which anything between nothing and all is left out, so that a crowd does not come back
 * in step and no delay is longer than it says.
 */
export type RetryPolicy = (
  | { kind: 'fixed'; delaySeconds: number }
  /** Each delay is `factor` times the one before, up to `maxSeconds`. */
  | { kind: 'exponential'; firstSeconds: number; factor: number; maxSeconds: number }
  /** One after the other; the last one repeats. */
  | { kind: 'table'; delaysSeconds: number[] }
) & { jitter?: number }

/** What ranges cannot say: a first delay that its own cap forbids. Paths start at the policy's own field. */
export function retryProblems(policy: RetryPolicy | undefined): FieldProblem[] {
  if (policy?.kind !== 'exponential' || policy.firstSeconds <= policy.maxSeconds) return []
  const { firstSeconds: limit, maxSeconds: got } = policy
  return [{ path: ['retry', 'maxSeconds'], detail: 'is less than firstSeconds', limit, got }]
}

/** The delay after hand-over number `attempts`, the first being 1. Draws chance only where there is jitter. */
export function retryDelayMs(policy: RetryPolicy, attempts: number, random: Random): number {
  const delayMs = delaySeconds(policy, Math.max(1, attempts)) * 1000
  return Math.round(policy.jitter ? delayMs * (1 - policy.jitter * fraction(random)) : delayMs)
}

function delaySeconds(policy: RetryPolicy, attempts: number): number {
  if (policy.kind === 'fixed') return policy.delaySeconds
  if (policy.kind === 'table') return policy.delaysSeconds[Math.min(attempts, policy.delaysSeconds.length) - 1]!
  return Math.min(policy.maxSeconds, policy.firstSeconds * policy.factor ** (attempts - 1))
}

/** 0 up to 1. */
const fraction = (random: Random): number => Buffer.from(random.bytes(4)).readUInt32BE(0) / 2 ** 32
