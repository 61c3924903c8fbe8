import { Problem } from '../domain/problem.ts'
import type { Json } from '../store/store.ts'
import type { Services } from './services.ts'

/** What is said of the installation as a whole. By protocol: what was set in its own words, and is shown again there. */
export type Account = { wordings: Readonly<Record<string, Readonly<Record<string, string>>>> }

const kind = 'account'
const name = 'account'
const triesMax = 8

/** The account as it stands, and its version; nothing was ever said of it where there is none. */
async function readAccount({ store }: Services): Promise<{ account: Account; version: number | undefined }> {
  const document = await store.documents.read(kind, name)
  if (document === undefined) return { account: { wordings: {} }, version: undefined }
  return { account: document.value as unknown as Account, version: document.version }
}

export const loadAccount = async (services: Services): Promise<Account> => (await readAccount(services)).account

/** Saves what `change` makes of it, tried again when another writer was faster; VersionConflict where they keep being so. */
export async function saveAccount(services: Services, change: (account: Account) => Account): Promise<void> {
  for (let tries = 0; tries < triesMax; tries++) {
    const { account, version } = await readAccount(services)
    const value = change(account) as unknown as Json
    const outcome = await services.store.documents.write(kind, name, value, version ?? 'absent')
    if (outcome.kind === 'written') return
  }
  throw new Problem('VersionConflict', { detail: 'Other writers keep changing the account.' })
}
