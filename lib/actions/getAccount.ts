import { type Account, loadAccount } from './accountDocument.ts'
import type { Action } from './services.ts'

/** What is said of the installation as a whole. */
export const getAccount: Action<Record<never, never>, Account> = services => loadAccount(services)
