import type { ActionName } from '../actions/actions.ts'

/** Who asks, and what they may do. */
export type Caller = {
  /** For the log: the owner of the key and its id, or the role and its session. */
  name: string
  /** The queue is the one the action names; listing names none. */
  may(action: ActionName, queue: string | undefined): boolean
  /** Who it is to the access statements of queues. Absent: they do not bind this caller. */
  principal?: Principal | undefined
  /** The request that it is here with. */
  requestId?: string | undefined
}

/**
 * An ARN (of a role, without its path, or of the owner of a key) and the account it belongs to, 12 digits; of a role also the
 * ARN of its session.
 */
export type Principal = { arn: string; account: string; sessionArn?: string | undefined }

/** Whoever reached us while auth is off: only ever on loopback. */
export const anyone: Caller = { name: 'anyone', may: () => true }

/** Whoever asks what everybody may know, such as whether the server is up. */
export const nobody: Caller = { name: 'nobody', may: () => false }
