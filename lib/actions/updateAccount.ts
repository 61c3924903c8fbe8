import { saveAccount } from './accountDocument.ts'
import type { Action } from './services.ts'

export type UpdateAccountInput = {
  /** Whose words these are. */
  protocol: string
  /** To be taken over; the protocol's others stay. */
  words: Readonly<Record<string, string>>
}

/** Keeps what a protocol says of the installation as a whole. */
export const updateAccount: Action<UpdateAccountInput, void> = (services, { protocol, words }) =>
  saveAccount(services, ({ wordings }) => ({
    wordings: { ...wordings, [protocol]: { ...wordings[protocol], ...words } },
  }))
