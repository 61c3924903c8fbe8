import { createHash } from 'node:crypto'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { TextForOthers, Verdict } from './suite.ts'

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }

/** Whether the official JavaScript client receives the very text, which it holds against the digest itself. */
export async function checkText(endpoint: string, { queue, text }: TextForOthers, verdict: Verdict): Promise<Verdict> {
  const client = new SQSClient({ endpoint, region: 'us-east-1', credentials })
  try {
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: queue }))
    const [message] = Messages
    const isSame = message?.Body === text && message.MD5OfBody === createHash('md5').update(text).digest('hex')
    if (isSame) return { ...verdict, words: `${verdict.words}, and its text arrived at @aws-sdk` }
    return { kind: 'failed', words: `@aws-sdk received ${JSON.stringify(Messages)} of ${JSON.stringify(text)}` }
  } finally {
    client.destroy()
  }
}
