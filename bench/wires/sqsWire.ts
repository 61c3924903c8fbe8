import type { Connection } from '../http/connection.ts'
import { toRequest } from '../http/request.ts'
import { countOf, expectStatus, textsAfter } from './answers.ts'
import { fresh } from './fresh.ts'
import { type AccessKey, signed } from './signature.ts'
import { body, pollMessages, pollSeconds, type Wire } from './wire.ts'

type ToRequest = (action: string, input: unknown) => Buffer

/** A request of AWS JSON 1.0: the action stands in a header. Unsigned without a key: with auth off nobody is asked who they are. */
const requestsOf =
  (key: AccessKey | undefined): ToRequest =>
  (action, input) => {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` }
    const text = JSON.stringify(input)
    return toRequest('POST', '/', key === undefined ? headers : signed(key, headers, text, Date.now()), text)
  }

/** Makes the queue and speaks SQS to it. */
export async function openSqsQueue(connection: Connection, queue: string, key?: AccessKey): Promise<Wire> {
  const create = requestsOf(key)('CreateQueue', { QueueName: queue })
  const answer = expectStatus(await connection.call(create), 200)
  return sqsWire((JSON.parse(answer.body) as { QueueUrl: string }).QueueUrl, key)
}

export function sqsWire(QueueUrl: string, key?: AccessKey): Wire {
  const request = requestsOf(key)
  const receive = (WaitTimeSeconds?: number) =>
    fresh(() => request('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: pollMessages, WaitTimeSeconds }))
  const [poll, pollWaiting] = [receive(), receive(pollSeconds)]
  return {
    queueUrl: QueueUrl,
    key,
    batchMax: 10,
    publish: count =>
      count === 1
        ? request('SendMessage', { QueueUrl, MessageBody: body })
        : request('SendMessageBatch', { QueueUrl, Entries: entriesOf(count) }),
    published: answer => countOf('"MessageId":"', expectStatus(answer, 200).body),
    get poll() {
      return poll()
    },
    get pollWaiting() {
      return pollWaiting()
    },
    receipts: answer => textsAfter('"ReceiptHandle":"', expectStatus(answer, 200).body),
    ack: receipts => request('DeleteMessageBatch', { QueueUrl, Entries: receipts.map(toDeletion) }),
    acked: answer => (JSON.parse(expectStatus(answer, 200).body) as Settled).Successful?.length ?? 0,
    get depth() {
      return request('GetQueueAttributes', { QueueUrl, AttributeNames: countNames })
    },
    messages: answer => {
      const { Attributes } = JSON.parse(expectStatus(answer, 200).body) as { Attributes: Record<string, string> }
      return countNames.reduce((sum, name) => sum + Number(Attributes[name]), 0)
    },
  }
}

const countNames = ['', 'NotVisible', 'Delayed'].map(state => `ApproximateNumberOfMessages${state}`)

const entriesOf = (count: number) => Array.from({ length: count }, (_, at) => ({ Id: `${at}`, MessageBody: body }))

const toDeletion = (receipt: string, at: number) => ({ Id: `${at}`, ReceiptHandle: receipt })

/** Members without an entry may be left out. */
type Settled = { Successful?: unknown[] }
