import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, onTestFinished, test } from 'vitest'
import { makeAdminKey } from '../../../../lib/identity/firstKey.ts'
import { MemoryStore } from '../../../../lib/store/memory/memoryStore.ts'
import { startServer } from '../harness/server.ts'

const minutesMs = 60_000

test.each([20, -20])(
  '100. a client whose clock is %i minutes slow sets it by the answer, and is served',
  async slow => {
    const atMs = Date.now() + slow * minutesMs
    const { app, origin } = await startServer(async context => new MemoryStore(context), { auth: 'on', atMs })
    const { id, secret } = await makeAdminKey(app.services, 'ann')
    const credentials = { accessKeyId: id, secretAccessKey: secret }
    const client = new SQSClient({ endpoint: origin, region: 'us-east-1', credentials })
    onTestFinished(() => client.destroy())
    const made = await client.send(new CreateQueueCommand({ QueueName: 'q' }))
    expect(made.$metadata.attempts).toBe(2)
    const { QueueUrl } = made
    const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }))
    expect(sent.$metadata.attempts).toBe(1)
  },
)
