import type { SQSClient } from '@aws-sdk/client-sqs'
import { nameOfArn } from './arn.ts'
import { type FoundQueue, targetOf } from './translate.ts'

export type SqsSource = { endpoint?: string | undefined; region?: string | undefined; prefix?: string | undefined }

/** `origins`: whose addresses the queues have, as `https://sqs.eu-central-1.amazonaws.com`; none where there is no queue. */
export type SqsQueues = { queues: FoundQueue[]; origins: string[] }

/** An endpoint of one's own has no region that matters. */
const anyRegion = 'us-east-1'

/** Queues asked about at a time. */
const atOnce = 8

/**
 * Every queue whose name begins with the prefix, and the dead-letter queues that these name, whatever they are called.
 * Credentials, and the region where none is given, are what the SDK finds: environment, profile, role.
 */
export async function readSqs(
  { endpoint, region, prefix }: SqsSource,
  onFound: (count: number) => void,
): Promise<SqsQueues> {
  const sdk = await import('@aws-sdk/client-sqs') // no other command needs it
  const where = region ?? (endpoint === undefined ? undefined : anyRegion)
  const client = new sdk.SQSClient({
    useQueueUrlAsEndpoint: false,
    ...(endpoint !== undefined && { endpoint }),
    ...(where !== undefined && { region: where }),
  })
  try {
    return await new Reader(sdk, client, onFound).read(prefix)
  } finally {
    client.destroy()
  }
}

type Sdk = typeof import('@aws-sdk/client-sqs')

class Reader {
  readonly #sdk: Sdk
  readonly #client: SQSClient
  readonly #onFound: (count: number) => void
  readonly #found = new Map<string, FoundQueue>()

  constructor(sdk: Sdk, client: SQSClient, onFound: (count: number) => void) {
    this.#sdk = sdk
    this.#client = client
    this.#onFound = onFound
  }

  async read(prefix: string | undefined): Promise<SqsQueues> {
    const origins = new Set<string>()
    for (let urls = await this.#list(prefix); urls.length > 0; urls = await this.#missingTargets()) {
      for (const url of urls) origins.add(new URL(url).origin)
      for (let at = 0; at < urls.length; at += atOnce)
        await Promise.all(urls.slice(at, at + atOnce).map(url => this.#describe(url)))
    }
    return { queues: [...this.#found.values()], origins: [...origins] }
  }

  async #list(prefix: string | undefined): Promise<string[]> {
    const urls: string[] = []
    const input = { MaxResults: 1000, ...(prefix !== undefined && { QueueNamePrefix: prefix }) }
    for await (const page of this.#sdk.paginateListQueues({ client: this.#client }, input))
      urls.push(...(page.QueueUrls ?? []))
    return urls
  }

  async #describe(QueueUrl: string): Promise<void> {
    const { GetQueueAttributesCommand, ListQueueTagsCommand } = this.#sdk
    const asked = await this.#unlessGone(
      Promise.all([
        this.#client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })),
        this.#client.send(new ListQueueTagsCommand({ QueueUrl })),
      ]),
    )
    if (asked === undefined) return
    const [{ Attributes: attributes = {} }, { Tags: tags = {} }] = asked
    const name = nameOfArn(attributes.QueueArn ?? '')
    this.#found.set(name, { name, attributes, tags })
    this.#onFound(this.#found.size)
  }

  async #missingTargets(): Promise<string[]> {
    const arns = [...this.#found.values()].flatMap(queue => targetOf(queue) ?? [])
    const missing = new Set(arns.map(nameOfArn).filter(name => !this.#found.has(name) && !this.#gone.has(name)))
    const urls = await Promise.all([...missing].map(name => this.#urlOf(name)))
    return urls.filter(url => url !== undefined)
  }

  /** Names asked for in vain: asked once. */
  readonly #gone = new Set<string>()

  async #urlOf(QueueName: string): Promise<string | undefined> {
    const { GetQueueUrlCommand } = this.#sdk
    const url = await this.#unlessGone(this.#client.send(new GetQueueUrlCommand({ QueueName })))
    if (url === undefined) this.#gone.add(QueueName)
    return url?.QueueUrl
  }

  /** Somebody may delete a queue while the others are read. */
  async #unlessGone<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await asked
    } catch (error) {
      if (error instanceof this.#sdk.QueueDoesNotExist) return undefined
      throw error
    }
  }
}
