/** What we read of an HTTP API event (payload format 2.0); the local server builds the same. */
export type HttpEvent = {
  /** Percent-decoded by HTTP API. */
  rawPath: string
  rawQueryString: string
  /** Names in lower case; several values joined by commas. */
  headers: Readonly<Record<string, string | undefined>>
  /** HTTP API takes cookies out of the headers. */
  cookies?: readonly string[] | undefined
  requestContext: {
    requestId: string
    http: {
      method: string
      /** Path and query as they were sent, escapes included; an HTTP API does not tell. */
      target?: string | undefined
    }
  }
  body?: string | undefined
  isBase64Encoded: boolean
}

export type HttpResult = {
  statusCode: number
  headers: Record<string, string>
  body?: string | undefined
  /** The body is base64 of what the caller is to get. */
  isBase64Encoded?: boolean
}

/**
 * What a call brings along. Lambda gives the time left; the local server, which can see callers hang up and knows when
 * it stops, gives a signal instead.
 */
export type CallContext = {
  readonly signal?: AbortSignal
  getRemainingTimeInMillis?(): number
}

export type Handler = (event: HttpEvent, context: CallContext) => Promise<HttpResult>
