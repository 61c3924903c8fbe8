import type { App } from '../../lib/app.ts'
import { takeCanaries } from '../../lib/push/canary.ts'
import { makeMeasures } from '../measures.ts'

/** Measures what the canary has sent: CanaryLatency is the longest of what came, CanaryDelivered how many there were. */
export function makeTakeCanaries(app: App) {
  const measures = makeMeasures<'CanaryLatency' | 'CanaryDelivered'>(app, 'canary')
  return async (): Promise<void> => {
    const onWayMs = await takeCanaries(app.services)
    for (const ms of onWayMs) measures.largest('CanaryLatency', Math.max(0, ms))
    measures.add('CanaryDelivered', onWayMs.length)
    measures.publishNow()
  }
}
