import type { Input, Output } from './client.ts'
import type { Scene } from './open.ts'

/** One queue, spoken of in short. */
export type Queue = {
  name: string
  url: string
  arn: string
  call(operation: string, input?: Input): Promise<Output>
  send(body: string, more?: Input): Promise<Output>
  /** The messages of one receive; everything there is to know of them unless told otherwise. */
  receive(more?: Input): Promise<Output[]>
  bodies(more?: Input): Promise<string[]>
  attributes(...names: string[]): Promise<Record<string, string> | undefined>
  /** Visible, in flight, delayed. */
  counts(): Promise<number[]>
}

type Wish = { name?: string; attributes?: Record<string, string>; tags?: Record<string, string> }

const everything = { MaxNumberOfMessages: 10, AttributeNames: ['All'], MessageAttributeNames: ['All'] }
const counters = ['', 'NotVisible', 'Delayed'].map(kind => `ApproximateNumberOfMessages${kind}`)

/** Makes a queue; FIFO when its name ends so. */
export async function aQueue({ sqs }: Scene, { name = 'q', attributes = {}, tags }: Wish = {}): Promise<Queue> {
  const fifo = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {}
  const { QueueUrl: url } = await sqs('CreateQueue', {
    QueueName: name,
    Attributes: { ...fifo, ...attributes },
    ...(tags && { tags }),
  })
  const call = (operation: string, input: Input = {}) => sqs(operation, { QueueUrl: url, ...input })
  const receive = async (more: Input = {}) => (await call('ReceiveMessage', { ...everything, ...more })).Messages ?? []
  const attributesOf = async (...names: string[]) =>
    (await call('GetQueueAttributes', { AttributeNames: names })).Attributes
  return {
    name,
    url,
    arn: (await attributesOf('QueueArn')).QueueArn,
    call,
    receive,
    send: (body, more = {}) => call('SendMessage', { MessageBody: body, ...more }),
    bodies: async more => (await receive(more)).map(({ Body }: Output) => Body),
    attributes: attributesOf,
    counts: async () => {
      const values = await attributesOf(...counters)
      return counters.map(name => Number(values[name]))
    },
  }
}

export const text = (value: string): Output => ({ DataType: 'String', StringValue: value })

/** A dead-letter queue and a queue whose messages go there after so many receives. */
export async function aPair(scene: Scene, maxReceiveCount = 1, fifo = '') {
  const dead = await aQueue(scene, { name: `dead${fifo}` })
  const RedrivePolicy = redrivePolicy(dead, maxReceiveCount)
  const source = await aQueue(scene, { name: `source${fifo}`, attributes: { RedrivePolicy, VisibilityTimeout: '10' } })
  return { dead, source }
}

export const redrivePolicy = ({ arn }: { arn: string }, maxReceiveCount: number | string = 1): string =>
  JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount })

/** Sends one message to a FIFO queue. */
export const sendTo = (queue: Queue, group: string, body: string, more: Input = {}): Promise<Output> =>
  queue.send(body, { MessageGroupId: group, MessageDeduplicationId: `${group}-${body}`, ...more })

export const handlesOf = (messages: Output[]): string[] => messages.map(({ ReceiptHandle }) => ReceiptHandle)

type Begun = { answer?: Output; error?: unknown; done: Promise<void> }

/** A call that has begun, what it came to so far, and when it has come to something. */
export function begun(call: Promise<Output>): Begun {
  const state: Begun = { done: Promise.resolve() }
  const answered = (answer: Output): void => {
    state.answer = answer
  }
  const failed = (error: unknown): void => {
    state.error = error
  }
  state.done = call.then(answered, failed)
  return state
}
