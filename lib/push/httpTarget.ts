import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../domain/clock.ts'
import { limits } from '../domain/limits.ts'
import { connectTo, ForbiddenAddress, type Road } from './connect.ts'
import { makeLookUp } from './lookUp.ts'
import type { Outcome } from './outcome.ts'

export type Posting = {
  /** Only http and https; its path does not count. */
  url: string
  /** As it goes over the wire, the query included. */
  path: string
  /** In this spelling. */
  headers: Readonly<Record<string, string>>
  body: Uint8Array
}

/** Names are looked up as this machine knows them where nothing is said. */
export type Way = Omit<Road, 'lookUp'> & Partial<Pick<Road, 'lookUp'>>

/** Delivers one request. Never rejects: what goes wrong is a reason in words. */
export type Post = (posting: Posting) => Promise<Outcome>

const timeoutMs = limits.pushSeconds * 1000

/**
 * Posts over connections of its own, one a request, past every proxy. Any 2xx counts as delivered, once its head is there; a redirect is
 * not followed. From the first look for the name to the end of the answer there are five seconds by `wall`.
 */
export function makePost({ lookUp = makeLookUp(), ...way }: Way, wall: Clock): Post {
  const road: Road = { ...way, lookUp }
  return async posting => {
    const ending = new AbortController()
    const cancel = wall.wakeAt(wall.nowMs() + timeoutMs, () => ending.abort(new Error(late)))
    try {
      const status = await statusOf(posting, road, ending.signal)
      return status >= 200 && status < 300 ? { kind: 'delivered' } : failed(`answered ${status}`)
    } catch (error) {
      return failed(ending.signal.aborted ? late : wordsOf(error))
    } finally {
      cancel()
      ending.abort()
    }
  }
}

const late = `no answer within ${limits.pushSeconds} seconds`

const failed = (reason: string): Outcome => ({ kind: 'failed', reason })

async function statusOf(posting: Posting, road: Road, signal: AbortSignal): Promise<number> {
  const url = new URL(posting.url)
  const socket = await connectTo(url, road, signal)
  try {
    const answer = await answerTo(send(posting, url, socket, signal))
    await readToEnd(answer).catch(() => {})
    return answer.statusCode!
  } finally {
    socket.destroy()
  }
}

function send({ path, headers, body }: Posting, url: URL, socket: Socket, signal: AbortSignal): ClientRequest {
  const asked = request({
    method: 'POST',
    path,
    headers: { Host: url.host, ...headers, 'Content-Length': String(body.length) },
    createConnection: () => socket,
    maxHeaderSize: limits.pushAnswerHeadBytesMax,
    signal,
  })
  asked.end(body)
  return asked
}

function answerTo(asked: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asked.on('response', resolve)
    asked.on('error', reject)
    // An endpoint that would rather speak something else.
    asked.on('upgrade', (_, socket) => {
      socket.destroy()
      reject(new Error('answered 101'))
    })
  })
}

/** So that the endpoint may finish what it says; more than a little of it nobody waits for. */
async function readToEnd(answer: IncomingMessage): Promise<void> {
  let bytes = 0
  for await (const chunk of answer) {
    bytes += (chunk as Buffer).length
    if (bytes > limits.pushAnswerBytesMax) return
  }
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was closed without an answer',
  EHOSTUNREACH: 'no way to the address',
  ENETUNREACH: 'no way to the address',
  ENOTFOUND: 'the name has no address',
  EAI_AGAIN: 'the name could not be looked up',
  ESERVFAIL: 'the name could not be looked up',
  ETIMEOUT: 'the name could not be looked up',
  HPE_HEADER_OVERFLOW: 'the head of the answer is too long',
}

/** What an owner can do something about; of an error that was not foreseen its code or message. */
function wordsOf(error: unknown): string {
  if (error instanceof ForbiddenAddress) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  // A connection that was tried at several addresses says one by one how each failed.
  const inner = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException | undefined)?.code : code
  if (inner?.startsWith('HPE_') && words[inner] === undefined) return `the answer is no HTTP (${inner})`
  return words[inner ?? ''] ?? (inner === undefined ? message : `${message} (${inner})`)
}
