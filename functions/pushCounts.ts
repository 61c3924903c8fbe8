import type { App } from '../lib/app.ts'
import type { Pushing } from '../lib/push/pushing.ts'
import { type Measures, makeMeasures } from './measures.ts'

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
        const outcomes = await pushing.deliver(...given)
        for (const { kind } of outcomes) measures.add(metricOf[kind], 1)
        return outcomes
      },
      onDropped(dropped) {
        measures.add('PushesDropped', 1)
        pushing.onDropped(dropped)
      },
    }),
  }
}

const metricOf = { delivered: 'PushesDelivered', failed: 'PushesFailed', throttled: 'PushesThrottled' } as const
