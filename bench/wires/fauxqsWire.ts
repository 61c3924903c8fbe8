import type { Connection } from '../http/connection.ts'
import { toRequest } from '../http/request.ts'
import { countOf, expectStatus, textsAfter } from './answers.ts'
import { body, pollMessages, type Wire } from './wire.ts'

/** A request of AWS JSON 1.0: the action stands in a header. Unsigned, since fauxqs asks nobody who they are. */
function toSqsRequest(action: string, input: unknown): Buffer {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` }
  return toRequest('POST', '/', headers, JSON.stringify(input))
}

/** Makes the queue and speaks SQS to it. */
export async function openFauxqsQueue(connection: Connection, queue: string): Promise<Wire> {
  const answer = expectStatus(await connection.call(toSqsRequest('CreateQueue', { QueueName: queue })), 200)
  return fauxqsWire((JSON.parse(answer.body) as { QueueUrl: string }).QueueUrl)
}

export function fauxqsWire(queueUrl: string): Wire {
  return {
    batchMax: 10,
    publish: count => (count === 1 ? sendOne(queueUrl) : sendBatch(queueUrl, count)),
    published: answer => countOf('"MessageId":"', expectStatus(answer, 200).body),
    poll: toSqsRequest('ReceiveMessage', { QueueUrl: queueUrl, MaxNumberOfMessages: pollMessages }),
    receipts: answer => textsAfter('"ReceiptHandle":"', expectStatus(answer, 200).body),
    ack: receipts => toSqsRequest('DeleteMessageBatch', { QueueUrl: queueUrl, Entries: receipts.map(toDeletion) }),
    acked: answer => countOf('"Id":"', successful(expectStatus(answer, 200).body)),
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

const successful = (json: string): string => json.slice(0, json.indexOf('"Failed"'))
