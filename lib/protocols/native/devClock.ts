import * as v from 'valibot'
import type { ActionName } from '../../actions/actions.ts'
import type { VirtualClock } from '../../clock.ts'
import { invalid, Problem } from '../../domain/problem.ts'
import type { Answer, Reply, Request } from '../../http/message.ts'
import type { Authenticate } from '../../identity/authenticate.ts'
import { isJsonType, parseBody } from './body.ts'
import { toInstant } from './fields.ts'
import { problemReply, thrownReply } from './problems.ts'
import { json } from './reply.ts'
import { validate } from './validate.ts'

const path = '/dev/clock'

/** As far as the longest delay reaches: ten years of 365 days. */
const advanceSecondsMax = 315_360_000

/** RFC 3339 ends with the year 9999; what is published on the last day still expires before that. */
const lastMs = Date.UTC(9900, 0, 1)

const advanceBody = v.strictObject({
  advanceSeconds: v.pipe(v.number(), v.minValue(0), v.maxValue(advanceSecondsMax)),
})

/**
 * The native API with `POST /dev/clock {advanceSeconds}` before it, which moves the virtual clock and says its time. Time is
 * everybody's: it takes the right to do everything.
 */
export const withDevClock =
  (native: Answer, clock: VirtualClock, authenticate: Authenticate): Answer =>
  async request => {
    if (request.path !== path) return native(request)
    const reply = await advanceOrRefuse(request, clock, authenticate)
    return { ...reply, headers: { ...reply.headers, 'x-request-id': request.requestId } }
  }

async function advanceOrRefuse(request: Request, clock: VirtualClock, authenticate: Authenticate): Promise<Reply> {
  try {
    const caller = await authenticate(request)
    if (!caller.may('*' as ActionName, undefined)) throw new Problem('Forbidden')
    return refusal(request) ?? advance(request, clock)
  } catch (thrown) {
    return thrownReply(thrown, request.requestId)
  }
}

function refusal({ method, headers, body, requestId }: Request): Reply | undefined {
  if (method !== 'POST') return problemReply('MethodNotAllowed', requestId, { headers: { allow: 'POST' } })
  if (body !== undefined && !isJsonType(headers['content-type'])) return problemReply('UnsupportedMediaType', requestId)
  return undefined
}

function advance({ body, requestId }: Request, clock: VirtualClock): Reply {
  const parsed = parseBody(body)
  if (parsed.kind === 'malformed') return problemReply('MalformedJson', requestId, { detail: parsed.detail })
  const { advanceSeconds } = validate(advanceBody, parsed.kind === 'none' ? {} : parsed.value)
  const advanceMs = Math.round(advanceSeconds * 1000)
  if (clock.nowMs() + advanceMs > lastMs)
    throw invalid({ path: ['advanceSeconds'], detail: 'takes the clock past the year 9900', got: advanceSeconds })
  clock.advanceMs(advanceMs)
  return json(200, { now: toInstant(clock.nowMs()) })
}
