import {
  type BatchResultErrorEntry,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SendMessageBatchResult,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { PolledMessage } from '../actions/poll.ts'
import { inPieces } from '../domain/inPieces.ts'
import { limits } from '../domain/limits.ts'
import { delivered, failed, type Outcome } from './outcome.ts'
import type { DeliverTo } from './target.ts'

/** Writes a message as one of a batch for a queue of SQS; all but its id in the batch. */
export type WriteEntry = (queueUrl: string, polled: PolledMessage) => Omit<SendMessageBatchRequestEntry, 'Id'>

export type SqsTargetOptions = {
  /** Where a URL does not say. */
  region: string
  /** Another address than the region's. */
  endpoint?: string | undefined
}

/** Puts messages into queues of SQS, with all that such a queue can carry of them. */
export function makeSqsTarget({ region, endpoint }: SqsTargetOptions, write: WriteEntry): DeliverTo<'sqs'> {
  const clients = new Map<string, SQSClient>()
  const clientOf = (url: string): SQSClient => {
    const home = /\bsqs\.([a-z0-9-]+)\.amazonaws\./.exec(new URL(url).host)?.[1] ?? region
    const client = clients.get(home) ?? makeClient(home, endpoint)
    clients.set(home, client)
    return client
  }
  return async (_services, { url }, { messages }, signal) => {
    const entries = messages.map(one => write(url, one))
    const outcomes: Outcome[] = []
    for (const some of inCalls(entries)) outcomes.push(...(await send(clientOf(url), url, some, signal)))
    return outcomes
  }
}

type Entry = ReturnType<WriteEntry>

const timeoutMs = 10_000

function makeClient(region: string, endpoint: string | undefined): SQSClient {
  const requestHandler = new NodeHttpHandler({ connectionTimeout: timeoutMs, socketTimeout: timeoutMs })
  return new SQSClient({ region, requestHandler, maxAttempts: 2, ...(endpoint !== undefined && { endpoint }) })
}

// SQS: ten messages a call, and a mebibyte of them together.
const callMax = 10

const inCalls = (entries: readonly Entry[]): Entry[][] =>
  inPieces(entries, { countMax: callMax, bytesMax: limits.messageBytesMax, bytesOf })

/** As SQS counts them: what is no text has grown to base64 by now. */
const bytesOf = ({ MessageBody = '', MessageAttributes = {} }: Entry): number =>
  Object.entries(MessageAttributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue = [] }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + BinaryValue.length,
    Buffer.byteLength(MessageBody),
  )

async function send(
  client: SQSClient,
  url: string,
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<Outcome[]> {
  try {
    const Entries = entries.map((one, at) => ({ Id: String(at), ...one }))
    const command = new SendMessageBatchCommand({ QueueUrl: url, Entries })
    const answer = await client.send(command, { abortSignal: signal })
    return entries.map((_, at) => outcomeOf(answer, String(at)))
  } catch (error) {
    const { name, message } = error as Error
    return entries.map(() => refusal(name, message, url))
  }
}

function outcomeOf({ Successful = [], Failed = [] }: SendMessageBatchResult, id: string): Outcome {
  if (Successful.some(({ Id }) => Id === id)) return delivered
  const { Code = 'no answer', Message = '' }: Partial<BatchResultErrorEntry> = Failed.find(({ Id }) => Id === id) ?? {}
  return refusal(Code, Message, '')
}

const isThrottle = (name: string): boolean => /Throttl|OverLimit|TooManyRequests/.test(name)

function refusal(name: string, message: string, url: string): Outcome {
  if (isThrottle(name)) return { kind: 'throttled', reason: name }
  if (/QueueDoesNotExist|NonExistentQueue/.test(name)) return failed(`target is gone: there is no queue ${url}`)
  return failed(message === '' ? name : `${name}: ${message}`)
}
