import type { Services } from '../actions/services.ts'
import type { Rests } from './rests.ts'
import type { PushSource, Taker } from './source.ts'
import type { Deliver } from './target.ts'

/** What is handed in to whoever pushes. */
export type Pushing = {
  deliver: Deliver
  /** Who is left alone for a while in this process. */
  rests: Rests
  /** The names of the queues that are to be pushed. */
  queues(services: Services): Promise<string[]>
  /** Where the messages of one of them go, as of a few seconds ago, the first first; none: nowhere, any more. */
  sourcesOf(services: Services, queue: string): Promise<readonly PushSource[]>
  /** Told of a message that is gone after its last try, as there is no dead-letter queue. */
  onDropped(dropped: Dropped): void
  /** Told of a message whose lease was over before its delivery was: somebody else has it, or had it, and nothing was changed. */
  onLost?: ((lost: Lost) => void) | undefined
  /** Told how many messages of a queue have gone to where they were to go. */
  onDelivered?: ((queue: string, messages: number) => void) | undefined
  /** The same of tries that failed; what a target would not take is none. */
  onFailed?: ((queue: string, messages: number) => void) | undefined
  /** Told of what stands in the way of pushing itself, such as a store that is busy; it goes on. */
  onFailure(error: unknown): void
}

export type Dropped = {
  topic: string
  subscription: string
  /** The id that the publisher was told. */
  messageId: string | undefined
  /** That of the copy. */
  id: string
  reason: string
  /** How often it was tried. */
  tries: number
}

/** `outcome`: of the delivery that came too late. */
export type Lost = { queue: string; to: string; id: string; outcome: 'delivered' | 'failed' | 'throttled' }

/** As logs name it. */
export const nameOf = (to: Taker): string => (to.kind === 'trigger' ? to.trigger.name : to.subscription.name)
