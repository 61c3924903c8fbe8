import { onTestFinished } from 'vitest'
import type { CreateAccessKeyInput } from '../../lib/actions/createAccessKey.ts'
import type { Services } from '../../lib/actions/services.ts'
import { everything } from '../../lib/domain/grants.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import type { Request } from '../../lib/http/message.ts'
import type { AuditEntry } from '../../lib/identity/audit.ts'
import { CredentialsDesk } from '../../lib/identity/credentials.ts'
import { anyone, makePerform } from '../../lib/identity/perform.ts'
import { MemoryStore } from '../../lib/store/memory/memoryStore.ts'
import type { MakeStore } from '../contract/open.ts'
import { aContext } from '../fixtures.ts'

export const never = new AbortController().signal
export const account = '123456789012'

/** Services with auth on, in virtual time, and what the audit log was told. */
export async function anInstallation(makeStore: MakeStore = async context => new MemoryStore(context)) {
  const context = aContext()
  const store = await makeStore(context)
  onTestFinished(() => store.close())
  const keyring = new Keyring([{ id: '00000001', secret: context.random.bytes(32).slice() }])
  const services: Services = { ...context, store, keyring }
  const log: AuditEntry[] = []
  const perform = makePerform(services, entry => void log.push(entry))
  const desk = new CredentialsDesk(services, account)
  /** Makes a key without asking whether anybody may. */
  const aKey = async (wish: Partial<CreateAccessKeyInput> = {}) => {
    const input = { owner: 'ann', grants: everything, ...wish }
    const { key, secret } = await perform(anyone, 'createAccessKey', input, never)
    return { id: key.id, secret: secret ?? '', token: `${key.id}.${secret}`, key }
  }
  return { ...services, ...context, services, perform, desk, log, aKey }
}

export type Installation = Awaited<ReturnType<typeof anInstallation>>

/** A request as the front doors hand it on. */
export const aRequest = (wish: Partial<Request> = {}): Request => ({
  method: 'POST',
  path: '/',
  query: new URLSearchParams(),
  headers: {},
  requestId: 'request-1',
  signal: never,
  ...wish,
})
