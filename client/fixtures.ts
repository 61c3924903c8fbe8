import { SluiceClient } from './client.ts'
import type { Time } from './time.ts'
import type { Fetch, FetchInit, TransportOptions } from './transport.ts'
import type { LeasedMessage, Outcome, ProblemDocument } from './wire.ts'

export type Sent = { method: string; path: string; headers: Record<string, string>; body: unknown; signal: AbortSignal }

/** An answer, a way to make one, or an error that the call shall meet instead. */
export type Reply = Response | Error | ((sent: Sent) => Response | Promise<Response>)

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(status === 204 ? null : JSON.stringify(body), { status, headers })

export const problem = (code: string, status: number, more: Partial<ProblemDocument> = {}): Response =>
  json(
    { type: 'about:blank', title: `Refused: ${code}`, status, code, retryable: false, requestId: 'r-1', ...more },
    status,
  )

/** As Node's fetch fails: the reason sits in the cause. */
export const broken = (code: string): Error =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(`connect ${code}`), { code }) })

const toSent = (url: string, { method, headers, body, signal }: FetchInit): Sent => ({
  method,
  path: url.replace('http://sluice.test', ''),
  headers,
  body: body === undefined ? undefined : JSON.parse(body),
  signal,
})

/** Gives the replies in turn and keeps what was sent; fails the call when there is none left. */
export function scriptedFetch(replies: Reply[]): Fetch & { sent: Sent[] } {
  const sent: Sent[] = []
  const send = async (url: string, init: FetchInit): Promise<Response> => {
    const call = toSent(url, init)
    sent.push(call)
    const reply = replies.shift() ?? new Error(`nobody expected ${call.method} ${call.path}`)
    if (reply instanceof Error) throw reply
    return typeof reply === 'function' ? untilAborted(init.signal, reply(call)) : reply
  }
  return Object.assign(send, { sent })
}

/** What the real fetch does when its signal aborts. */
const untilAborted = <Result>(signal: AbortSignal, work: Result | Promise<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    Promise.resolve(work).then(resolve, reject)
  })

/** An answer that never comes. */
export const silence = (): Promise<Response> => new Promise(() => {})

/** Time that stands still until it is moved. */
export class ManualTime implements Time {
  #nowMs = 0
  #alarms: { atMs: number; run: () => void }[] = []
  /** Every wait that was asked for, in order. */
  readonly asked: number[] = []

  after(ms: number, run: () => void): () => void {
    const alarm = { atMs: this.#nowMs + ms, run }
    this.asked.push(ms)
    this.#alarms.push(alarm)
    return () => {
      this.#alarms = this.#alarms.filter(other => other !== alarm)
    }
  }

  advance(ms: number): void {
    this.#nowMs += ms
    const due = this.#alarms.filter(({ atMs }) => atMs <= this.#nowMs)
    this.#alarms = this.#alarms.filter(alarm => !due.includes(alarm))
    for (const { run } of due) run()
  }

  get alarms(): number {
    return this.#alarms.length
  }
}

/** Lets everything that can happen without time passing happen. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
}

/** Pauses end at once (but are kept in `pauses`), time-outs never ring: for tests of what is sent, not of when. */
export class EagerTime implements Time {
  readonly pauses: number[] = []
  after(ms: number, run: () => void): () => void {
    if (ms >= 10_000) return () => {}
    this.pauses.push(ms)
    const timer = setImmediate(run)
    return () => clearImmediate(timer)
  }
}

/** A client of a scripted server, with a jitter of exactly a half. */
export function scriptedClient(replies: Reply[], options: Partial<TransportOptions> = {}) {
  const fetch = scriptedFetch(replies)
  const time = new EagerTime()
  const client = new SluiceClient({ url: 'http://sluice.test', fetch, time, random: () => 0.5, ...options })
  return { client, sent: fetch.sent, pauses: time.pauses }
}

export const aLeased = (n: number, wish: Partial<LeasedMessage> = {}): LeasedMessage => ({
  id: `m${n}`,
  receipt: `r${n}`,
  body: `body ${n}`,
  bodyEncoding: 'text',
  attributes: {},
  attempts: 1,
  publishedAt: '2026-01-01T00:00:00.000Z',
  firstLeasedAt: '2026-01-01T00:00:00.000Z',
  leaseExpiresAt: '2026-01-01T00:00:30.000Z',
  expiresAt: '2026-01-05T00:00:00.000Z',
  ...wish,
})

type Verb = 'poll' | 'ack' | 'nack' | 'extend'

const done = { poll: '', ack: 'acked', nack: 'nacked', extend: 'extended' } as const

/** A queue as far as a worker sees one: polls are answered from the script, everything else succeeds. */
export class FakeQueue {
  readonly sent: (Sent & { verb: Verb })[] = []
  readonly polls: Reply[]
  readonly outcomes: Partial<Record<Verb, Outcome>> = {}
  readonly refusals: Partial<Record<Verb, Response | Error>> = {}

  constructor(polls: Reply[]) {
    this.polls = polls
  }

  fetch = (url: string, { method, headers, body, signal }: FetchInit): Promise<Response> => {
    const verb = url.slice(url.lastIndexOf('/') + 1) as Verb
    const call = { method, path: url, headers, body: JSON.parse(body ?? 'null'), signal, verb }
    this.sent.push(call)
    return verb === 'poll' ? this.#poll(call) : this.#settle(call)
  }

  #poll(call: Sent): Promise<Response> {
    const reply = this.polls.shift()
    if (reply instanceof Error) return Promise.reject(reply)
    if (reply !== undefined) return Promise.resolve(typeof reply === 'function' ? reply(call) : reply)
    return new Promise((_, reject) => call.signal.addEventListener('abort', () => reject(call.signal.reason)))
  }

  async #settle({ verb, body }: Sent & { verb: Verb }): Promise<Response> {
    const refusal = this.refusals[verb]
    if (refusal instanceof Error) throw refusal
    if (refusal) return refusal
    const outcome = this.outcomes[verb] ?? done[verb]
    return json({ results: (body as { receipts: string[] }).receipts.map(receipt => ({ receipt, outcome })) })
  }

  of = (verb: Verb): unknown[] => this.sent.filter(call => call.verb === verb).map(({ body }) => body)
}
