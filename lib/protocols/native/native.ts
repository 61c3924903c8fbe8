import type { Clock } from '../../domain/clock.ts'
import { invalid } from '../../domain/problem.ts'
import type { Answer, Reply, Request } from '../../http/message.ts'
import type { Authenticate } from '../../identity/authenticate.ts'
import { nobody } from '../../identity/caller.ts'
import type { Exchange } from '../../identity/exchange.ts'
import type { Perform } from '../../identity/perform.ts'
import { isJsonType, parseBody } from './body.ts'
import type { Context, Operation, PerformFor } from './operation.ts'
import { problemReply, thrownReply } from './problems.ts'
import { queryObject } from './query.ts'
import { type Found, pathParameters } from './router.ts'
import { findRoute } from './routes.ts'
import { validate } from './validate.ts'

export type NativeOptions = {
  perform: Perform
  /** Who sends a request, asked before anything of it is read. Routes that are open answer without. */
  authenticate: Authenticate
  exchange: Exchange
  clock: Clock
  /** Told of what was thrown and is our fault, with the request's id. */
  onFault: (thrown: unknown, requestId: string) => void
}

/** The native HTTPS/JSON API. */
export function makeNative({ perform, authenticate, exchange, clock, onFault }: NativeOptions): Answer {
  const nowMs = (): number => clock.nowMs()
  return async request => {
    try {
      const found = findRoute(request.method, request.path)
      if (found.kind !== 'route') return withId(noRoute(found, request), request)
      const caller = found.operation.open ? nobody : await authenticate(request)
      const performFor: PerformFor = (name, input) => perform(caller, name, input, request.signal)
      return withId(await answer(found, request, { perform: performFor, exchange, nowMs }), request)
    } catch (thrown) {
      const reply = thrownReply(thrown, request.requestId)
      if (reply.status === 500) onFault(thrown, request.requestId)
      return withId(reply, request)
    }
  }
}

const withId = (reply: Reply, { requestId }: Request): Reply => ({
  ...reply,
  headers: { ...reply.headers, 'x-request-id': requestId },
})

const noRoute = (found: Exclude<Found, { kind: 'route' }>, { requestId }: Request): Reply =>
  found.kind === 'nothing'
    ? problemReply('RouteNotFound', requestId)
    : problemReply('MethodNotAllowed', requestId, { headers: { allow: found.allow } })

async function answer(
  { operation, segments, parameters }: Extract<Found, { kind: 'route' }>,
  request: Request,
  tools: Pick<Context<never, never, never>, 'perform' | 'exchange' | 'nowMs'>,
): Promise<Reply> {
  const named = pathParameters(parameters, segments)
  if (named === undefined) throw invalid({ path: ['path'], detail: 'is not percent-encoded UTF-8' })
  const path = validate(operation.pathSchema, named, ['path'])
  const query = validate(operation.querySchema, queryObject(request.query, operation.querySchema), ['query'])
  const parsed = operation.bodySchema === undefined ? undefined : readBody(operation, request)
  if (parsed?.refusal !== undefined) return parsed.refusal
  const context = { path, query, body: parsed?.body, rawBody: parsed?.rawBody, request, ...tools }
  return operation.handle(context as unknown as Context<never, never, never>)
}

type Read = { body?: unknown; rawBody?: unknown; refusal?: Reply }

function readBody({ bodySchema, bodyRequired }: Operation, { body, headers, requestId }: Request): Read {
  const parsed = parseBody(body)
  if (parsed.kind !== 'none' && !isJsonType(headers['content-type']))
    return { refusal: problemReply('UnsupportedMediaType', requestId) }
  if (parsed.kind === 'malformed')
    return { refusal: problemReply('MalformedJson', requestId, { detail: parsed.detail }) }
  if (parsed.kind === 'none' && bodyRequired)
    return { refusal: problemReply('MalformedJson', requestId, { detail: 'The body is missing.' }) }
  const rawBody = parsed.kind === 'none' ? {} : parsed.value
  // The validator takes a list for an object without fields.
  if (Array.isArray(rawBody)) throw invalid({ path: [], detail: 'has to be an object', got: 'a list' })
  return { rawBody, body: validate(bodySchema!, rawBody) }
}
