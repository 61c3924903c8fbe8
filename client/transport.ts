import { NetworkError, toError } from './errors.ts'
import { type Chance, defaultRetryPolicy, type Repeat, type RetryPolicy, retrying } from './retry.ts'
import { systemTime, type Time } from './time.ts'
import type { ProblemDocument } from './wire.ts'

/** What the client asks of `fetch`: the global one fits, and so does one that signs the request before it goes out. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>

/** Everything is plain, so that a signer can read it: headers in lower case, the body as text. */
export type FetchInit = { method: string; headers: Record<string, string>; body?: string; signal: AbortSignal }

export type TransportOptions = {
  /** Where the server is, for example `http://127.0.0.1:9324`; a path in it is kept as a prefix. Throws when no URL. */
  url: string
  /** Default: the global fetch. */
  fetch?: Fetch | undefined
  /**
   * The access key, where the server has auth on: `ID.SECRET`, or `ID.SECRET.SESSIONTOKEN`. A function is asked before every
   * call, for keys that change.
   */
  token?: string | (() => string | Promise<string>) | undefined
  /** Sent with every call. */
  headers?: Record<string, string> | undefined
  /** How long one try may take before it counts as unanswered; a poll gets its wait on top. Default 10,000. */
  timeoutMs?: number | undefined
  retry?: Partial<RetryPolicy> | undefined
  /** For tests. */
  time?: Time | undefined
  /** For tests: a number from 0 to below 1, for the jitter of the pauses. */
  random?: Chance | undefined
}

export type CallOptions = {
  /** Ends the call, its pauses and repeats included; the call then throws the signal's reason. */
  signal?: AbortSignal | undefined
  /** Instead of the client's `timeoutMs`. */
  timeoutMs?: number | undefined
}

export type Call = {
  method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE'
  path: string
  query?: Record<string, string | number | undefined> | undefined
  headers?: Record<string, string | undefined> | undefined
  body?: unknown
  repeat: Repeat
  /** How long the server may wait before it answers. */
  waitMs?: number
}

export type Answer<Body> = { status: number; headers: Headers; body: Body }

/** Sends calls and reads answers; knows nothing of queues. */
export class Transport {
  readonly time: Time
  readonly random: Chance
  readonly retry: RetryPolicy
  readonly #base: string
  readonly #fetch: Fetch
  readonly #headers: Record<string, string>
  readonly #token: TransportOptions['token']
  readonly #timeoutMs: number

  constructor({ url, token, fetch: send, headers = {}, timeoutMs = 10_000, retry, time, random }: TransportOptions) {
    this.#base = new URL(url).href.replace(/\/+$/, '')
    this.#fetch = send ?? ((target, init) => fetch(target, init))
    this.#headers = headers
    this.#token = token
    this.#timeoutMs = timeoutMs
    this.retry = { ...defaultRetryPolicy, ...retry }
    this.time = time ?? systemTime
    this.random = random ?? Math.random
  }

  /** Throws a SluiceError where the server refuses, a NetworkError where no answer comes, or the signal's reason. */
  call<Body>(call: Call, options: CallOptions = {}): Promise<Answer<Body>> {
    const { time, random, retry: policy } = this
    return retrying(() => this.#try<Body>(call, options), { policy, repeat: call.repeat, time, random, ...options })
  }

  async #try<Body>(call: Call, { signal, timeoutMs = this.#timeoutMs }: CallOptions): Promise<Answer<Body>> {
    signal?.throwIfAborted()
    const timeout = new AbortController()
    const limitMs = timeoutMs + (call.waitMs ?? 0)
    const cancel = this.time.after(limitMs, () => timeout.abort())
    try {
      return await this.#send<Body>(call, signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal)
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      if (timeout.signal.aborted) throw new NetworkError(`no answer from ${this.#base} in ${limitMs} ms`, false, error)
      throw error
    } finally {
      cancel()
    }
  }

  async #send<Body>(call: Call, signal: AbortSignal): Promise<Answer<Body>> {
    const { response, text } = await this.#exchange(call, signal)
    const body = parsed(text)
    if (!response.ok) throw toError(problemOf(response, body))
    if (body === undefined && text !== '') throw toError(unexpected(response))
    return { status: response.status, headers: response.headers, body: body as Body }
  }

  /** Every throw of the fetch means that no whole answer came. */
  async #exchange(call: Call, signal: AbortSignal): Promise<{ response: Response; text: string }> {
    const init = await this.#init(call, signal)
    try {
      const response = await this.#fetch(this.#base + call.path + queryText(call.query), init)
      return { response, text: await response.text() }
    } catch (error) {
      throw new NetworkError(`no answer from ${this.#base}: ${reasonOf(error)}`, wasNeverSent(error), error)
    }
  }

  async #init({ method, headers, body }: Call, signal: AbortSignal): Promise<FetchInit> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const given = Object.entries(headers ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined)
    const all = {
      accept: 'application/json',
      ...this.#headers,
      ...(await this.#bearer()),
      ...json,
      ...Object.fromEntries(given),
    }
    return { method, headers: all, ...(body === undefined ? {} : { body: JSON.stringify(body) }), signal }
  }

  async #bearer(): Promise<Record<string, string>> {
    const token = typeof this.#token === 'function' ? await this.#token() : this.#token
    return token === undefined ? {} : { authorization: `Bearer ${token}` }
  }
}

function queryText(query: Call['query'] = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? '' : `?${search}`
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A proxy or a gateway in between answers in its own words; then only the status is sure. */
function problemOf(response: Response, body: unknown): ProblemDocument {
  return isProblem(body)
    ? { ...body, ...pauseOf(response), status: response.status, retryable: body.retryable === true }
    : unexpected(response)
}

/** Retry-After in its form of seconds; the other, a date, is as good as nothing where clocks differ. */
function pauseOf({ headers }: Response): { retryAfterSeconds?: number } {
  const text = headers.get('retry-after') ?? ''
  return /^\d{1,9}$/.test(text) ? { retryAfterSeconds: Number(text) } : {}
}

const isProblem = (body: unknown): body is ProblemDocument =>
  typeof body === 'object' && body !== null && typeof (body as { code?: unknown }).code === 'string'

function unexpected(response: Response): ProblemDocument {
  const { status, statusText, headers } = response
  const detail = `The answer is not one of Sluice's: ${status} ${statusText}`.trim()
  const requestId = headers.get('x-request-id')
  const retryable = status === 429 || status >= 500
  return {
    ...pauseOf(response),
    status,
    code: 'Unexpected',
    detail,
    retryable,
    ...(requestId === null ? {} : { requestId }),
  }
}

type Cause = { code?: string; message?: string }

const causeOf = (error: unknown): Cause => ((error as { cause?: Cause }).cause ?? error ?? {}) as Cause

/** Node says "fetch failed" and hides the reason in the cause, at times with a code and no message. */
const reasonOf = (error: unknown): string => causeOf(error).message || causeOf(error).code || String(error)

// Only Node tells; a browser hides why, and then the call counts as perhaps sent.
const unsentCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

const wasNeverSent = (error: unknown): boolean => unsentCodes.has(causeOf(error).code ?? '')
