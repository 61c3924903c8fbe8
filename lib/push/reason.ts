import { limits } from '../domain/limits.ts'
import type { Taker } from './source.ts'

/** What is kept beside a message that was not delivered: no more than fits; the half of a character at the end goes too. */
export const wordsFor = (to: Taker, reason: string): string =>
  cut(to.kind === 'trigger' ? `rejected by trigger ${to.trigger.name}: ${reason}` : reason)

/** As much of it as is kept: what a function throws may be megabytes. */
export const cut = (reason: string): string =>
  new TextDecoder().decode(Buffer.from(reason).subarray(0, limits.nackReasonBytesMax), { stream: true })
