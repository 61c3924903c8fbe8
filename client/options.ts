import type { CallOptions } from './transport.ts'

/** With a condition set, a call whose answer was lost is not repeated: the repeat would meet its own first run. */
export type WriteOptions = CallOptions & {
  /** Only when the queue (or the topic) is at this version (its `etag`); else VersionConflictError. */
  ifMatch?: string | undefined
  /** Only when there is none yet; else VersionConflictError. */
  onlyNew?: boolean | undefined
}

export type PublishOptions = CallOptions & {
  /** 1 to 255 visible ASCII characters, good for 24 hours; default: a fresh one for each call. */
  requestKey?: string | undefined
}
