import { Problem } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import { queueKind } from '../store/queueKind.ts'
import type { Json } from '../store/store.ts'
import type { Services } from './services.ts'

/** A queue as it is stored, with the version that its ETag shows. */
export type VersionedQueue = { queue: Queue; version: number }

/** The same, and when it was asked for (see `Document`). */
export type LoadedQueue = VersionedQueue & { asOfMs: number }

/** How a caller expects to find the queue: anyhow, not there, there, or at one of these versions. */
export type Expected = 'any' | 'absent' | 'present' | { versions: readonly number[] }

// Each try reads what another writer has just written; more than a few in a row means something is looping.
const triesMax = 8

/** The queue as it stands, or as it stood up to `maxAgeMs` ago. */
export async function findQueue(
  { store }: Services,
  name: string,
  maxAgeMs?: number,
): Promise<LoadedQueue | undefined> {
  const document = await store.documents.read(queueKind, name, maxAgeMs)
  if (document === undefined) return undefined
  const { value, version, asOfMs } = document
  return { queue: value as unknown as Queue, version, asOfMs }
}

/** The queue, or the problem QueueNotFound. */
export async function loadQueue(services: Services, name: string, maxAgeMs?: number): Promise<LoadedQueue> {
  const found = await findQueue(services, name, maxAgeMs)
  if (found === undefined) throw new Problem('QueueNotFound')
  return found
}

/** Whether something is found as it is expected. */
export const meets = (found: { version: number } | undefined, expected: Expected): boolean => {
  if (expected === 'any') return true
  if (expected === 'absent') return found === undefined
  if (expected === 'present') return found !== undefined
  return found !== undefined && expected.versions.includes(found.version)
}

/**
 * Saves what `change` makes of the queue as it stands (undefined: there is none), tried again when another writer was
 * faster. Throws VersionConflict when the queue is not as expected.
 */
export async function saveQueue(
  services: Services,
  name: string,
  expected: Expected,
  change: (queue: Queue | undefined) => Queue,
): Promise<VersionedQueue & { before: Queue | undefined }> {
  for (let tries = 0; tries < triesMax; tries++) {
    const found = await findQueue(services, name)
    const queue = change(found?.queue)
    if (!meets(found, expected)) throw new Problem('VersionConflict')
    const outcome = await services.store.documents.write(
      queueKind,
      name,
      queue as unknown as Json,
      found?.version ?? 'absent',
    )
    if (outcome.kind === 'written') return { queue, version: outcome.version, before: found?.queue }
  }
  throw new Problem('VersionConflict', { detail: 'Other writers keep changing the queue.' })
}

/** The same for a queue that has to exist: QueueNotFound comes first. */
export function changeQueue(
  services: Services,
  name: string,
  expected: Expected,
  change: (queue: Queue) => Partial<Queue>,
): Promise<VersionedQueue & { before: Queue | undefined }> {
  return saveQueue(services, name, expected, queue => {
    if (queue === undefined) throw new Problem('QueueNotFound')
    return { ...queue, ...change(queue), updatedAtMs: services.clock.nowMs() }
  })
}

/** Removes the queue, or throws QueueNotFound or VersionConflict. */
export async function removeQueue(services: Services, name: string, expected: Expected): Promise<Queue> {
  for (let tries = 0; tries < triesMax; tries++) {
    const found = await loadQueue(services, name)
    if (!meets(found, expected)) throw new Problem('VersionConflict')
    if ((await services.store.documents.remove(queueKind, name, found.version)) === 'removed') return found.queue
  }
  throw new Problem('VersionConflict', { detail: 'Other writers keep changing the queue.' })
}
