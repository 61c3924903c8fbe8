import { Problem } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import type { Redrive, RedriveWish } from '../domain/redrive.ts'
import { loadQueue } from './queueDocument.ts'
import { createRedrive, newRedriveId } from './redriveDocument.ts'
import type { Action, Services } from './services.ts'
import { checkTarget } from './targetQueue.ts'

export type StartRedriveInput = RedriveWish & { queue: string }

/**
 * Has messages moved out of a queue, each to the one it came from or all to one, from now on and in the background.
 * RedriveRunning while another is under way there.
 */
export const startRedrive: Action<StartRedriveInput, Redrive> = async (services, { queue: name, ...wish }) => {
  const { queue } = await loadQueue(services, name)
  if (wish.to !== undefined) await checkTarget(services, name, wish.to, ['to'])
  const redrive = await newRedrive(services, queue, wish)
  if (!(await createRedrive(services, redrive))) throw new Problem('RedriveRunning')
  services.onRedrive?.()
  return redrive
}

async function newRedrive(services: Services, queue: Queue, wish: RedriveWish): Promise<Redrive> {
  const { visible } = await services.store.stats(queue)
  const { name, uid, generation } = queue
  const startedAtMs = services.clock.nowMs()
  return {
    ...wish,
    id: newRedriveId(services, uid, startedAtMs),
    queue: { name, uid, generation },
    state: 'running',
    toMove: Math.min(visible, wish.ids?.length ?? visible),
    moved: 0,
    skipped: 0,
    startedAtMs,
  }
}
