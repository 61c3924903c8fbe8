import { CreateQueueCommand, SQSClient, TagQueueCommand } from '@aws-sdk/client-sqs'
import { startFauxqs } from 'fauxqs'
import { onTestFinished, vi } from 'vitest'

/** An SQS that is not ours, in this process, with queues in it; and credentials where the SDK looks for them. */
export async function aFauxqs() {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  const server = await startFauxqs({ port: 0, logger: false })
  const endpoint = `http://127.0.0.1:${server.port}`
  const client = new SQSClient({ endpoint, region: 'us-east-1', useQueueUrlAsEndpoint: false })
  onTestFinished(async () => {
    client.destroy()
    vi.unstubAllEnvs()
    await server.stop()
  })
  const create = async (
    QueueName: string,
    Attributes: Record<string, string> = {},
    Tags: Record<string, string> = {},
  ) => {
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }))
    if (Object.keys(Tags).length > 0) await client.send(new TagQueueCommand({ QueueUrl, Tags }))
    return `arn:aws:sqs:us-east-1:000000000000:${QueueName}`
  }
  return { endpoint, client, create }
}
