import { nackReason } from './nackReason.ts'
import type { NackInput } from './wire.ts'

export type NackErrorOptions = ErrorOptions & {
  /** How long this message rests, 0 to 43,200; goes before the worker's `nackDelaySeconds` and any retry policy. */
  delaySeconds?: number | undefined
  /** Gives up: to the dead-letter queue now, with no delay. Refused by the server where the queue has none. */
  deadLetter?: boolean | undefined
}

/** Thrown by a worker's handler that knows what should become of its message; its words are the reason of the nack. */
export class NackError extends Error {
  override readonly name = 'NackError'
  readonly delaySeconds: number | undefined
  readonly deadLetter: boolean
  constructor(message: string, { delaySeconds, deadLetter = false, ...options }: NackErrorOptions = {}) {
    super(message, options)
    this.delaySeconds = delaySeconds
    this.deadLetter = deadLetter
  }
}

type Delays = { nackDelaySeconds?: number | undefined; nackDefaultDelaySeconds?: number | undefined }

/** What a nack says of whatever a handler threw. */
export function nackOf(
  thrown: unknown,
  { nackDelaySeconds, nackDefaultDelaySeconds: defaultDelaySeconds }: Delays,
): Omit<NackInput, 'receipts'> {
  const reason = nackReason(thrown)
  if (!(thrown instanceof NackError)) return { delaySeconds: nackDelaySeconds, defaultDelaySeconds, reason }
  if (thrown.deadLetter) return { deadLetter: true, reason }
  return { delaySeconds: thrown.delaySeconds ?? nackDelaySeconds, defaultDelaySeconds, reason }
}
