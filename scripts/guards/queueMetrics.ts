import { guardsOf } from './guard.ts'

const functions = ['functions/queueMetrics.test.ts']

/** What is told of each queue on AWS, and that it costs nothing where nothing happens. */
export const queueMetricsGuards = [
  ...guardsOf('functions/queueCounts.ts', functions, [
    ['at home nobody marks', 'if (!watched || services.onCounted !== undefined) return', ''],
    ['counts have their bound', 'queues.size < queuesMax || queues.has(queue)', 'true'],
    ['a line a minute', 'if (wall.nowMs() - publishedMs < publishEveryMs) return', ''],
    [
      'a mark that fails is nobody else’s matter',
      ".catch(error => log.warn('queue not marked', { queue: queue.name, error }))",
      '',
    ],
    ['sizes have their bound', 'counted.bytes.slice(0, sizesMax - sums.sizes.length)', 'counted.bytes'],
  ]),
  ...guardsOf(
    'lib/upkeep/measure.ts',
    [...functions, 'lib/upkeep/measure.test.ts'],
    [
      ['a round has its bound', 'index >= limits.measuredQueuesMax || ', ''],
      ['others come in the next minute', '[...queues.slice(at), ...queues.slice(0, at)]', 'queues'],
      ['what is delayed is looked at seldom', 'if (visible + inFlight > 0)', 'if (visible + inFlight + delayed > 0)'],
      ['what is empty is marked no more', 'else if (delayed > 0)', 'else'],
      ['dead letters are told apart', 'failedIn(head.envelope) !== undefined', 'false'],
      ['nor those of another generation', ' && isSameGeneration(found.queue, mark)', ''],
    ],
  ),
  ...guardsOf('lib/actions/expiryMarks.ts', functions, [
    ['where dead letters arrive is measured', 'await noteUse(services, queue)\n', ''],
  ]),
  ...guardsOf('functions/queueGauges.ts', functions, [
    ['the age of dead letters alarms nobody', '.filter(({ isAside }) => !isAside)', ''],
  ]),
  ...guardsOf('lib/upkeep/upkeep.ts', functions, [
    ['no minute is measured twice', 'if (isNew(marked, progress)) measures.push(marked)', 'measures.push(marked)'],
  ]),
  ...guardsOf('lib/actions/settleReceipts.ts', functions, [
    [
      'only what was finished counts as deleted',
      "kind === 'done' && settlements[index]!.kind === 'ack'",
      "settlements[index]!.kind === 'ack'",
    ],
  ]),
]
