import type { Redrive } from '../domain/redrive.ts'
import { changeRedrive, loadRedrive, putAway } from './redriveDocument.ts'
import type { Action } from './services.ts'

/**
 * Has a redrive stop: `cancelled` at once where nobody works on it, else `cancelling` until the step under way is done.
 * What was moved stays moved. One that is over is answered as it is.
 */
export const cancelRedrive: Action<{ id: string }, Redrive> = async (services, { id }) => {
  const changed = await changeRedrive(services, id, redrive => {
    const isAlone = (redrive.runner?.untilMs ?? 0) <= services.wall.nowMs()
    if (!isAlone) return { ...redrive, state: 'cancelling' }
    return { ...redrive, state: 'cancelled', endedAtMs: services.clock.nowMs() }
  })
  if (changed === undefined) return loadRedrive(services, id)
  if (changed.redrive.state === 'cancelled') await putAway(services, changed)
  return changed.redrive
}
