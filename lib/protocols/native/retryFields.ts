import * as v from 'valibot'
import { limits } from '../../domain/limits.ts'
import { integer } from './integer.ts'

const seconds = (min: number) => integer(min, limits.retryDelaySecondsMax)

const jitter = v.exactOptional(
  v.pipe(
    v.number(),
    v.minValue(0),
    v.maxValue(1),
    v.description('Up to this share of each delay is left out, drawn at random.'),
  ),
)

/** How long a message rests that is given back without a delay. */
export const retryPolicy = v.pipe(
  v.variant('kind', [
    v.strictObject({ kind: v.literal('fixed'), delaySeconds: seconds(0), jitter }),
    v.strictObject({
      kind: v.literal('exponential'),
      firstSeconds: seconds(1),
      factor: v.pipe(v.number(), v.minValue(1), v.maxValue(limits.retryFactorMax)),
      maxSeconds: seconds(1),
      jitter,
    }),
    v.strictObject({
      kind: v.literal('table'),
      delaysSeconds: v.pipe(
        v.array(seconds(0)),
        v.minLength(1),
        v.maxLength(limits.retryDelaysMax),
        v.description('One after the other; the last one repeats.'),
      ),
      jitter,
    }),
  ]),
  v.description('How long a message rests that is given back without a delay, by its attempts so far.'),
)
