import * as v from 'valibot'
import { instant, integer, queuePath, toInstant } from '../fields.ts'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'

const count = integer(0, Number.MAX_SAFE_INTEGER)

const statsView = v.strictObject({
  visible: v.pipe(count, v.description('May be received now.')),
  inFlight: v.pipe(count, v.description('Leased to a consumer.')),
  delayed: v.pipe(count, v.description('Waiting for their time, nacked ones with a delay included.')),
  oldestAgeSeconds: v.optional(
    v.pipe(count, v.description('How long the head of the line has been visible; absent when nothing is.')),
  ),
  exact: v.pipe(v.boolean(), v.description('False: the counts are an estimate.')),
  asOf: instant,
})

export const queueStats = operation({
  id: 'queueStats',
  method: 'GET',
  path: '/v1/queues/{queue}/stats',
  function: 'manage',
  summary: 'Count the messages of a queue',
  description: 'Messages that have expired may be counted until something drops them.',
  pathSchema: queuePath,
  replies: { 200: { description: 'The counts.', schema: statsView } },
  problems: ['QueueNotFound'],
  async handle({ path, perform }) {
    const { oldestVisibleAtMs, asOfMs, ...counts } = await perform('queueStats', path)
    const age = oldestVisibleAtMs === undefined ? undefined : Math.floor((asOfMs - oldestVisibleAtMs) / 1000)
    return json(200, { ...counts, oldestAgeSeconds: age, asOf: toInstant(asOfMs) })
  },
})
