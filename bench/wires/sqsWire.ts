import type { Connection } from '../http/connection.ts'
import { toRequest } from '../http/request.ts'
import { countOf, expectStatus, textsAfter } from './answers.ts'
import { body, pollMessages, pollSeconds, type Wire } from './wire.ts'

/** A request of AWS JSON 1.0: the action stands in a header. Unsigned: with auth off nobody is asked who they are. */
function toSqsRequest(action: string, input: unknown): Buffer {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` }
  return toRequest('POST', '/', headers, JSON.stringify(input))
}

/** Makes the queue and speaks SQS to it. */
export async function openSqsQueue(connection: Connection, queue: string): Promise<Wire> {
  const answer = expectStatus(await connection.call(toSqsRequest('CreateQueue', { QueueName: queue })), 200)
  return sqsWire((JSON.parse(answer.body) as { QueueUrl: string }).QueueUrl)
}

export function sqsWire(queueUrl: string): Wire {
  const receive = (WaitTimeSeconds?: number): Buffer =>
    toSqsRequest('ReceiveMessage', { QueueUrl: queueUrl, MaxNumberOfMessages: pollMessages, WaitTimeSeconds })
  return {
    queueUrl,
    batchMax: 10,
    publish: count => (count === 1 ? sendOne(queueUrl) : sendBatch(queueUrl, count)),
    published: answer => countOf('"MessageId":"', expectStatus(answer, 200).body),
    poll: receive(),
    pollWaiting: receive(pollSeconds),
    receipts: answer => textsAfter('"ReceiptHandle":"', expectStatus(answer, 200).body),
    ack: receipts => toSqsRequest('DeleteMessageBatch', { QueueUrl: queueUrl, Entries: receipts.map(toDeletion) }),
    acked: answer => (JSON.parse(expectStatus(answer, 200).body) as Settled).Successful?.length ?? 0,
    depth: toSqsRequest('GetQueueAttributes', { QueueUrl: queueUrl, AttributeNames: countNames }),
    messages: answer => {
      const { Attributes } = JSON.parse(expectStatus(answer, 200).body) as { Attributes: Record<string, string> }
      return countNames.reduce((sum, name) => sum + Number(Attributes[name]), 0)
    },
  }
}

const countNames = ['', 'NotVisible', 'Delayed'].map(state => `ApproximateNumberOfMessages${state}`)

const sendOne = (queueUrl: string): Buffer => toSqsRequest('SendMessage', { QueueUrl: queueUrl, MessageBody: body })

const sendBatch = (queueUrl: string, count: number): Buffer => {
  const entries = Array.from({ length: count }, (_, at) => ({ Id: `${at}`, MessageBody: body }))
  return toSqsRequest('SendMessageBatch', { QueueUrl: queueUrl, Entries: entries })
}

const toDeletion = (receipt: string, at: number) => ({ Id: `${at}`, ReceiptHandle: receipt })

/** Members without an entry may be left out. */
type Settled = { Successful?: unknown[] }
