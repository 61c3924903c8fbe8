import type { App } from '../lib/app.ts'
import type { Pushing } from '../lib/push/pushing.ts'
import { makeMeasures, type Measures } from './measures.ts'

type Name =
  | 'DispatchLag'
  | 'DispatchLagTotal'
  | 'Wakes'
  | 'PushesDelivered'
  | 'PushesFailed'
  | 'PushesThrottled'
  | 'PushesDropped'

export type PushCounts = Pick<Measures<Name>, 'add' | 'publish'> & {
  /** How late something was seen to that was due: DispatchLag is the largest, DispatchLagTotal the sum. */
  lag(ms: number): void
  /** Pushing whose outcomes are counted. */
  counted(pushing: Pushing): Pushing
}

export function countPushes(app: App): PushCounts {
  const measures = makeMeasures<Name>(app, 'dispatch')
  return {
    ...measures,
    lag(ms) {
      measures.add('DispatchLagTotal', ms)
      measures.largest('DispatchLag', ms)
    },
    counted: pushing => ({
      ...pushing,
      deliver: async (...given) => {
        const outcome = await pushing.deliver(...given)
        measures.add(metricOf[outcome.kind], 1)
        return outcome
      },
      onDropped(dropped) {
        measures.add('PushesDropped', 1)
        pushing.onDropped(dropped)
      },
    }),
  }
}

const metricOf = { delivered: 'PushesDelivered', failed: 'PushesFailed', throttled: 'PushesThrottled' } as const
