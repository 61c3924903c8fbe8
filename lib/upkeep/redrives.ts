import { listActive } from '../actions/redriveDocument.ts'
import type { Services } from '../actions/services.ts'
import { newToken } from '../domain/id.ts'
import { drive } from './drive.ts'

/**
 * Works on every redrive that is under way, for `msMax` of the wall clock at most; none keeps another from its turn. How
 * many messages were moved.
 */
export async function runRedrives(services: Services, msMax: number): Promise<number> {
  const { signal } = new AbortController()
  const shift = { by: newToken(services.random), untilWallMs: services.wall.nowMs() + msMax, signal }
  const uids = await listActive(services)
  const driven = await Promise.allSettled(uids.map(uid => drive(services, uid, shift)))
  const failed = driven.find(one => one.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return driven.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0)
}
