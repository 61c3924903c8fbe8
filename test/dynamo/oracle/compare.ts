import { isDeepStrictEqual } from 'node:util'
import type { Dynamo } from '../../../lib/store/dynamo/dynamo.ts'
import { type Answer, answerOf } from './answers.ts'
import type { Call } from './calls.ts'
import { knownErrors } from './knownErrors.ts'

export type Pair = {
  fake: Dynamo
  real: Dynamo
  engine: string
  /** The known errors that were met, by their reasons. */
  met: Set<string>
}

/** Sends one call to both. Throws an Error that shows the call and both answers if they differ. */
export async function same(pair: Pair, call: Call, history: readonly Call[] = []): Promise<Answer> {
  const expected = await answerOf(pair.fake, call)
  const given = await answerOf(pair.real, call)
  const corrected = correct(pair, call, given, expected)
  if (isDeepStrictEqual(corrected, expected)) return expected
  const lines = [
    `the fake answers otherwise than ${pair.engine}, after ${history.length} calls`,
    `call    ${show(call)}`,
    `fake    ${show(expected)}`,
    `${pair.engine} ${show(given)}`,
    ...history.slice(-20).map(before => `before  ${show(before)}`),
  ]
  throw new Error(lines.join('\n'))
}

function correct({ engine, met }: Pair, call: Call, given: Answer, fake: Answer): Answer {
  let answer = given
  for (const error of knownErrors.filter(known => known.engine === engine)) {
    const corrected = error.correct(call, answer, fake)
    if (!isDeepStrictEqual(corrected, answer)) met.add(error.reason)
    answer = corrected
  }
  return answer
}

const show = (what: object): string =>
  JSON.stringify(what, (_, value: unknown) => (value instanceof Uint8Array ? `${value.length} bytes` : value))
