import { hashOf } from '../../cli/verify/hash.ts'
import type { LedgerFile } from '../../cli/verify/ledger.ts'
import { Publisher, SluiceClient } from '../../client/index.ts'
import type { Webhook } from './payloads.ts'

/** Publishes webhooks, each into its queue, and writes down every one that the server has acknowledged. */
export async function publishAll(url: string, webhooks: Webhook[], ledger: LedgerFile): Promise<void> {
  const client = new SluiceClient({ url })
  const publishers = new Map(webhooks.map(({ queue }) => [queue, new Publisher(client, queue)]))
  const publishOne = async ({ queue, body }: Webhook): Promise<void> => {
    const sentAtMs = Date.now()
    const id = await publishers.get(queue)!.publish({ body })
    ledger.write({ kind: 'published', id, hash: hashOf(body), sentAtMs })
  }
  await Promise.all(webhooks.map(publishOne))
}
