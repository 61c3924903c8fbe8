import { Problem } from '../domain/problem.ts'

/**
 * What became of one message. `reason`: a status or an error in words; it is kept beside the message, cut to 256 bytes. `throttled`: the
 * target would not take it now, which is no try; it says itself when it will, or is asked again after a rest that grows.
 */
export type Outcome =
  | { kind: 'delivered' }
  | { kind: 'failed'; reason: string }
  | { kind: 'throttled'; reason: string; retryAfterMs?: number | undefined }

export const delivered: Outcome = { kind: 'delivered' }

export const failed = (reason: string): Outcome => ({ kind: 'failed', reason })

/** The message of a target that breaks down comes again like any other. */
export const inWords = (error: unknown): Outcome =>
  failed(error instanceof Problem ? error.code : `could not be pushed: ${(error as Error).message}`)
