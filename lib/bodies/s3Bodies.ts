import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3'
import { Problem } from '../domain/problem.ts'
import type { Bodies } from './bodies.ts'

export type S3Wish = {
  bucket: string
  region: string
  /** Another address than the region's, which then has the bucket in its path. */
  endpoint?: string | undefined
  /** Where they come from when it is not what the SDK tries of itself. */
  credentials?: S3ClientConfig['credentials']
  /** How long to connect, and to wait for the next bytes of an answer, may each take. Default 2,000. */
  timeoutMs?: number
  /** Tries of one call, the first included. Default 3. */
  attempts?: number
}

/**
 * Bodies in a bucket whose lifecycle rules remove what is over, by prefix. The SDK is loaded by the first call, so that
 * a function that meets no large body does not pay for it. The right to list the bucket has to be given, too: without
 * it S3 says of a body that is not there that it may not be read.
 */
export class S3Bodies implements Bodies {
  readonly #wish: S3Wish
  #connected: ReturnType<typeof connect> | undefined

  constructor(wish: S3Wish) {
    this.#wish = wish
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const { client, sdk } = await this.#connect()
    const command = new sdk.PutObjectCommand({ Bucket: this.#wish.bucket, Key: key, Body: bytes })
    try {
      await client.send(command)
    } catch (thrown) {
      throw toFailure(thrown as Thrown)
    }
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const { client, sdk } = await this.#connect()
    const command = new sdk.GetObjectCommand({ Bucket: this.#wish.bucket, Key: key })
    try {
      const { Body } = await client.send(command)
      return await Body!.transformToByteArray()
    } catch (thrown) {
      if ((thrown as Thrown).name === 'NoSuchKey') return undefined
      throw toFailure(thrown as Thrown)
    }
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    const connected = await this.#connected
    connected?.client.destroy()
  }

  #connect(): ReturnType<typeof connect> {
    this.#connected ??= connect(this.#wish)
    return this.#connected
  }
}

async function connect({ region, endpoint, credentials, timeoutMs = 2_000, attempts = 3 }: S3Wish) {
  const [sdk, { NodeHttpHandler }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@smithy/node-http-handler'),
  ])
  const timeouts = { connectionTimeout: timeoutMs, requestTimeout: timeoutMs, socketTimeout: timeoutMs }
  const client: S3Client = new sdk.S3Client({
    region,
    maxAttempts: attempts,
    retryMode: 'standard',
    requestHandler: new NodeHttpHandler({ ...timeouts, throwOnRequestTimeout: true }),
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(credentials !== undefined && { credentials }),
  })
  return { client, sdk }
}

type Thrown = Error & { code?: string; $metadata?: { httpStatusCode?: number } }

// No answer, or one that came too slowly.
const unanswered = new Set(['TimeoutError', 'RequestTimeout', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EAI_AGAIN'])

/** A server that does not answer or has too much to do is busy; the rest is our fault and is thrown as it came. */
function toFailure(thrown: Thrown): Error {
  const status = thrown.$metadata?.httpStatusCode ?? 0
  const isBusy = status >= 500 || status === 429 || unanswered.has(thrown.name) || unanswered.has(thrown.code ?? '')
  return isBusy ? new Problem('StoreBusy') : thrown
}
