import type { OutgoingMessage } from './body.ts'
import type { SluiceClient } from './client.ts'
import { InvalidInputError, PartlyPublishedError, type SluiceError, toError } from './errors.ts'
import { fulfilled, Gatherer, rejected } from './gatherer.ts'
import { isOrdered } from './ordered.ts'
import { messageBytes } from './size.ts'
import type { FieldProblem, PublishedMessage, PublishResult } from './wire.ts'

const messagesPerRequestMax = 16
const requestBytesMax = 1_048_576

export type PublisherOptions = {
  /** How long the first message of a request waits for company, in milliseconds. Default 5. */
  gatherMs?: number | undefined
  /**
   * Requests under way at once. Default 8, or 1 for a queue whose name ends in `.fifo`: with more than one, messages may be
   * stored in another order.
   */
  requestsMax?: number | undefined
}

/**
 * Publishes one message a call and sends those that come close together in one request, up to 16 messages and 1 MiB.
 * Each call gets its own id, or its own error: one message that is refused does not take its neighbours with it.
 */
export class Publisher {
  readonly #gatherer: Gatherer<OutgoingMessage, PublishedMessage>
  #closed = false

  constructor(client: SluiceClient, queue: string, { gatherMs = 5, ...options }: PublisherOptions = {}) {
    const requestsMax = options.requestsMax ?? (isOrdered(queue) ? 1 : 8)
    const sizes = { itemsMax: messagesPerRequestMax, bytesMax: requestBytesMax, bytesOf: messageBytes }
    const send = (messages: OutgoingMessage[]) => publishEach(client, queue, messages)
    this.#gatherer = new Gatherer(send, { gatherMs, requestsMax, ...sizes }, client.transport.time)
  }

  /** Resolves with the message's id once it is stored. Throws what `SluiceClient.publish` throws, and after `close`. */
  async publish(message: OutgoingMessage): Promise<string> {
    return (await this.publishInOrder(message)).id
  }

  /** The same, answering also the sequence number that an ordered queue gives. */
  publishInOrder(message: OutgoingMessage): Promise<PublishedMessage> {
    return this.#closed ? Promise.reject(new Error('the publisher is closed')) : this.#gatherer.add(message)
  }

  /** Sends what waits, now; resolves when every publish so far has its answer, good or bad. */
  flush(): Promise<void> {
    return this.#gatherer.flush()
  }

  /** Takes no more messages, and flushes. */
  close(): Promise<void> {
    this.#closed = true
    return this.flush()
  }
}

type Results = PromiseSettledResult<PublishedMessage>[]

async function publishEach(client: SluiceClient, queue: string, messages: OutgoingMessage[]): Promise<Results> {
  try {
    return (await client.publishInOrder(queue, messages)).map(fulfilled)
  } catch (error) {
    if (error instanceof PartlyPublishedError) return error.results.map(result => settledPart(result, error))
    const most = error instanceof InvalidInputError ? mostAtOnce(error) : undefined
    if (most !== undefined && most < messages.length) return inParts(client, queue, messages, most)
    if (error instanceof InvalidInputError) return withoutRefused(client, queue, messages, error)
    throw error
  }
}

/** Where it is their number that was refused: the queue takes no more in a second. */
const mostAtOnce = ({ errors }: InvalidInputError): number | undefined => {
  const limit = errors.find(({ pointer }) => pointer === '/messages')?.limit
  return typeof limit === 'number' ? limit : undefined
}

/** One part after the other: each waits for its second by itself. */
async function inParts(
  client: SluiceClient,
  queue: string,
  messages: OutgoingMessage[],
  size: number,
): Promise<Results> {
  const results: Results = []
  for (let at = 0; at < messages.length; at += size) {
    const part = messages.slice(at, at + size)
    results.push(...(await publishEach(client, queue, part).catch(error => part.map(() => rejected(error)))))
  }
  return results
}

/** Nothing of a refused request is stored, so those that are not to blame go again, in a request of their own. */
async function withoutRefused(
  client: SluiceClient,
  queue: string,
  messages: OutgoingMessage[],
  error: InvalidInputError,
): Promise<Results> {
  const refused = messages.map((_, index) => refusalOf(error, index))
  const blameless = messages.filter((_, index) => refused[index] === undefined)
  if (blameless.length === messages.length) throw error
  const failed = (reason: unknown): Results => blameless.map(() => rejected(reason))
  const others = blameless.length === 0 ? [] : await publishEach(client, queue, blameless).catch(failed)
  return refused.map(own => (own === undefined ? others.shift()! : rejected(own)))
}

function refusalOf(error: InvalidInputError, index: number): SluiceError | undefined {
  const place = `/messages/${index}`
  const own = error.errors.filter(({ pointer }) => pointer === place || pointer.startsWith(`${place}/`))
  const errors = own.map((field): FieldProblem => ({ ...field, pointer: field.pointer.slice(place.length) }))
  return errors.length === 0 ? undefined : toError({ ...headOf(error), detail: 'The message is not valid.', errors })
}

const settledPart = (result: PublishResult, whole: PartlyPublishedError): PromiseSettledResult<PublishedMessage> =>
  'id' in result
    ? fulfilled(result)
    : rejected(toError({ ...headOf(whole), code: result.code, detail: 'This message was not stored.' }))

const headOf = ({ status, code, retryable, requestId }: SluiceError) => ({
  status,
  code,
  retryable,
  ...(requestId === undefined ? {} : { requestId }),
})
