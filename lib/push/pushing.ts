import type { Services } from '../actions/services.ts'
import type { PushSource } from './source.ts'
import type { Deliver } from './target.ts'

/** What is handed in to whoever pushes. */
export type Pushing = {
  deliver: Deliver
  /** The queues that are to be pushed, as they stand now. */
  sources(services: Services): Promise<PushSource[]>
  /** Told of a message that is gone after its last try, as there is no dead-letter queue. */
  onDropped(dropped: { queue: string; id: string; reason: string }): void
  /** Told of what stands in the way of pushing itself, such as a store that is busy; it goes on. */
  onFailure(error: unknown): void
}
