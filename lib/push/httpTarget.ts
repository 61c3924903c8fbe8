import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../domain/clock.ts'
import { limits } from '../domain/limits.ts'
import { connectTo, ForbiddenAddress, type Road } from './connect.ts'
import { makeLookUp } from './lookUp.ts'
import { delivered, failed, type Outcome } from './outcome.ts'

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

/** What an endpoint has said: the head, and as much of the body as was read (`limits.pushAnswerBytesMax`). */
export type Reply = { status: number; headers: IncomingHttpHeaders; body: Buffer; isWhole: boolean }

/** Asks an endpoint, in so many seconds from the first look for its name to the end of its answer: that, or what went wrong in words. */
export type Ask = (posting: Posting, seconds: number) => Promise<Reply | string>

/**
 * Posts over connections of its own, one a request, past every proxy. A redirect is not followed. Time is that of `wall`. A body that breaks
 * off is as good as none.
 */
export function makeAsk({ lookUp = makeLookUp(), ...way }: Way, wall: Clock): Ask {
  const road: Road = { ...way, lookUp }
  return async (posting, seconds) => {
    const ending = new AbortController()
    const late = `no answer within ${seconds} seconds`
    const cancel = wall.wakeAt(wall.nowMs() + seconds * 1000, () => ending.abort(new Error(late)))
    try {
      return await replyTo(posting, road, ending.signal)
    } catch (error) {
      return ending.signal.aborted ? late : wordsOf(error)
    } finally {
      cancel()
      ending.abort()
    }
  }
}

/** Any 2xx counts as delivered, once its head is there, within five seconds. */
export const postBy =
  (ask: Ask): Post =>
  async posting => {
    const reply = await ask(posting, limits.pushSeconds)
    if (typeof reply === 'string') return failed(reply)
    const { status } = reply
    return status >= 200 && status < 300 ? delivered : failed(`answered ${status}`)
  }

export const makePost = (way: Way, wall: Clock): Post => postBy(makeAsk(way, wall))

async function replyTo(posting: Posting, road: Road, signal: AbortSignal): Promise<Reply> {
  const url = new URL(posting.url)
  const socket = await connectTo(url, road, signal)
  try {
    const answer = await answerTo(send(posting, url, socket, signal))
    const read = await readToEnd(answer).catch(() => ({ body: Buffer.alloc(0), isWhole: false }))
    return { status: answer.statusCode!, headers: answer.headers, ...read }
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
async function readToEnd(answer: IncomingMessage): Promise<Pick<Reply, 'body' | 'isWhole'>> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer) {
    chunks.push(chunk as Buffer)
    bytes += (chunk as Buffer).length
    if (bytes > limits.pushAnswerBytesMax) return { body: Buffer.concat(chunks), isWhole: false }
  }
  return { body: Buffer.concat(chunks), isWhole: true }
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
