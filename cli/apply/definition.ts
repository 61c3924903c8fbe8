import type { QueueSettings, TriggerSettings } from '../../client/index.ts'

/** A queue as it is wanted; settings that it does not name stay as they are. */
export type Definition = {
  queue: string
  settings: QueueSettings
  /** By name; null: there is to be none of the name. Those that are not named stay. */
  triggers?: Readonly<Record<string, TriggerSettings | null>> | undefined
}
