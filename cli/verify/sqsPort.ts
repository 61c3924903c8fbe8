import { randomUUID } from 'node:crypto'
import type { BatchResultErrorEntry, Message, SQSClient } from '@aws-sdk/client-sqs'
import { NetworkError } from '../../client/index.ts'
import { CommandError } from '../exit.ts'
import { sqsFailure } from '../sqs/sqsFailure.ts'
import type { Handed, QueuePort, Stored } from './port.ts'

export type SqsAddress = {
  url: string
  queue: string
  /** Our own access key, else what the SDK would find; with auth off any will do. */
  environment: Readonly<Record<string, string | undefined>>
  /** For tests: the time of day. */
  nowMs?: () => number
}

/** The SQS endpoint, through the client that applications have: it signs, and repeats what passes. */
export async function sqsPort({ url, queue, environment, nowMs = Date.now }: SqsAddress): Promise<QueuePort> {
  const sdk = await import('@aws-sdk/client-sqs')
  const { SLUICE_ACCESS_KEY_ID: accessKeyId, SLUICE_SECRET_ACCESS_KEY: secretAccessKey } = environment
  const own = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined
  const isFound = environment.AWS_ACCESS_KEY_ID ?? environment.AWS_PROFILE
  const client = new sdk.SQSClient({
    endpoint: url,
    region: environment.AWS_REGION ?? 'us-east-1',
    useQueueUrlAsEndpoint: false,
    md5: false, // a body that was changed is for the ledger to find, not for the SDK to refuse
    ...((own || !isFound) && { credentials: own ?? { accessKeyId: 'verify', secretAccessKey: 'verify' } }),
  })
  return new SqsPort({ sdk, client, queue, nowMs })
}

type Sdk = typeof import('@aws-sdk/client-sqs')

/**
 * SQS says yes to a delete with the receipt of a lease that is over, and then the message may stay. So an ack counts only within this
 * part of the lease from the answer that brought the message, which leaves the rest for that answer's way.
 */
const sureShare = 0.5

class SqsPort implements QueuePort {
  readonly batchMax = 10
  readonly ordered: boolean
  readonly #sdk: Sdk
  readonly #client: SQSClient
  readonly #queue: string
  readonly #nowMs: () => number
  #url: Promise<string> | undefined
  /** When the answer came that brought the receipt. */
  readonly #handedAtMs = new Map<string, number>()
  #sureMs = 0

  constructor({ sdk, client, queue, nowMs }: { sdk: Sdk; client: SQSClient; queue: string; nowMs: () => number }) {
    this.#sdk = sdk
    this.#client = client
    this.#queue = queue
    this.#nowMs = nowMs
    this.ordered = queue.endsWith('.fifo')
  }

  async create(visibilityTimeoutSeconds: number): Promise<void> {
    const Attributes = { VisibilityTimeout: `${visibilityTimeoutSeconds}`, ...(this.ordered && { FifoQueue: 'true' }) }
    const command = new this.#sdk.CreateQueueCommand({ QueueName: this.#queue, Attributes })
    await told(this.#client.send(command))
  }

  async remove(): Promise<void> {
    await told(this.#client.send(new this.#sdk.DeleteQueueCommand({ QueueUrl: await this.#queueUrl() })))
    this.#client.destroy()
  }

  async publish(bodies: string[], groups: string[]): Promise<Stored[]> {
    const Entries = bodies.map((MessageBody, at) => ({
      Id: `${at}`,
      MessageBody,
      ...(this.ordered && { MessageGroupId: groups[at], MessageDeduplicationId: randomUUID() }),
    }))
    const command = new this.#sdk.SendMessageBatchCommand({ QueueUrl: await this.#queueUrl(), Entries })
    const { Successful = [], Failed = [] } = await told(this.#client.send(command))
    if (Failed.length > 0) throw notTaken(Failed)
    const stored = Successful.toSorted((a, b) => Number(a.Id) - Number(b.Id))
    return stored.map(({ MessageId, SequenceNumber: sequence }) => ({ id: MessageId!, ...(sequence && { sequence }) }))
  }

  async poll(max: number, waitSeconds: number, signal: AbortSignal): Promise<Handed[]> {
    const command = new this.#sdk.ReceiveMessageCommand({
      QueueUrl: await this.#queueUrl(),
      MaxNumberOfMessages: max,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
    })
    const { Messages = [] } = await told(this.#client.send(command, { abortSignal: signal }))
    const atMs = this.#nowMs()
    for (const { ReceiptHandle } of Messages) this.#handedAtMs.set(ReceiptHandle!, atMs)
    return Messages.map(toHanded)
  }

  async ack(receipts: string[]): Promise<boolean[]> {
    const Entries = receipts.map((ReceiptHandle, at) => ({ Id: `${at}`, ReceiptHandle }))
    const command = new this.#sdk.DeleteMessageBatchCommand({ QueueUrl: await this.#queueUrl(), Entries })
    const { Successful = [] } = await told(this.#client.send(command))
    const done = new Set(Successful.map(({ Id }) => Id))
    const sureMs = await this.#leaseMs()
    return receipts.map((receipt, at) => done.has(`${at}`) && this.#takeAgeMs(receipt) < sureMs * sureShare)
  }

  #takeAgeMs(receipt: string): number {
    const atMs = this.#handedAtMs.get(receipt) ?? 0
    this.#handedAtMs.delete(receipt)
    return this.#nowMs() - atMs
  }

  async depth(): Promise<number> {
    const counts = await this.#attributes(
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    )
    return Object.values(counts).reduce((sum, count) => sum + Number(count), 0)
  }

  async #leaseMs(): Promise<number> {
    if (this.#sureMs === 0)
      this.#sureMs = Number((await this.#attributes('VisibilityTimeout')).VisibilityTimeout) * 1000
    return this.#sureMs
  }

  async #attributes(...AttributeNames: Asked[]): Promise<Partial<Record<string, string>>> {
    const command = new this.#sdk.GetQueueAttributesCommand({ QueueUrl: await this.#queueUrl(), AttributeNames })
    return (await told(this.#client.send(command))).Attributes ?? {}
  }

  #queueUrl(): Promise<string> {
    const command = new this.#sdk.GetQueueUrlCommand({ QueueName: this.#queue })
    this.#url ??= told(this.#client.send(command)).then(({ QueueUrl }) => QueueUrl!)
    return this.#url
  }
}

type Asked = import('@aws-sdk/client-sqs').QueueAttributeName

const toHanded = ({ MessageId, ReceiptHandle, Body, Attributes = {} }: Message): Handed => ({
  id: MessageId!,
  receipt: ReceiptHandle!,
  body: Body!,
  attempts: Number(Attributes.ApproximateReceiveCount),
  ...(Attributes.MessageGroupId && { groupId: Attributes.MessageGroupId }),
  ...(Attributes.SequenceNumber && { sequence: Attributes.SequenceNumber }),
})

/** Those of the batch that were taken arrive unheard. */
function notTaken(failed: readonly BatchResultErrorEntry[]): Error {
  const words = `${failed.length} of a batch were not taken: ${failed[0]!.Message} (${failed[0]!.Code})`
  return failed.some(({ SenderFault }) => SenderFault)
    ? new CommandError('refused', `SQS refused: ${words}`)
    : new NetworkError(words, false, failed)
}

/** In the words that whoever uses a port knows: what passes is a NetworkError. */
async function told<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked
  } catch (error) {
    const failure = sqsFailure(error)
    throw isPassing(error) ? new NetworkError(failure.message, false, error) : failure
  }
}

type Failure = { $metadata?: { httpStatusCode?: number | undefined } }

function isPassing(error: unknown): boolean {
  const status = (error as Failure).$metadata?.httpStatusCode
  return status === undefined || status === 429 || status >= 500
}
