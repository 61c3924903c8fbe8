import { isDeepStrictEqual } from 'node:util'
import type { Services } from '../actions/services.ts'
import type { Cancel } from '../domain/clock.ts'
import { Pusher } from './pusher.ts'
import type { Pushing } from './pushing.ts'
import type { PushSource } from './source.ts'

const minuteMs = 60_000

/**
 * Pushes as long as the server runs: it looks at what is to be pushed at the start, as soon as this process is told of a change, and in each
 * minute. A failure is told, and the next look goes on.
 */
export function keepPushing(services: Services, pushing: Pushing): { stop(): Promise<void> } {
  const pushers = new Map<string, Pusher>()
  const leaving = new Set<Promise<void>>()
  let isStopped = false
  const start = (source: PushSource): void => {
    const pusher = new Pusher(services, source, pushing)
    pushers.set(source.queue, pusher)
    // Its queue is gone: should there be one of this name again, the next look finds it.
    void pusher.ended.then(() => pushers.get(source.queue) === pusher && pushers.delete(source.queue))
  }
  const end = (pusher: Pusher): void => {
    pushers.delete(pusher.source.queue)
    const left: Promise<void> = pusher.stop().finally(() => leaving.delete(left))
    leaving.add(left)
  }
  const follow = (sources: readonly PushSource[]): void => {
    if (isStopped) return
    const wanted = new Map(sources.map(source => [source.queue, source]))
    for (const [queue, pusher] of pushers) if (!isDeepStrictEqual(pusher.source, wanted.get(queue))) end(pusher)
    for (const [queue, source] of wanted) if (!pushers.has(queue)) start(source)
  }
  let looking = Promise.resolve()
  const look = (): void => {
    looking = looking
      .then(async () => follow(await pushing.sources(services)))
      .catch(error => {
        if (!isStopped) pushing.onFailure(error)
      })
  }
  const cancel = everyMinute(services, look)
  services.onSubscriptions = look
  look()
  return {
    async stop() {
      isStopped = true
      services.onSubscriptions = undefined
      cancel()
      await looking
      for (const pusher of pushers.values()) end(pusher)
      await Promise.all(leaving)
    },
  }
}

function everyMinute({ clock }: Services, act: () => void): Cancel {
  let cancel: Cancel = () => {}
  const schedule = (): void => {
    cancel = clock.wakeAt((Math.floor(clock.nowMs() / minuteMs) + 1) * minuteMs, () => {
      act()
      schedule()
    })
  }
  schedule()
  return () => cancel()
}
