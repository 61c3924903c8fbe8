import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { publish } from '../../lib/actions/publish.ts'
import { putQueue } from '../../lib/actions/putQueue.ts'
import { changeQueue } from '../../lib/actions/queueDocument.ts'
import type { Services } from '../../lib/actions/services.ts'
import { readSettings } from '../../lib/config.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import { type TriggerSettings, type TriggerTarget, triggersPart } from '../../lib/domain/trigger.ts'
import { folderSecrets } from '../../lib/installation.ts'
import { systemRandom } from '../../lib/random.ts'
import { openStore } from '../../lib/store/openStore.ts'
import { wallClock } from '../../lib/wallClock.ts'

const never = new AbortController().signal

export const queue = 'orders'

/** A queue with one trigger on an embedded store of its own, as `sluice serve` opens it, in this process. */
export async function aTrigger(parent: string, target: TriggerTarget, wish: Partial<TriggerSettings> = {}) {
  const folder = mkdtempSync(join(parent, 'push-'))
  const random = systemRandom()
  const context = { clock: wallClock, wall: wallClock, random }
  const store = await openStore(readSettings({ data: folder }, {}), context)
  const services: Services = { ...context, store, keyring: new Keyring(folderSecrets(folder, random)) }
  await putQueue(services, { queue, settings: {}, expected: 'any' }, never)
  const settings = { target, batchSize: 10, batchWindowSeconds: 0, timeoutSeconds: 60, ...wish }
  const trigger = { name: 't', uid: 't', createdAtMs: 0, updatedAtMs: 0, settings }
  await changeQueue(services, queue, 'any', () => triggersPart([trigger]))
  const send = async (...bodies: string[]): Promise<void> => {
    const messages = bodies.map(body => ({ body: Buffer.from(body), kind: 'text' as const }))
    await publish(services, { queue, messages }, never)
  }
  const close = async (): Promise<void> => {
    await store.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  return { services, send, close }
}
