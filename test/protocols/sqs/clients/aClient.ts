import * as sdk from '@aws-sdk/client-sqs'
import { onTestFinished } from 'vitest'
import { aServer } from '../../../server/aServer.ts'
import { Sleepers } from '../harness/sleepers.ts'

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }

/** Names of the commands that any client here was made to send. */
export const sent: string[] = []

/** An official client of its own, closed when the test ends. */
export function clientOf(endpoint: string): sdk.SQSClient {
  const client = new sdk.SQSClient({ endpoint, region: 'us-east-1', credentials })
  client.middlewareStack.add(
    (next, { commandName }) =>
      args => {
        sent.push(commandName!)
        return next(args)
      },
    { step: 'initialize' },
  )
  onTestFinished(() => client.destroy())
  return client
}

/** A server in real time and in memory, a client, and a queue. */
export async function aClient(Attributes: Record<string, string> = {}, QueueName = 'q') {
  const { server } = await aServer()
  const sleepers = new Sleepers()
  sleepers.watch(server.app.services.store)
  const client = clientOf(server.url)
  const { QueueUrl } = await client.send(new sdk.CreateQueueCommand({ QueueName, Attributes }))
  const send = (MessageBody: string, more: Partial<sdk.SendMessageCommandInput> = {}) =>
    client.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody, ...more }))
  const receive = async (more: Partial<sdk.ReceiveMessageCommandInput> = {}) => {
    const wish = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const], ...more }
    return (await client.send(new sdk.ReceiveMessageCommand(wish))).Messages ?? []
  }
  /** Visible, in flight. */
  const counts = async (): Promise<number[]> => {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
    const command = new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] })
    const { Attributes = {} } = await client.send(command)
    return names.map(name => Number(Attributes[name]))
  }
  return { url: server.url, sleepers, client, QueueUrl: QueueUrl!, send, receive, counts }
}
