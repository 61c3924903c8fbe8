import type { Services } from '../actions/services.ts'
import type { PushSource } from './source.ts'
import type { Deliver } from './target.ts'

/** What is handed in to whoever pushes. */
export type Pushing = {
  deliver: Deliver
  /** The names of the queues that are to be pushed. */
  queues(services: Services): Promise<string[]>
  /** Where the messages of one of them go, as of a few seconds ago; undefined: nowhere, any more. */
  sourceOf(services: Services, queue: string): Promise<PushSource | undefined>
  /** Told of a message that is gone after its last try, as there is no dead-letter queue. */
  onDropped(dropped: Dropped): void
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
