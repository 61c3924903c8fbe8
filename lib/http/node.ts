import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { endBroken } from './brokenRequest.ts'
import { Connection } from './connection.ts'
import type { Handler, HttpEvent, HttpResult } from './event.ts'
import { toEvent } from './nodeEvent.ts'
import { announcedBytes, readBody } from './requestBody.ts'

/** How long a peer may take, in milliseconds. */
export type Timeouts = {
  /** From a connection, or from a request's first byte, to the end of its headers. */
  headersMs: number
  /** The same to the end of its body: at least `headersMs`. */
  requestMs: number
  /** Between two requests. Longer than the minute for which proxies and pools keep theirs, so that they close first. */
  keepAliveMs: number
  /** Without a byte either way, while a request or an answer is under way. Longer than the longest poll. */
  stalledMs: number
  /** How often the first two are looked at. */
  checkMs: number
  /** How long a caller may go on sending a body that was refused, so that it gets to read the refusal. */
  lingerMs: number
}

export const defaultTimeouts: Timeouts = {
  headersMs: 10_000,
  requestMs: 60_000,
  keepAliveMs: 75_000,
  stalledMs: 120_000,
  checkMs: 1000,
  lingerMs: 1000,
}

/** Beyond this many, new connections are closed at once: each costs some 10 KB. */
const connectionsMax = 16_384

/** A caller who sends this many requests without waiting for an answer is cut off, before they pile up. */
const outstandingMax = 256

export type DoorOptions = {
  handle: Handler
  bodyBytesMax: number
  newRequestId: () => string
  /** What to say of a body over `bodyBytesMax`, which the event is without. */
  tooLarge: (event: HttpEvent) => HttpResult
  /** What to say when the handler rejects. */
  failed: (event: HttpEvent, error: unknown) => HttpResult
  timeouts?: Partial<Timeouts>
}

/** The local front door: turns sockets into the events that an HTTP API would send, and results into answers. */
export class Door {
  readonly server: Server
  readonly #options: DoorOptions
  readonly #lingerMs: number
  readonly #connections = new Map<unknown, Connection>()
  #stopped: Promise<void> | undefined

  constructor(options: DoorOptions) {
    this.#options = options
    const timeouts = { ...defaultTimeouts, ...options.timeouts }
    this.#lingerMs = timeouts.lingerMs
    this.server = createServer(toServerOptions(timeouts))
    this.server.timeout = timeouts.stalledMs
    this.server.maxConnections = connectionsMax
    this.server.on('connection', socket => this.#meet(socket))
    this.server.on('request', (request, response) => this.#take(request, response))
    this.server.on('checkContinue', (request, response) => this.#take(request, response, true))
    this.server.on('clientError', (error, socket) =>
      endBroken(error, socket, (this.#connections.get(socket)?.answering ?? 0) > 0),
    )
  }

  /** Resolves with the port; rejects with what listening failed of (EADDRINUSE, EACCES, ENOTFOUND). */
  async listen(port: number, host: string): Promise<number> {
    this.server.listen({ port, host, backlog: 1024 })
    await once(this.server, 'listening')
    // From here on an error is about one connection that could not be accepted: a reason to go on, not to end.
    this.server.on('error', () => {})
    return (this.server.address() as AddressInfo).port
  }

  /**
   * Accepts nothing more, ends what callers wait for, finishes what is under way, and resolves when every connection
   * is closed; after `graceMs` those that remain are cut.
   */
  stop(graceMs: number): Promise<void> {
    this.#stopped ??= this.#stop(graceMs)
    return this.#stopped
  }

  async #stop(graceMs: number): Promise<void> {
    const closed = once(this.server, 'close')
    this.server.close()
    for (const connection of this.#connections.values()) {
      connection.leave()
      connection.closeWhenIdle()
    }
    const grace = setTimeout(() => this.server.closeAllConnections(), graceMs)
    await closed
    clearTimeout(grace)
  }

  #meet(socket: Socket): void {
    const connection = new Connection(socket)
    this.#connections.set(socket, connection)
    socket.once('close', () => {
      this.#connections.delete(socket)
      connection.leave()
    })
  }

  #take(request: IncomingMessage, response: ServerResponse, awaitsContinue = false): void {
    const connection = this.#connections.get(request.socket)
    if (connection === undefined) return // its connection is closed already
    if (connection.answering >= outstandingMax) {
      request.socket.destroy()
      return
    }
    const bytes = announcedBytes(request)
    if (bytes === 0) void this.#serve(request, response, connection, undefined)
    else if (bytes > this.#options.bodyBytesMax) this.#refuse(request, response, connection)
    else {
      if (awaitsContinue) response.writeContinue()
      this.#read(request, response, connection)
    }
  }

  #read(request: IncomingMessage, response: ServerResponse, connection: Connection): void {
    connection.reading++
    const serve = (body: Buffer | undefined): void => {
      connection.reading--
      void this.#serve(request, response, connection, body)
    }
    const refuse = (): void => {
      connection.reading--
      this.#refuse(request, response, connection)
    }
    readBody(request, this.#options.bodyBytesMax, serve, refuse)
  }

  async #serve(request: IncomingMessage, response: ServerResponse, connection: Connection, body: Buffer | undefined) {
    const event = toEvent(request, body, this.#options.newRequestId())
    connection.answering++
    try {
      this.#answer(response, connection, await this.#options.handle(event, connection))
    } catch (error) {
      this.#answer(response, connection, this.#options.failed(event, error))
    }
    connection.answering--
  }

  #answer(response: ServerResponse, connection: Connection, result: HttpResult): void {
    if (response.destroyed) return
    const isLast = this.#stopped !== undefined && connection.answering === 1
    const body = result.isBase64Encoded ? Buffer.from(result.body!, 'base64') : result.body
    response.writeHead(result.statusCode, headersOf(result.headers, result.statusCode, body, isLast)).end(body)
  }

  /** The caller is still sending: the answer goes out whole, and what else comes in is thrown away for a while. */
  #refuse(request: IncomingMessage, response: ServerResponse, connection: Connection): void {
    connection.answering++
    const result = this.#options.tooLarge(toEvent(request, undefined, this.#options.newRequestId()))
    response
      .writeHead(result.statusCode, headersOf(result.headers, result.statusCode, result.body, true))
      .write(result.body)
    const end = (): void => {
      clearTimeout(timer)
      response.end()
    }
    const timer = setTimeout(end, this.#lingerMs)
    request.on('end', end).on('close', end).resume()
  }
}

/** Names and values in turn. */
function headersOf(
  headers: HttpResult['headers'],
  statusCode: number,
  body: string | Buffer | undefined,
  isLast: boolean,
): string[] {
  const list: string[] = []
  for (const name in headers) list.push(name, headers[name]!)
  if (body !== undefined) list.push('content-length', `${Buffer.byteLength(body)}`)
  else if (statusCode !== 204 && statusCode !== 304) list.push('content-length', '0')
  if (isLast) list.push('connection', 'close')
  return list
}

const toServerOptions = ({ headersMs, requestMs, keepAliveMs, checkMs }: Timeouts) => ({
  headersTimeout: headersMs,
  requestTimeout: requestMs,
  keepAliveTimeout: keepAliveMs,
  connectionsCheckingInterval: checkMs,
})
