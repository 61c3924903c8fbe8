import type { SluiceClient } from './client.ts'
import { fulfilled, Gatherer } from './gatherer.ts'
import type { Outcome, SettleResult } from './wire.ts'

const receiptsPerRequestMax = 16

/** Sends one request for receipts that are settled the same way at nearly the same time. */
const gatherReceipts = (client: SluiceClient, send: (receipts: string[]) => Promise<SettleResult[]>) =>
  new Gatherer<string, Outcome>(
    async receipts => (await send(receipts)).map(({ outcome }) => fulfilled(outcome)),
    {
      gatherMs: 2,
      itemsMax: receiptsPerRequestMax,
      bytesMax: Number.POSITIVE_INFINITY,
      bytesOf: () => 0,
      requestsMax: 8,
    },
    client.transport.time,
  )

/** Acks and heartbeats of one queue, gathered. Nacks go alone: each has a reason of its own. */
export const makeSettler = (client: SluiceClient, queue: string, visibilityTimeoutSeconds: number) => ({
  acks: gatherReceipts(client, receipts => client.ack(queue, receipts)),
  extends: gatherReceipts(client, receipts => client.extend(queue, { receipts, visibilityTimeoutSeconds })),
})
