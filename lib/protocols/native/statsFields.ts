import * as v from 'valibot'
import type { OutputOf } from '../../actions/actions.ts'
import type { Reply } from '../../http/message.ts'
import { instant, integer, toInstant } from './fields.ts'
import { json } from './reply.ts'

const count = integer(0, Number.MAX_SAFE_INTEGER)

export const statsView = v.strictObject({
  visible: v.pipe(count, v.description('May be received now.')),
  inFlight: v.pipe(count, v.description('Leased to a consumer.')),
  delayed: v.pipe(count, v.description('Waiting for their time, nacked ones with a delay included.')),
  oldestAgeSeconds: v.optional(
    v.pipe(count, v.description('How long the head of the line has been visible; absent when nothing is.')),
  ),
  exact: v.pipe(v.boolean(), v.description('False: the counts are an estimate.')),
  asOf: instant,
})

export function statsReply({ oldestVisibleAtMs, asOfMs, ...counts }: OutputOf<'queueStats'>): Reply {
  const age = oldestVisibleAtMs === undefined ? undefined : Math.floor((asOfMs - oldestVisibleAtMs) / 1000)
  return json(200, { ...counts, oldestAgeSeconds: age, asOf: toInstant(asOfMs) })
}
