import { NetworkError, SluiceError } from './errors.ts'
import { sleep, type Time } from './time.ts'

export type RetryPolicy = {
  /** Tries altogether, the first included: 1 never repeats. Default 4. */
  attemptsMax: number
  /** The first pause is anything up to this, each later one up to twice the one before. Default 100. */
  delayMs: number
  /** No pause is longer. Default 5,000. */
  delayMsMax: number
}

export const defaultRetryPolicy: RetryPolicy = { attemptsMax: 4, delayMs: 100, delayMsMax: 5_000 }

/**
 * When a call may be repeated. `always`: a second run does no harm and its answer stays true. `whenRefused`: only when
 * the first run certainly did nothing, because the server said so or was never reached.
 */
export type Repeat = 'always' | 'whenRefused'

/** These say that nothing was done; a retryable `Internal`, or a gateway's own 5xx, leaves it open. */
const refusals = new Set(['ShuttingDown', 'StorageFull', 'TooManyRequests'])

export function mayRepeat(error: unknown, repeat: Repeat): boolean {
  if (error instanceof NetworkError) return error.neverSent || repeat === 'always'
  if (error instanceof SluiceError && error.retryable) return repeat === 'always' || refusals.has(error.code)
  return false
}

/** Whether trying again later makes sense at all: no answer, or a problem that says so. */
export const isPassing = (error: unknown): boolean => mayRepeat(error, 'always')

/** The pause before try `attempt` + 1, with full jitter: a crowd of clients must not come back in step. */
export const backOffMs = (policy: RetryPolicy, attempt: number, fraction: number): number =>
  fraction * Math.min(policy.delayMsMax, policy.delayMs * 2 ** (attempt - 1))

/** What the server asks for goes before the pause that keeps a crowd apart, no longer than any pause may be. */
const askedMs = (policy: RetryPolicy, error: unknown): number =>
  error instanceof SluiceError ? Math.min(policy.delayMsMax, (error.retryAfterSeconds ?? 0) * 1_000) : 0

export type Chance = () => number

export type Retries = {
  policy: RetryPolicy
  repeat: Repeat
  time: Time
  random: Chance
  signal?: AbortSignal | undefined
}

export async function retrying<Result>(run: () => Promise<Result>, retries: Retries): Promise<Result> {
  const { policy, repeat, time, random, signal } = retries
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt >= policy.attemptsMax || !mayRepeat(error, repeat)) throw error
      await sleep(time, askedMs(policy, error) + backOffMs(policy, attempt, random()), signal)
    }
  }
}
