import type { Ring, SendRings } from './alarmClock.ts'
import { encodeWake } from './wake.ts'

export type SqsTimersWish = {
  /** Of the timer queue. */
  url: string
  region: string
  /** Another address than the region's. */
  endpoint?: string | undefined
}

// Amazon SQS takes no more at once.
const batchMax = 10
const timeoutMs = 2_000
const attempts = 3

/** Wake-up calls as delayed messages of an SQS queue. Its client is loaded by the first of them. */
export function sqsTimers(wish: SqsTimersWish): SendRings {
  let connected: ReturnType<typeof connect> | undefined
  return async rings => {
    connected ??= connect(wish)
    const { send } = await connected
    const batches = Array.from({ length: Math.ceil(rings.length / batchMax) }, (_, at) =>
      rings.slice(at * batchMax, (at + 1) * batchMax),
    )
    const lost = await Promise.all(batches.map(batch => send(batch).catch(() => batch)))
    return lost.flat()
  }
}

async function connect({ url, region, endpoint }: SqsTimersWish) {
  const [sdk, { NodeHttpHandler }] = await Promise.all([
    import('@aws-sdk/client-sqs'),
    import('@smithy/node-http-handler'),
  ])
  const timeouts = { connectionTimeout: timeoutMs, requestTimeout: timeoutMs, socketTimeout: timeoutMs }
  const client = new sdk.SQSClient({
    region,
    maxAttempts: attempts,
    retryMode: 'standard',
    requestHandler: new NodeHttpHandler({ ...timeouts, throwOnRequestTimeout: true }),
    ...(endpoint !== undefined && { endpoint }),
  })
  /** Those of up to ten that were not taken. */
  const send = async (rings: readonly Ring[]): Promise<Ring[]> => {
    const Entries = rings.map(({ wake, delaySeconds }, at) => ({
      Id: `${at}`,
      MessageBody: encodeWake(wake),
      DelaySeconds: delaySeconds,
    }))
    const { Failed = [] } = await client.send(new sdk.SendMessageBatchCommand({ QueueUrl: url, Entries }))
    return Failed.map(({ Id }) => rings[Number(Id)]!)
  }
  return { send }
}
