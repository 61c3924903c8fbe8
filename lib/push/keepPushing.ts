import type { Services } from '../actions/services.ts'
import { inTurns } from '../domain/inTurns.ts'
import { everyMinute } from '../domain/minutes.ts'
import { Pusher } from './pusher.ts'
import type { Pushing } from './pushing.ts'

/**
 * Pushes as long as the server runs: it looks for queues to push from at the start and in each minute, and takes one up as soon as this
 * process is told of it. A failure is told, and the next look goes on.
 */
export function keepPushing(services: Services, pushing: Pushing): { stop(): Promise<void> } {
  const pushers = new Map<string, Pusher>()
  let isStopped = false
  const take = (queue: string): void => {
    if (isStopped || pushers.has(queue)) return
    const pusher = new Pusher(services, queue, pushing)
    pushers.set(queue, pusher)
    void pusher.ended.then(() => pushers.delete(queue))
  }
  const tell = (error: unknown): void => {
    if (!isStopped) pushing.onFailure(error)
  }
  const looks = inTurns(async () => (await pushing.queues(services)).forEach(take), tell)
  const cancel = everyMinute(services.clock, looks.ask)
  services.onPush = ({ name }) => take(name)
  looks.ask()
  return {
    async stop() {
      isStopped = true
      services.onPush = undefined
      cancel()
      await Promise.all([looks.ended(), ...[...pushers.values()].map(pusher => pusher.stop())])
    },
  }
}
