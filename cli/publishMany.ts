import { type OutgoingMessage, type PublishedMessage, Publisher, type SluiceClient } from '../client/index.ts'

/** Publishes under way at once: 8 requests of 16, and as many again gathered meanwhile. */
const inFlightMax = 256

/** A message and the line of the input it stood on. */
export type Numbered = { line: number; endByte: number; message: OutgoingMessage }

export type Progressed = {
  onStored: (stored: PublishedMessage, from: Numbered) => Promise<void>
  /** The message of this line was not published. */
  onError: (error: unknown, from: Numbered) => void
}

type Open = { from: Numbered; result: Promise<PromiseSettledResult<PublishedMessage>> }

/**
 * Publishes a stream of messages, many at once, and hands each id over in the order of the stream. After the first
 * failure it reads no further, but what is under way finishes and is handed over. Resolves with how many were
 * published; what the stream itself throws comes out once everything before it is handed over.
 */
export async function publishMany(
  client: SluiceClient,
  queue: string,
  messages: AsyncIterable<Numbered>,
  events: Progressed,
): Promise<number> {
  const publisher = new Publisher(client, queue)
  const open: Open[] = []
  let published = 0
  let hasFailed = false
  const handOver = async ({ from, result }: Open): Promise<void> => {
    const settledResult = await result
    if (settledResult.status === 'rejected') {
      hasFailed = true
      return events.onError(settledResult.reason, from)
    }
    published += 1
    await events.onStored(settledResult.value, from)
  }
  try {
    for await (const from of messages) {
      open.push({ from, result: settled(publisher.publishInOrder(from.message)) })
      if (open.length >= inFlightMax) await handOver(open.shift()!)
      if (hasFailed) break
    }
  } finally {
    await publisher.close()
    for (const next of open) await handOver(next)
  }
  return published
}

/** A failure is looked at in its turn; until then it must not count as unhandled. */
const settled = async <Value>(promise: Promise<Value>): Promise<PromiseSettledResult<Value>> =>
  (await Promise.allSettled([promise]))[0]!
