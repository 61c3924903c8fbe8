import type { Answer, Reply, Request } from '../../http/message.ts'
import type { Authenticate } from '../../identity/authenticate.ts'
import type { Perform, PerformFor } from '../../identity/perform.ts'
import { MnsError } from './errors.ts'
import { checkDigest, checkHeaders } from './headers.ts'
import { toMnsError } from './problems.ts'
import { toQuery } from './query.ts'
import { errorReply, replyOf } from './reply.ts'
import { findRoute } from './routes.ts'
import { type Place, siteOf } from './site.ts'
import { readXml } from './xml/read.ts'

export type MnsOptions = {
  perform: Perform
  authenticate: Authenticate
  place: Place
  /** Told of what was thrown and is our fault, with the request's id. */
  onFault: (thrown: unknown, requestId: string) => void
}

/** The Message Service API, version 2015-06-06. */
export function makeMns(options: MnsOptions): Answer {
  return async request => {
    try {
      return await serve(options, request)
    } catch (thrown) {
      const error = toMnsError(thrown)
      if (error.code === 'InternalError') options.onFault(thrown, request.requestId)
      return errorReply(error, siteOf(options.place, request), request.requestId)
    }
  }
}

async function serve({ perform, authenticate, place }: MnsOptions, request: Request): Promise<Reply> {
  checkHeaders(request)
  const caller = await authenticate(request)
  checkDigest(request)
  checkTarget(request)
  const { choose, names } = findRoute(request.method, request.path)
  const query = toQuery(request.query)
  const body = request.method === 'GET' ? undefined : readXml(request.body)
  const operation = choose({ query, root: body?.name })
  const performFor: PerformFor = (name, input) => perform(caller, name, input, request.signal)
  const site = siteOf(place, request)
  const answered = await operation({ perform: performFor, site, headers: request.headers, query, body, names })
  return replyOf(answered, request.requestId)
}

/** No name has a slash in it: one that is escaped would be read as another path than the one that was signed. */
function checkTarget({ target = '' }: Request): void {
  if (/^[^?]*%2f/i.test(target)) throw new MnsError('InvalidRequestURL')
}
