import { Agent } from 'node:http'
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { AccessKey } from '../wires/signature.ts'
import { body, pollMessages, pollSeconds } from '../wires/wire.ts'
import type { Hand, WithHands } from './hand.ts'

/** Hands that share one @aws-sdk/client-sqs, as an application would have it: it signs, and checks every digest. */
export const sdkHands =
  (port: number, queueUrl: string, key: AccessKey = { id: 'bench', secret: 'bench' }): WithHands =>
  async (count, work) => {
    const client = new SQSClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: key.id, secretAccessKey: key.secret },
      useQueueUrlAsEndpoint: false,
      maxAttempts: 1,
      requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: count }) },
    })
    try {
      return await work(Array.from({ length: count }, () => sdkHand(client, queueUrl)))
    } finally {
      client.destroy()
    }
  }

function sdkHand(client: SQSClient, QueueUrl: string): Hand {
  const receive = async (WaitTimeSeconds: number): Promise<string[]> => {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: pollMessages, WaitTimeSeconds })
    const { Messages = [] } = await client.send(command)
    return Messages.map(({ ReceiptHandle }) => ReceiptHandle!)
  }
  return {
    publish: count => (count === 1 ? sendOne(client, QueueUrl) : sendBatch(client, QueueUrl, count)),
    poll: () => receive(0),
    pollWaiting: () => receive(pollSeconds),
    ack: async receipts => {
      const Entries = receipts.map((ReceiptHandle, at) => ({ Id: `${at}`, ReceiptHandle }))
      const { Successful = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
      return Successful.length
    },
  }
}

async function sendOne(client: SQSClient, QueueUrl: string): Promise<number> {
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }))
  return 1
}

async function sendBatch(client: SQSClient, QueueUrl: string, count: number): Promise<number> {
  const Entries = Array.from({ length: count }, (_, at) => ({ Id: `${at}`, MessageBody: body }))
  const { Successful = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  return Successful.length
}
