import { isUtf8 } from 'node:buffer'
import type { CallContext, Handler, HttpEvent, HttpResult } from './event.ts'
import type { Answer, Reply, Request } from './message.ts'

/** What is left of a function's time when waiting has to end, so that the answer is out before the function is cut off. */
const reserveMs = 1000

/** Makes a Lambda handler of a protocol's answer. Rejects only if the answer does, which it promises not to. */
export const fromLambda =
  (answer: Answer): Handler =>
  async (event, context) => {
    const request = new EventRequest(event, context)
    try {
      return toResult(await answer(request))
    } finally {
      request.end()
    }
  }

// Lambda puts the result into JSON, where text may double: beyond this, base64 is what surely fits into its 6 MB.
const textBytesMax = 3_000_000

function toResult({ status: statusCode, headers, body }: Reply): HttpResult {
  if (body === undefined) return { statusCode, headers }
  if (body.length * 3 <= textBytesMax || Buffer.byteLength(body) <= textBytesMax) return { statusCode, headers, body }
  return { statusCode, headers, body: Buffer.from(body).toString('base64'), isBase64Encoded: true }
}

const noQuery = new URLSearchParams()

/** Query and signal are made when asked for: most requests need neither. */
class EventRequest implements Request {
  readonly method: string
  readonly path: string
  readonly headers: Request['headers']
  readonly body: Request['body']
  readonly requestId: string
  readonly #event: HttpEvent
  readonly #context: CallContext
  #query: URLSearchParams | undefined
  #countdown: Countdown | undefined

  constructor(event: HttpEvent, context: CallContext) {
    this.method = event.requestContext.http.method
    this.path = encodePath(event.rawPath)
    this.headers = event.cookies === undefined ? event.headers : withCookies(event.headers, event.cookies)
    this.body = event.isBase64Encoded && event.body !== undefined ? decodeBody(event.body) : event.body
    this.requestId = event.requestContext.requestId
    this.#event = event
    this.#context = context
  }

  get query(): URLSearchParams {
    if (this.#event.rawQueryString === '') return noQuery
    this.#query ??= new URLSearchParams(this.#event.rawQueryString)
    return this.#query
  }

  get target(): string {
    const { rawQueryString, requestContext } = this.#event
    if (requestContext.http.target !== undefined) return requestContext.http.target
    return rawQueryString === '' ? this.path : `${this.path}?${rawQueryString}`
  }

  get signal(): AbortSignal {
    if (this.#context.signal !== undefined) return this.#context.signal
    this.#countdown ??= new Countdown(this.#context.getRemainingTimeInMillis?.())
    return this.#countdown.signal
  }

  /** The request is answered: leaves no timer behind, which would fire in whatever the function does next. */
  end(): void {
    this.#countdown?.stop()
  }
}

/** Aborts shortly before a function's time is over; never where there is no such time. */
class Countdown {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout | undefined

  constructor(leftMs: number | undefined) {
    if (leftMs !== undefined) this.#timer = setTimeout(() => this.#controller.abort(), Math.max(0, leftMs - reserveMs))
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}

const plainPath = /^[\w\-./]*$/

/**
 * HTTP API decodes the path, our routers decode it again: so it is encoded in between, or `%2525` would become `%`.
 * That `%2F` and `/` look the same by now cannot be helped.
 */
const encodePath = (path: string): string =>
  plainPath.test(path)
    ? path
    : encodeURI(path.toWellFormed()).replaceAll(/[?#]/g, mark => (mark === '?' ? '%3F' : '%23'))

const withCookies = (headers: HttpEvent['headers'], cookies: readonly string[]): HttpEvent['headers'] => ({
  ...headers,
  cookie: cookies.join('; '),
})

/** HTTP API sends whatever it does not know to be text in base64, JSON of an unusual type among it. */
function decodeBody(base64: string): string | Uint8Array {
  const bytes = Buffer.from(base64, 'base64')
  return isUtf8(bytes) ? bytes.toString() : bytes
}
