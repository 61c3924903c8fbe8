import type { QueueSettings } from '../../client/index.ts'

/** A queue as it is wanted; settings that it does not name stay as they are. */
export type Definition = { queue: string; settings: QueueSettings }
