import { bodyText, type SluiceClient } from '../../client/index.ts'

export type Handed = {
  id: string
  receipt: string
  body: string
  attempts: number
  /** Of an ordered queue. */
  groupId?: string
  sequence?: string
}

/** `sequence`: of an ordered queue, whose texts sort as its numbers. */
export type Stored = { id: string; sequence?: string }

/** All that verify needs of a queue, whatever the protocol: another one is another such file. */
export type QueuePort = {
  /** Messages in one publish, poll or ack at most. */
  batchMax: number
  create(visibilityTimeoutSeconds: number): Promise<void>
  remove(): Promise<void>
  /** Whether it is an ordered queue. */
  ordered: boolean
  /** In order; when it resolves, every message is acknowledged. `groups`: of each message, for an ordered queue. */
  publish(bodies: string[], groups: string[]): Promise<Stored[]>
  poll(max: number, waitSeconds: number, signal: AbortSignal): Promise<Handed[]>
  /** For each receipt whether the ack counted. */
  ack(receipts: string[]): Promise<boolean[]>
  /** Messages in the queue, in whatever state. */
  depth(): Promise<number>
}

/** The native API. */
export function nativePort(client: SluiceClient, queue: string): QueuePort {
  return {
    batchMax: 16,
    ordered: queue.endsWith('.fifo'),
    async create(visibilityTimeoutSeconds) {
      await client.putQueue(queue, { visibilityTimeoutSeconds }, { onlyNew: true })
    },
    remove: () => client.deleteQueue(queue),
    publish: (bodies, groups) =>
      client.publishInOrder(
        queue,
        bodies.map((body, index) => ({ body, groupId: groups[index] })),
      ),
    async poll(maxMessages, waitSeconds, signal) {
      const messages = await client.poll(queue, { maxMessages, waitSeconds }, { signal })
      return messages.map(message => ({ ...message, body: bodyText(message) }))
    },
    ack: async receipts => (await client.ack(queue, receipts)).map(({ outcome }) => outcome === 'acked'),
    async depth() {
      const { visible, inFlight, delayed } = await client.queueStats(queue)
      return visible + inFlight + delayed
    },
  }
}
