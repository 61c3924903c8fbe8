/** A request, freed from where it came in: an HTTP API event or a socket. */
export type Request = {
  /** Upper case. */
  method: string
  /** As sent, percent-encoding included, without the query. */
  path: string
  query: URLSearchParams
  /** Path and query as they were sent, or as near to it as the front door can tell. */
  target?: string | undefined
  /** Names in lower case; several values joined by commas. */
  headers: Readonly<Record<string, string | undefined>>
  /** Text where the door could tell that it is UTF-8, else bytes; undefined when there was none. */
  body?: string | Uint8Array | undefined
  /** Goes into every answer, and into the log. */
  requestId: string
  /** Aborts when the caller hung up, the server stops, or the function is about to be cut off: a poll then answers. */
  signal: AbortSignal
}

export type Reply = {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  /** Absent: no content. */
  body?: string | undefined
}

/** One protocol's whole surface. Never throws: what goes wrong is a reply in the protocol's own words. */
export type Answer = (request: Request) => Promise<Reply>
