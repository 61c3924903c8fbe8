import middy from '@middy/core'
import { alarmsOf, wakeBy, wakingFor } from '../lib/alarms.ts'
import type { App } from '../lib/app.ts'
import { pushRounds } from '../lib/push/pushRounds.ts'
import { makePushing } from '../lib/pushing.ts'
import type { SendRings } from '../lib/timers/alarmClock.ts'
import { runRedrives } from '../lib/upkeep/redrives.ts'
import { runUpkeep } from '../lib/upkeep/upkeep.ts'
import { countQueues } from './queueCounts.ts'
import { publishGauges } from './queueGauges.ts'

// Of the 58 s that the function has; the rest is for what is under way, and the next round comes a minute after this one.
const roundMsMax = 20_000
const redriveMsMax = 50_000
// What is begun last has five seconds for its answer.
const pushMsMax = 45_000

/** With a timer queue it only wakes who pushes, as it has no right to push; `send`: another way to that than SQS, for tests. */
export function makeHandler(app: App, send?: SendRings) {
  countQueues(app)
  publishGauges(app)
  const alarms = alarmsOf(app, send)
  if (alarms !== undefined) {
    wakeBy(alarms, app)
    return middy(() => wakingFor(app.services, () => keepUp(app)))
  }
  const pushing = makePushing(app)
  return middy(async () => {
    const untilMs = app.wall.nowMs() + pushMsMax
    await pushRounds(app.services, pushing, untilMs, () => keepUp(app))
  })
}

async function keepUp({ services, log }: App): Promise<void> {
  const ends = await Promise.allSettled([runUpkeep(services, roundMsMax), runRedrives(services, redriveMsMax)])
  const [round, redriven] = ends.map(end => (end.status === 'fulfilled' ? end.value : undefined))
  if (round !== undefined && typeof round !== 'number' && round.queues > 0) log.info('upkeep', round)
  if (typeof redriven === 'number' && redriven > 0) log.info('redriven', { messages: redriven })
  const failed = ends.find(end => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
