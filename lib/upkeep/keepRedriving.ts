import { listActive } from '../actions/redriveDocument.ts'
import type { Services } from '../actions/services.ts'
import { newToken } from '../domain/id.ts'
import { inTurns } from '../domain/inTurns.ts'
import { everyMinute } from '../domain/minutes.ts'
import { drive } from './drive.ts'

/**
 * Works on redrives as long as the server runs: looks for them at the start, as soon as this process is told of one, and
 * in each minute. A failure is told, and the next look goes on.
 */
export function keepRedriving(services: Services, onFailure: (error: unknown) => void): { stop(): Promise<void> } {
  const ending = new AbortController()
  const shift = { by: newToken(services.random), signal: ending.signal }
  const driving = new Map<string, Promise<void>>()
  const tell = (error: unknown): void => {
    if (!ending.signal.aborted) onFailure(error)
  }
  const take = (uid: string): void => {
    if (driving.has(uid) || ending.signal.aborted) return
    const drives = drive(services, uid, shift).then(() => {}, tell)
    driving.set(
      uid,
      drives.finally(() => driving.delete(uid)),
    )
  }
  const looks = inTurns(async () => (await listActive(services)).forEach(take), tell)
  const cancel = everyMinute(services.clock, looks.ask)
  services.onRedrive = looks.ask
  looks.ask()
  return {
    async stop() {
      ending.abort()
      services.onRedrive = undefined
      cancel()
      await looks.ended()
      await Promise.all(driving.values())
    },
  }
}
