import { isExhausted, type Tried } from './deadLetterRule.ts'
import type { QueueSettings } from './queue.ts'

/**
 * Whether a message of an ordered queue was handed out so often that its group is parked: it is handed out no more, and holds
 * up what stands behind it, until somebody cancels it or gives it more attempts, or it expires.
 */
export const isForParking = (tried: Tried, { ordered }: Pick<QueueSettings, 'ordered'>): boolean =>
  ordered?.parkAfterAttempts !== undefined && isExhausted(tried, { attemptsMax: ordered.parkAfterAttempts })
