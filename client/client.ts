import { AccessKeyCalls } from './accessKeys.ts'
import { type OutgoingChange, type OutgoingMessage, toWire, toWireChange } from './body.ts'
import type { PublishOptions, WriteOptions } from './options.ts'
import { eachItem } from './pages.ts'
import type { QueueChange } from './queueChange.ts'
import { newRequestKey } from './requestKey.ts'
import { type Answer, type CallOptions, Transport, type TransportOptions } from './transport.ts'
import type {
  ExtendInput,
  Health,
  LeasedMessage,
  MessageState,
  MessageView,
  NackInput,
  Page,
  PollInput,
  Published,
  PublishedMessage,
  QueueSettings,
  QueueStats,
  QueueView,
  SettleResult,
} from './wire.ts'

/** A queue with the version that `ifMatch` wants. */
export type Queue = QueueView & { etag: string }

export type PageInput = { limit?: number | undefined; cursor?: string | undefined }

/** The longest a poll may wait when the queue's own setting decides. */
const waitSecondsMax = 30

/**
 * Every call of the native API. Each throws a SluiceError (or the subclass of its code) when the server refuses and a
 * NetworkError when no answer comes; passing failures are tried again first, where that is safe.
 */
export class SluiceClient extends AccessKeyCalls {
  constructor(options: TransportOptions) {
    super(new Transport(options))
  }

  async health(options?: CallOptions): Promise<Health> {
    return (await this.transport.call<Health>({ method: 'GET', path: '/health', repeat: 'always' }, options)).body
  }

  /** The API as an OpenAPI 3.1 document: what this server takes, with its limits. */
  async openapi(options?: CallOptions): Promise<unknown> {
    return (await this.transport.call<unknown>({ method: 'GET', path: '/openapi.json', repeat: 'always' }, options))
      .body
  }

  /** Creates the queue, or replaces its settings: those left out take their defaults. `created` tells which it was. */
  async putQueue(
    name: string,
    settings: QueueSettings = {},
    { ifMatch, onlyNew, ...options }: WriteOptions = {},
  ): Promise<Queue & { created: boolean }> {
    const headers = { 'if-match': ifMatch, 'if-none-match': onlyNew ? '*' : undefined }
    const repeat = ifMatch === undefined && !onlyNew ? 'always' : 'whenRefused'
    const call = { method: 'PUT', path: queuePath(name), headers, body: settings, repeat } as const
    const answer = await this.transport.call<QueueView>(call, options)
    return { ...toQueue(answer), created: answer.status === 201 }
  }

  /** Changes the settings that are given and leaves the others. */
  async updateQueue(
    name: string,
    settings: QueueChange,
    { ifMatch, ...options }: Omit<WriteOptions, 'onlyNew'> = {},
  ): Promise<Queue> {
    const repeat = ifMatch === undefined ? 'always' : 'whenRefused'
    const headers = { 'if-match': ifMatch }
    const call = { method: 'PATCH', path: queuePath(name), headers, body: settings, repeat } as const
    return toQueue(await this.transport.call<QueueView>(call, options))
  }

  async getQueue(name: string, options?: CallOptions): Promise<Queue> {
    const call = { method: 'GET', path: queuePath(name), repeat: 'always' } as const
    return toQueue(await this.transport.call<QueueView>(call, options))
  }

  /** One page; `queues` walks them all. `limit` is 1 to 100, default 20. */
  async listQueues(input: PageInput & { prefix?: string } = {}, options?: CallOptions): Promise<Page<QueueView>> {
    const call = { method: 'GET', path: '/v1/queues', query: input, repeat: 'always' } as const
    return (await this.transport.call<Page<QueueView>>(call, options)).body
  }

  queues(input: { prefix?: string; limit?: number } = {}, options?: CallOptions): AsyncGenerator<QueueView, void> {
    return eachItem(cursor => this.listQueues({ ...input, cursor }, options))
  }

  /** Deletes the queue and its messages. Not repeated after a lost answer: the repeat would find no queue. */
  async deleteQueue(name: string, { ifMatch, ...options }: Omit<WriteOptions, 'onlyNew'> = {}): Promise<void> {
    const headers = { 'if-match': ifMatch }
    await this.transport.call({ method: 'DELETE', path: queuePath(name), headers, repeat: 'whenRefused' }, options)
  }

  async queueStats(name: string, options?: CallOptions): Promise<QueueStats> {
    const call = { method: 'GET', path: `${queuePath(name)}/stats`, repeat: 'always' } as const
    return (await this.transport.call<QueueStats>(call, options)).body
  }

  /** Drops every message. Not repeated after a lost answer: the repeat could drop what was published in between. */
  async purgeQueue(name: string, options?: CallOptions): Promise<void> {
    await this.transport.call({ method: 'POST', path: `${queuePath(name)}/purge`, repeat: 'whenRefused' }, options)
  }

  /** A paused queue takes messages in and hands none out. */
  async pauseQueue(name: string, options?: CallOptions): Promise<Queue> {
    const call = { method: 'POST', path: `${queuePath(name)}/pause`, repeat: 'always' } as const
    return toQueue(await this.transport.call<QueueView>(call, options))
  }

  async resumeQueue(name: string, options?: CallOptions): Promise<Queue> {
    const call = { method: 'POST', path: `${queuePath(name)}/resume`, repeat: 'always' } as const
    return toQueue(await this.transport.call<QueueView>(call, options))
  }

  /**
   * Publishes 1 to 16 messages, at most 1 MiB together, and answers their ids in order. When it returns, every one is
   * stored. Repeated safely: the request key makes the server answer a repeat with the ids of the first run. Throws
   * InvalidInputError, and then nothing is stored, or PartlyPublishedError, which says what became of each.
   */
  async publish(queue: string, messages: readonly OutgoingMessage[], options?: PublishOptions): Promise<string[]> {
    return (await this.publishInOrder(queue, messages, options)).map(({ id }) => id)
  }

  /** The same, answering also the sequence numbers that an ordered queue gives. */
  async publishInOrder(
    queue: string,
    messages: readonly OutgoingMessage[],
    { requestKey = newRequestKey(), ...options }: PublishOptions = {},
  ): Promise<PublishedMessage[]> {
    const headers = { 'idempotency-key': requestKey }
    const body = { messages: messages.map(toWire) }
    const path = `${queuePath(queue)}/messages`
    const { body: answer } = await this.transport.call<Published>(
      { method: 'POST', path, headers, body, repeat: 'always' },
      options,
    )
    return answer.messages
  }

  /**
   * Leases 1 to `maxMessages` messages, perhaps none. Not repeated after a lost answer: what that answer held stays
   * leased until its visibility timeout ends and then comes back with one attempt more; each repeat would lease others
   * on top. With an `attemptId`, which an ordered queue takes, it is repeated: it answers the same then. Ending the wait by `signal` against a server that cannot see a caller hang up (AWS Lambda) does the same.
   */
  async poll(queue: string, input: PollInput = {}, options?: CallOptions): Promise<LeasedMessage[]> {
    const waitMs = (input.waitSeconds ?? waitSecondsMax) * 1_000
    const path = `${queuePath(queue)}/poll`
    const repeat = input.attemptId === undefined ? 'whenRefused' : 'always'
    const call = { method: 'POST', path, body: input, repeat, waitMs } as const
    return (await this.transport.call<{ messages: LeasedMessage[] }>(call, options)).body.messages
  }

  /**
   * Finishes 1 to 16 messages. Repeated after a lost answer: an ack never touches a newer lease. A receipt whose first
   * ack went through then answers `gone`.
   */
  ack(queue: string, receipts: readonly string[], options?: CallOptions): Promise<SettleResult[]> {
    return this.#settle(queue, 'ack', { receipts }, options)
  }

  /**
   * Gives 1 to 16 messages back, at once or later. Repeated after a lost answer: a nack never touches a newer lease. A
   * receipt whose first nack went through then answers `lapsed` or `replaced`.
   */
  nack(queue: string, input: NackInput, options?: CallOptions): Promise<SettleResult[]> {
    return this.#settle(queue, 'nack', input, options)
  }

  /** Makes 1 to 16 leases last `visibilityTimeoutSeconds` from now. Repeated after a lost answer: the last one counts. */
  extend(queue: string, input: ExtendInput, options?: CallOptions): Promise<SettleResult[]> {
    return this.#settle(queue, 'extend', input, options)
  }

  async #settle(queue: string, verb: string, body: unknown, options?: CallOptions): Promise<SettleResult[]> {
    const call = { method: 'POST', path: `${queuePath(queue)}/${verb}`, body, repeat: 'always' } as const
    return (await this.transport.call<{ results: SettleResult[] }>(call, options)).body.results
  }

  /** One page of the messages in a state (default `visible`), leasing nothing; `messages` walks them all. */
  async browse(
    queue: string,
    input: PageInput & { state?: MessageState | undefined } = {},
    options?: CallOptions,
  ): Promise<Page<MessageView>> {
    const call = { method: 'GET', path: `${queuePath(queue)}/messages`, query: input, repeat: 'always' } as const
    return (await this.transport.call<Page<MessageView>>(call, options)).body
  }

  messages(
    queue: string,
    input: { state?: MessageState | undefined; limit?: number | undefined } = {},
    options?: CallOptions,
  ): AsyncGenerator<MessageView, void> {
    return eachItem(cursor => this.browse(queue, { ...input, cursor }, options))
  }

  async getMessage(queue: string, id: string, options?: CallOptions): Promise<MessageView> {
    const call = { method: 'GET', path: messagePath(queue, id), repeat: 'always' } as const
    return (await this.transport.call<MessageView>(call, options)).body
  }

  /**
   * Edits or reschedules a waiting message; throws MessageInFlightError while it is leased. Not repeated after a lost
   * answer: by then it may be leased, and the answer would say that the edit did not happen.
   */
  async editMessage(queue: string, id: string, change: OutgoingChange, options?: CallOptions): Promise<MessageView> {
    const body = toWireChange(change)
    const call = { method: 'PATCH', path: messagePath(queue, id), body, repeat: 'whenRefused' } as const
    return (await this.transport.call<MessageView>(call, options)).body
  }

  /**
   * Takes a waiting message back; throws MessageInFlightError while it is leased. Not repeated after a lost answer: the
   * repeat would find no message and could not tell whether it was cancelled or worked off.
   */
  async cancelMessage(queue: string, id: string, options?: CallOptions): Promise<void> {
    await this.transport.call({ method: 'DELETE', path: messagePath(queue, id), repeat: 'whenRefused' }, options)
  }

  /** Moves the clock of a server started with `--clock virtual`; RouteNotFoundError on any other. Answers its time. */
  async advanceClock(advanceSeconds: number, options?: CallOptions): Promise<string> {
    const call = { method: 'POST', path: '/dev/clock', body: { advanceSeconds }, repeat: 'whenRefused' } as const
    return (await this.transport.call<{ now: string }>(call, options)).body.now
  }
}

const queuePath = (name: string): string => `/v1/queues/${encodeURIComponent(name)}`

const messagePath = (queue: string, id: string): string => `${queuePath(queue)}/messages/${encodeURIComponent(id)}`

const toQueue = ({ body, headers }: Answer<QueueView>): Queue => ({ ...body, etag: headers.get('etag') ?? '' })
