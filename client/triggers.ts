import { aLook, type Created, type PatchOptions, withEtag } from './documents.ts'
import type { WriteOptions } from './options.ts'
import { eachItem } from './pages.ts'
import { TopicCalls } from './topics.ts'
import type { CallOptions } from './transport.ts'
import type { Page } from './wire.ts'

export type TriggerTarget =
  /** A Lambda function, by its ARN. */
  | { kind: 'function'; function: string }
  | { kind: 'http'; url: string }
  /** Another queue of the server. */
  | { kind: 'queue'; queue: string }
  /** A queue of Amazon SQS. */
  | { kind: 'sqs'; url: string }
  /** A file below the folder of modules of a server at home. */
  | { kind: 'module'; path: string }

export type TriggerFilter = {
  /** A filter policy of Amazon SNS, on attributes. */
  attributes?: Record<string, unknown[]> | undefined
}

/** What is left out of a PUT takes its default, what is left out of a PATCH stays. */
export type TriggerSettings = {
  /** A PUT asks for it. */
  target?: TriggerTarget | undefined
  /** Messages handed over at once, at most: 1 to 100; default 10. */
  batchSize?: number | undefined
  /** How long to wait for more of them after the first: 0 to 300; default 0. */
  batchWindowSeconds?: number | undefined
  /** How long the target may take for a batch: 1 to 840; default 60. */
  timeoutSeconds?: number | undefined
  /** Null: everything. */
  filter?: TriggerFilter | null | undefined
  /** Batches under way at the same time: 1 to 1,000; null: no limit. */
  maxConcurrency?: number | null | undefined
  /** Batches begun within a second: 1 to 10,000; null: no limit. */
  maxPerSecond?: number | null | undefined
}

export type TriggerView = {
  queue: string
  name: string
  target: TriggerTarget
  batchSize: number
  batchWindowSeconds: number
  timeoutSeconds: number
  filter?: TriggerFilter
  maxConcurrency?: number
  maxPerSecond?: number
  createdAt: string
  updatedAt: string
}

/** With the version of its queue. */
export type Trigger = TriggerView & { etag: string }

type NamesInput = { prefix?: string | undefined; limit?: number | undefined; cursor?: string | undefined }

/** The calls about who the messages of queues are pushed to. */
export class TriggerCalls extends TopicCalls {
  /** Has the messages of a queue pushed, or replaces the settings of a trigger: those left out take their defaults. */
  putTrigger(
    queue: string,
    name: string,
    settings: TriggerSettings & { target: TriggerTarget },
    options: WriteOptions = {},
  ): Promise<Trigger & Created> {
    return this.put<TriggerView>(triggerPath(queue, name), settings, options)
  }

  updateTrigger(queue: string, name: string, settings: TriggerSettings, options: PatchOptions = {}): Promise<Trigger> {
    return this.patch<TriggerView>(triggerPath(queue, name), settings, options)
  }

  async getTrigger(queue: string, name: string, options?: CallOptions): Promise<Trigger> {
    return withEtag(await this.transport.call<TriggerView>(aLook(triggerPath(queue, name)), options))
  }

  /** One page; `triggers` walks them all. */
  async listTriggers(queue: string, input: NamesInput = {}, options?: CallOptions): Promise<Page<TriggerView>> {
    const call = { ...aLook(triggersPath(queue)), query: input }
    return (await this.transport.call<Page<TriggerView>>(call, options)).body
  }

  triggers(
    queue: string,
    input: Omit<NamesInput, 'cursor'> = {},
    options?: CallOptions,
  ): AsyncGenerator<TriggerView, void> {
    return eachItem(cursor => this.listTriggers(queue, { ...input, cursor }, options))
  }

  /** Ends a trigger; what is left stays in the queue. Not repeated after a lost answer. */
  deleteTrigger(queue: string, name: string, options: PatchOptions = {}): Promise<void> {
    return this.remove(triggerPath(queue, name), options)
  }
}

const triggersPath = (queue: string): string => `/v1/queues/${encodeURIComponent(queue)}/triggers`

const triggerPath = (queue: string, name: string): string => `${triggersPath(queue)}/${encodeURIComponent(name)}`
