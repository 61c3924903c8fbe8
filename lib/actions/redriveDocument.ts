import { newToken } from '../domain/id.ts'
import { limits } from '../domain/limits.ts'
import { Problem } from '../domain/problem.ts'
import { isOver, type Redrive } from '../domain/redrive.ts'
import type { Document, Json } from '../store/store.ts'
import type { Services } from './services.ts'

// One that is under way stands under the uid of its queue, so that there is one a queue and all are found by one look;
// one that is over under its id, which begins with that uid.
const activeKind = 'redriving'
const endedKind = 'redriven'

const activeMax = 100
const timeDigits = 9
// Each try reads what another writer has just written.
const triesMax = 8

export type VersionedRedrive = { redrive: Redrive; version: number }

const toRedrive = ({ value, version }: Document): VersionedRedrive => ({
  redrive: value as unknown as Redrive,
  version,
})
const toJson = (redrive: Redrive): Json => redrive as unknown as Json

/** Of one queue they stand in order of their begin. */
export const newRedriveId = ({ random }: Services, uid: string, nowMs: number): string =>
  `${uid}.${nowMs.toString(36).padStart(timeDigits, '0')}${newToken(random)}`

const idPattern = /^([0-9a-f-]{36})\.[0-9a-z]{9}[\w-]{8}$/

/** RedriveNotFound for a text that cannot be the id of one. */
function uidOf(id: string): string {
  const [, uid] = id.match(idPattern) ?? []
  if (uid === undefined) throw new Problem('RedriveNotFound')
  return uid
}

/** The redrive under way of the queue with this uid, or one that is over and not put away yet. */
export async function findActive({ store }: Services, uid: string): Promise<VersionedRedrive | undefined> {
  const document = await store.documents.read(activeKind, uid)
  return document && toRedrive(document)
}

/** The uids of queues with a redrive under way: a hundred of them, which is as many as one round works on. */
export async function listActive({ store }: Services): Promise<string[]> {
  const documents = await store.documents.list(activeKind, { prefix: '', limit: activeMax })
  return documents.map(({ name }) => name)
}

/** False: one is under way. */
export async function createRedrive(services: Services, redrive: Redrive): Promise<boolean> {
  const { uid } = redrive.queue
  for (let tries = 0; tries < triesMax; tries++) {
    const outcome = await services.store.documents.write(activeKind, uid, toJson(redrive), 'absent')
    if (outcome.kind === 'written') return true
    const found = await findActive(services, uid)
    if (found !== undefined && !isOver(found.redrive)) return false
    if (found !== undefined) await putAway(services, found)
  }
  throw new Problem('StoreBusy')
}

/** Writes what became of it if nobody else has written since; undefined where somebody has. */
export async function writeRedrive(
  { store }: Services,
  { redrive, version }: VersionedRedrive,
): Promise<VersionedRedrive | undefined> {
  const outcome = await store.documents.write(activeKind, redrive.queue.uid, toJson(redrive), version)
  return outcome.kind === 'written' ? { redrive, version: outcome.version } : undefined
}

/** The same for what `change` makes of it as it stands; undefined where it is not under way (any more). */
export async function changeRedrive(
  services: Services,
  id: string,
  change: (redrive: Redrive) => Redrive,
): Promise<VersionedRedrive | undefined> {
  for (let tries = 0; tries < triesMax; tries++) {
    const found = await findActive(services, uidOf(id))
    if (found?.redrive.id !== id || isOver(found.redrive)) return undefined
    const written = await writeRedrive(services, { ...found, redrive: change(found.redrive) })
    if (written !== undefined) return written
  }
  throw new Problem('StoreBusy')
}

/** Makes room for the next: what is over is remembered under its id. Done twice it is the same. */
export async function putAway(services: Services, { redrive, version }: VersionedRedrive): Promise<void> {
  const { documents } = services.store
  const { uid } = redrive.queue
  await documents.write(endedKind, redrive.id, toJson(redrive), 'absent')
  await documents.remove(activeKind, uid, version)
  await forgetRedrives(services, uid, limits.redrivesKeptMax)
}

/** Forgets those of a queue that are over, but for the latest. */
export async function forgetRedrives(services: Services, uid: string, kept: number): Promise<void> {
  const { documents } = services.store
  const ended = await listEnded(services, uid)
  for (const { name, version } of ended.slice(0, Math.max(0, ended.length - kept)))
    await documents.remove(endedKind, name, version)
}

const listEnded = ({ store }: Services, uid: string): Promise<Document[]> =>
  store.documents.list(endedKind, { prefix: `${uid}.`, limit: 4 * limits.redrivesKeptMax })

/** Under way or over. RedriveNotFound for one that never was, or is forgotten. */
export async function loadRedrive(services: Services, id: string): Promise<Redrive> {
  const active = await findActive(services, uidOf(id))
  if (active?.redrive.id === id) return active.redrive
  const ended = await services.store.documents.read(endedKind, id)
  if (ended === undefined) throw new Problem('RedriveNotFound')
  return toRedrive(ended).redrive
}

/** Those of one queue, the latest first. */
export async function redrivesOf(services: Services, uid: string): Promise<Redrive[]> {
  const active = await findActive(services, uid)
  const ended = (await listEnded(services, uid)).map(document => toRedrive(document).redrive).reverse()
  const others = ended.filter(({ id }) => id !== active?.redrive.id)
  return active === undefined ? others : [active.redrive, ...others]
}
