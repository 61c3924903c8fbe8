import type { Services } from '../actions/services.ts'
import type { Batch } from './batch.ts'
import { failed, inWords, type Outcome } from './outcome.ts'
import type { Deliver } from './target.ts'

/**
 * Hands a batch over, and says what became of each message, in order. Never rejects. A target that takes longer than it may has failed;
 * where the signal aborts nobody waits for it any more, and what it was to get goes back untried.
 */
export function handOver(
  services: Services,
  deliver: Deliver,
  batch: Batch,
  stopping: AbortSignal,
): Promise<readonly Outcome[]> {
  const ending = new AbortController()
  const { promise, resolve } = Promise.withResolvers<readonly Outcome[]>()
  const end = (outcome: Outcome): void => resolve(forEach(batch, outcome))
  const { timeoutSeconds } = batch.source
  const cancel =
    timeoutSeconds === undefined
      ? () => {}
      : services.wall.wakeAt(services.wall.nowMs() + timeoutSeconds * 1000, () =>
          end(failed(`timed out after ${timeoutSeconds} s`)),
        )
  const stop = (): void => end(stopped)
  stopping.addEventListener('abort', stop, { once: true })
  if (stopping.aborted) stop()
  deliver(services, batch, ending.signal).then(
    outcomes => resolve(whole(batch, outcomes)),
    error => end(inWords(error)),
  )
  return promise.finally(() => {
    cancel()
    stopping.removeEventListener('abort', stop)
    ending.abort()
  })
}

/** Of a batch that nobody waits for any more: whoever gets it next may have it at once. */
export const stopped: Outcome = { kind: 'throttled', reason: 'the server stops' }

export const forEach = ({ messages }: Batch, outcome: Outcome): Outcome[] => messages.map(() => outcome)

const whole = (batch: Batch, outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.length === batch.messages.length ? outcomes : forEach(batch, failed('answered for other messages'))
