import { Problem } from '../domain/problem.ts'

/** `reason`: a status or an error in words; it is kept beside the message, cut to 256 bytes. */
export type Outcome = { kind: 'delivered' } | { kind: 'failed'; reason: string }

/** The message of a target that breaks down comes again like any other. */
export const inWords = (error: unknown): Outcome => ({
  kind: 'failed',
  reason: error instanceof Problem ? error.code : `could not be pushed: ${(error as Error).message}`,
})
