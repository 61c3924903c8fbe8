import { removeAccessKey } from './accessKeyDocument.ts'
import type { Action } from './services.ts'

/**
 * Ends a key, or the entry of a role with all that was given out for it: within 5 s nobody gets in with them any more. Calls
 * that are under way are finished.
 */
export const revokeAccessKey: Action<{ id: string }, void> = (services, { id }) => removeAccessKey(services, id)
